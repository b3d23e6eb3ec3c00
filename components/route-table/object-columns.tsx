'use client';

import type { TableColumn } from '#components/ui/data-table.tsx';
import { compareText } from '#lib/kube/object-key.ts';
import type { Badge, Cell } from '#lib/topology/badge.ts';
import type { AttachmentCounts } from '#lib/topology/topology.ts';
import { Counts } from '../topology/counts.tsx';
import { isLegacy } from '../topology/is-legacy.ts';
import { Age } from '../topology/node-facts.tsx';
import { ConditionCell, Mono, NameCell } from './cells.tsx';

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

type Served = Readonly<{ badge: Badge; accepted: Cell; counts: AttachmentCounts }>;

/** Of what declares listeners. */
export const ACCEPTED_COLUMN: TableColumn<Served> = {
  id: 'accepted',
  head: 'ACCEPTED',
  value: (row) => row.accepted.word + row.accepted.reason,
  cell: (row) => <ConditionCell cell={row.accepted} />,
};

/** Routes that ask for its listeners, by what became of them. */
export const ROUTES_COLUMN: TableColumn<Served> = {
  id: 'routes',
  head: 'ROUTES',
  value: (row) => (row.counts.refused + row.counts.partial) * 1e6 + row.counts.attached,
  cell: (row) => <Counts counts={row.counts} />,
};

/** Those with a problem first, then by name. */
export function compareProblems(a: Served & Named, b: Served & Named): number {
  const rank = ({ badge, counts }: Served) =>
    badge.name !== 'accepted' ? 0 : counts.refused + counts.partial > 0 ? 1 : 2;
  return rank(a) - rank(b) || compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}

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
