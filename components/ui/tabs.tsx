'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export type TabItem = Readonly<{ value: string; label: string; content: ReactNode }>;

/** Tabs of a panel or page; content that is not shown is not mounted. */
export function Tabs({ label, items }: Readonly<{ label: string; items: readonly TabItem[] }>) {
  return (
    <Radix.Root defaultValue={items[0]?.value ?? ''} className="flex min-h-0 flex-1 flex-col">
      <Radix.List aria-label={label} className="flex gap-[18px] border-b border-line px-4">
        {items.map((item) => (
          <Radix.Trigger
            key={item.value}
            value={item.value}
            className="relative h-[34px] font-medium text-ink-2 data-[state=active]:font-semibold data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.5 data-[state=active]:after:bg-accent"
          >
            {item.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map((item) => (
        <Radix.Content key={item.value} value={item.value} className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
