'use client';

import { StatusWord } from '#components/ui/badge.tsx';
import { CommandLine } from '#components/ui/command-line.tsx';
import type { TableColumn } from '#components/ui/data-table.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatKey } from '#lib/kube/object-key.ts';
import type { ListenerSetNode, Topology } from '#lib/topology/topology.ts';
import { ConditionCell, Mono } from './cells.tsx';
import { ListPage } from './list-page.tsx';
import {
  ACCEPTED_COLUMN,
  AGE_COLUMN,
  compareProblems,
  NAME_COLUMN,
  NAMESPACE_COLUMN,
  ROUTES_COLUMN,
} from './object-columns.tsx';

/** kubectl's columns, with the Gateway and the routes added. */
const COLUMNS: readonly TableColumn<ListenerSetNode>[] = [
  NAMESPACE_COLUMN,
  NAME_COLUMN,
  {
    id: 'gateway',
    head: 'GATEWAY',
    value: (row) => formatKey(row.gateway),
    cell: (row) => <Mono>{formatKey(row.gateway)}</Mono>,
  },
  ACCEPTED_COLUMN,
  {
    id: 'programmed',
    head: 'PROGRAMMED',
    value: (row) => row.programmed.word + row.programmed.reason,
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        <ConditionCell cell={row.programmed} />
        {row.drift && <StatusWord name="drift" word="Drift" className="text-xs" />}
      </span>
    ),
  },
  ROUTES_COLUMN,
  AGE_COLUMN,
];

/** `/listenersets` */
export function ListenerSetsPage() {
  return (
    <ListPage
      label="ListenerSets"
      columns={COLUMNS}
      rowsOf={listenerSetsOf}
      noun="ListenerSet"
      empty={<NoListenerSets />}
    />
  );
}

/** Those with a problem first, then by name. */
export function listenerSetsOf(topology: Topology): readonly ListenerSetNode[] {
  return Object.values(topology.nodes)
    .filter((node) => node.type === 'listenerSet')
    .sort(compareProblems);
}

function NoListenerSets() {
  return (
    <EmptyState title="No ListenerSets in this cluster">
      <p>
        A ListenerSet adds listeners to a Gateway of somebody else, who lets it in by{' '}
        <code className="font-mono">allowedListeners</code>.
      </p>
      <CommandLine command="kubectl explain listenerset.spec" />
    </EmptyState>
  );
}
