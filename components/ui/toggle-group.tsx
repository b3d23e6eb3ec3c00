'use client';

import { ToggleGroup as Radix } from 'radix-ui';

export type ToggleOption<T extends string> = Readonly<{ value: T; label: string }>;

export type ToggleGroupProps<T extends string> = Readonly<{
  label: string;
  value: T;
  options: readonly ToggleOption<T>[];
  onChange: (value: T) => void;
}>;

/** One of a few views of the same data. */
export function ToggleGroup<T extends string>({ label, value, options, onChange }: ToggleGroupProps<T>) {
  return (
    <Radix.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
      className="inline-flex rounded-md border border-line bg-sunken p-0.5"
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          className="h-6 rounded-sm max-tab:h-11 max-tab:min-w-11 px-[9px] text-xs font-medium text-ink-2 data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:ring-1 data-[state=on]:ring-line"
        >
          {option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
