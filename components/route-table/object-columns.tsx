'use client';

import type { TableColumn } from '#components/ui/data-table.tsx';
import { isLegacy } from '../topology/is-legacy.ts';
import { Age } from '../topology/node-facts.tsx';
import { Mono, NameCell } from './cells.tsx';

type Named = Readonly<{ namespace: string; name: string; kind: string; group: string; createdAt: string | null }>;
type ObjectColumn = TableColumn<Named>;

/** The columns that every list begins with. */
export const NAMESPACE_COLUMN: ObjectColumn = {
  id: 'namespace',
  head: 'NAMESPACE',
  value: (row) => row.namespace,
  cell: (row) => <Mono>{row.namespace}</Mono>,
};

export const NAME_COLUMN: ObjectColumn = {
  id: 'name',
  head: 'NAME',
  stacked: 'title',
  value: (row) => row.name,
  cell: (row) => <NameCell kind={row.kind} name={row.name} note={isLegacy(row.group) ? 'v1alpha1' : undefined} />,
};

/** The column that every list ends with. */
export const AGE_COLUMN: ObjectColumn = {
  id: 'age',
  head: 'AGE',
  align: 'right',
  // the older, the greater
  value: (row) => (row.createdAt === null ? 0 : -Date.parse(row.createdAt)),
  cell: (row) => (
    <span className="font-mono text-xs">
      <Age createdAt={row.createdAt} />
    </span>
  ),
};
