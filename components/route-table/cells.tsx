'use client';

import { StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import type { Cell } from '#lib/topology/badge.ts';

/** A very long name takes several lines: no column behind it leaves the page. */
export const WRAPPED =
  'tab:inline-block tab:max-w-[26ch] tab:whitespace-normal [overflow-wrap:anywhere] tab:@min-[1400px]:max-w-[44ch]';

/** A condition: kubectl's word with its icon, then the raw reason. */
export function ConditionCell({ cell }: Readonly<{ cell: Cell }>) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 align-middle whitespace-normal">
      <StatusWord name={cell.badge} word={cell.word} className="text-xs" />
      {cell.reason && (
        <span className="font-mono text-xs text-ink-2 max-tab:[overflow-wrap:anywhere]">{cell.reason}</span>
      )}
    </span>
  );
}

export function NameCell({ kind, name, note }: Readonly<{ kind: string; name: string; note?: string | undefined }>) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <KindBadge kind={kind} />
      <span className={cn('font-mono text-xs font-semibold', WRAPPED)}>{name}</span>
      {note && <span className="text-2xs text-ink-3">{note}</span>}
    </span>
  );
}

export function Mono({ children }: Readonly<{ children: string }>) {
  return <span className={cn('font-mono text-xs', WRAPPED)}>{children}</span>;
}

/** Two, then how many more. */
export function MonoList({ items, absent }: Readonly<{ items: readonly string[]; absent: string }>) {
  if (items.length === 0) return <span className="text-xs text-ink-3">{absent}</span>;
  const more = items.length - 2;
  return (
    <span title={items.join('\n')} className={cn('font-mono text-xs', WRAPPED)}>
      {items.slice(0, 2).join(', ')}
      {more > 0 && <span className="text-ink-3">, + {more} more</span>}
    </span>
  );
}
