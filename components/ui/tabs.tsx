'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export type TabItem = Readonly<{ value: string; label: string; content: ReactNode }>;

export type TabsProps = Readonly<{
  label: string;
  items: readonly TabItem[];
  /** `page`: the content scrolls and pads itself */
  look?: 'panel' | 'page';
  /** which one is open, where it is kept elsewhere */
  value?: string;
  onValueChange?: (value: string) => void;
}>;

const CONTENT = { panel: 'overflow-y-auto px-4 py-3', page: 'flex flex-col max-tab:flex-none' } as const;
const ROOT = { panel: '', page: 'max-tab:min-h-fit max-tab:flex-none' } as const;

/** Tabs of a panel or page; content that is not shown is not mounted. */
export function Tabs({ label, items, look = 'panel', ...kept }: TabsProps) {
  return (
    <Radix.Root
      {...(kept.value === undefined ? { defaultValue: items[0]?.value ?? '' } : kept)}
      className={cn('flex min-h-0 flex-1 flex-col', ROOT[look])}
    >
      <Radix.List aria-label={label} className="flex gap-[18px] border-b border-line px-4">
        {items.map((item) => (
          <Radix.Trigger
            key={item.value}
            value={item.value}
            className="relative h-[34px] font-medium max-tab:h-11 max-tab:min-w-11 text-ink-2 data-[state=active]:font-semibold data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.5 data-[state=active]:after:bg-accent"
          >
            {item.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map((item) => (
        <Radix.Content key={item.value} value={item.value} className={cn('min-h-0 flex-1', CONTENT[look])}>
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
