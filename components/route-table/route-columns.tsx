'use client';

import { StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import type { TableColumn } from '#components/ui/data-table.tsx';
import type { RowGroup } from '#components/ui/table-lines.ts';
import type { RouteNode, RouteParent, RouteState, TopologyCounts } from '#lib/topology/topology.ts';
import { formatCount } from '../topology/state-words.ts';
import { ConditionCell, Mono, MonoList, WRAPPED } from './cells.tsx';
import { AGE_COLUMN, NAME_COLUMN, NAMESPACE_COLUMN } from './object-columns.tsx';

/** kubectl's columns, with PARENTS, ACCEPTED and RESOLVED added. */
export const ROUTE_COLUMNS: readonly TableColumn<RouteNode>[] = [
  NAMESPACE_COLUMN,
  NAME_COLUMN,
  {
    id: 'hostnames',
    head: 'HOSTNAMES',
    narrow: 'drop',
    value: (row) => row.hostnames.join(),
    cell: (row) => <MonoList items={row.hostnames} absent="any" />,
  },
  {
    id: 'parents',
    head: 'PARENTS',
    narrow: 'drop',
    value: (row) => row.parents.map(({ text }) => text).join(),
    cell: (row) => <Parents parents={row.parents} />,
  },
  {
    id: 'accepted',
    head: 'ACCEPTED',
    value: (row) => row.accepted.word + row.accepted.reason,
    cell: (row) => <ConditionCell cell={row.accepted} />,
  },
  {
    id: 'resolved',
    head: 'RESOLVED',
    value: (row) => row.resolved.word + row.resolved.reason,
    cell: (row) => <ConditionCell cell={row.resolved} />,
  },
  AGE_COLUMN,
];

function Parents({ parents }: Readonly<{ parents: readonly RouteParent[] }>) {
  if (parents.length === 0) return <span className="text-xs text-ink-3">none</span>;
  const more = parents.length - 2;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 py-1 align-middle whitespace-normal tab:flex-col tab:items-start">
      {parents.slice(0, 2).map((parent) => (
        <span
          key={`${parent.key} ${parent.sectionName} ${parent.port}`}
          className="inline-flex flex-wrap items-center gap-1"
        >
          <Mono>{parent.text}</Mono>
          {parent.sectionName !== null && (
            <span className="text-xs text-ink-3">
              section <span className={cn('align-top font-mono text-ink', WRAPPED)}>{parent.sectionName}</span>
            </span>
          )}
          {parent.port !== null && <span className="font-mono text-xs text-ink-3">:{parent.port}</span>}
          {parent.target === 'missing' && <StatusWord name="missing" word="Not found" className="text-xs" />}
        </span>
      ))}
      {more > 0 && <span className="text-xs text-ink-3">+ {more} more</span>}
    </span>
  );
}

const GROUPS: Readonly<Record<RouteState, Readonly<{ label: string; note: string }>>> = {
  refused: { label: 'Refused', note: '' },
  partial: { label: 'Partial', note: 'accepted in part only' },
  unresolved: { label: 'References that do not resolve', note: '' },
  pending: { label: 'Pending', note: '' },
  silent: { label: 'No status', note: '' },
  notJudged: { label: 'Not judged', note: 'kinds that this version does not judge' },
  accepted: { label: 'Accepted', note: '' },
};

/** Worst first: the heading of a route's state. */
export function routeGroup({ state }: RouteNode, shown: TopologyCounts['byState']): RowGroup {
  const { label, note } = GROUPS[state];
  return { id: state, label, note: [formatCount(shown[state]), note].filter(Boolean).join(', ') };
}
