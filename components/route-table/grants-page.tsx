'use client';

import { StatusWord } from '#components/ui/badge.tsx';
import { CommandLine } from '#components/ui/command-line.tsx';
import type { TableColumn } from '#components/ui/data-table.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { compareText } from '#lib/kube/object-key.ts';
import type { GrantNode, Topology } from '#lib/topology/topology.ts';
import { plural } from '../topology/state-words.ts';
import { MonoList } from './cells.tsx';
import { ListPage } from './list-page.tsx';
import { AGE_COLUMN, NAME_COLUMN, NAMESPACE_COLUMN } from './object-columns.tsx';

/** kubectl's columns, with what each grant says and opens added. */
const COLUMNS: readonly TableColumn<GrantNode>[] = [
  NAMESPACE_COLUMN,
  NAME_COLUMN,
  {
    id: 'from',
    head: 'FROM',
    value: (row) => row.from.join(),
    cell: (row) => <MonoList items={row.from} absent="none" />,
  },
  { id: 'to', head: 'TO', value: (row) => row.to.join(), cell: (row) => <MonoList items={row.to} absent="none" /> },
  {
    id: 'opens',
    head: 'OPENS',
    value: (row) => row.opens.length,
    cell: (row) =>
      row.opens.length > 0 ? (
        <StatusWord name="granted" word={plural(row.opens.length, 'reference')} className="text-xs" />
      ) : (
        <StatusWord name="silent" word="nothing now" className="text-xs" />
      ),
  },
  AGE_COLUMN,
];

/** `/grants` */
export function GrantsPage() {
  return (
    <ListPage label="ReferenceGrants" columns={COLUMNS} rowsOf={grantsOf} noun="ReferenceGrant" empty={<NoGrants />} />
  );
}

function grantsOf(topology: Topology): readonly GrantNode[] {
  return Object.values(topology.nodes)
    .filter((node) => node.type === 'grant')
    .sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
}

function NoGrants() {
  return (
    <EmptyState title="No ReferenceGrants in this cluster">
      <p>
        A ReferenceGrant opens a Service or Secret to references from another namespace. It stands in the namespace of
        what it opens.
      </p>
      <CommandLine command="kubectl explain referencegrant.spec" />
    </EmptyState>
  );
}
