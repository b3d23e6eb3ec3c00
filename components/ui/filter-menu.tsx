'use client';

import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';

export type FilterOption = Readonly<{ value: string; label: string }>;

export type FilterMenuProps = Readonly<{
  /** what is filtered: `Gateway` */
  label: string;
  /** null is all */
  value: string | null;
  options: readonly FilterOption[];
  onChange: (value: string | null) => void;
}>;

/** A filter chip that opens a list; its text says what is chosen. */
export function FilterMenu({ label, value, options, onChange }: FilterMenuProps) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Radix.Root>
      <Radix.Trigger
        data-on={chosen ? '' : undefined}
        className="inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border border-line bg-surface px-[9px] text-xs font-medium whitespace-nowrap text-ink-2 hover:bg-hover data-[on]:border-accent-line data-[on]:bg-accent-soft data-[on]:text-accent max-tab:h-11 max-tab:px-3"
      >
        {label}{' '}
        <b className="max-w-40 truncate font-semibold text-ink">
          {chosen ? chosen.label : `all ${options.length.toLocaleString('en')}`}
        </b>
        <ChevronDown size={12} aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          sideOffset={4}
          className="z-50 max-h-[60vh] min-w-48 overflow-y-auto rounded-md border border-control bg-surface p-1 shadow-float"
        >
          <Radix.RadioGroup value={value ?? ''} onValueChange={(next) => onChange(next === '' ? null : next)}>
            <Item value="" label={`All ${options.length.toLocaleString('en')}`} />
            {options.map((option) => (
              <Item key={option.value} value={option.value} label={option.label} />
            ))}
          </Radix.RadioGroup>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ value, label }: FilterOption) {
  return (
    <Radix.RadioItem
      value={value}
      className="flex h-7 items-center gap-2 rounded-sm max-tab:h-11 pr-3 pl-7 font-mono text-xs text-ink outline-none data-[highlighted]:bg-accent-soft data-[state=checked]:font-semibold"
    >
      <Radix.ItemIndicator className="-ml-5 w-3">
        <Check size={12} aria-hidden="true" />
      </Radix.ItemIndicator>
      {label}
    </Radix.RadioItem>
  );
}
