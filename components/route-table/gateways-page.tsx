'use client';

import Link from 'next/link';
import { Badge, StatusWord } from '#components/ui/badge.tsx';
import type { TableColumn } from '#components/ui/data-table.tsx';
import type { GatewayNode, Topology } from '#lib/topology/topology.ts';
import { NoGateways } from '../topology/no-gateways.tsx';
import { plural } from '../topology/state-words.ts';
import { ConditionCell, Mono, MonoList } from './cells.tsx';
import { ListPage } from './list-page.tsx';
import { listenerSetsOf } from './listener-sets-page.tsx';
import {
  ACCEPTED_COLUMN,
  AGE_COLUMN,
  compareProblems,
  NAME_COLUMN,
  NAMESPACE_COLUMN,
  ROUTES_COLUMN,
} from './object-columns.tsx';

const OWNERS = { ours: 'served here', other: 'of another controller', none: 'no controller' } as const;

/** kubectl's columns, with ACCEPTED and the routes added. */
const COLUMNS: readonly TableColumn<GatewayNode>[] = [
  NAMESPACE_COLUMN,
  NAME_COLUMN,
  {
    id: 'class',
    head: 'CLASS',
    narrow: 'drop',
    value: (row) => row.className,
    cell: (row) => (
      <span title={row.controllerName ?? ''}>
        <Mono>{row.className}</Mono> <span className="ml-1 text-xs text-ink-3">{OWNERS[row.owner]}</span>
      </span>
    ),
  },
  {
    id: 'address',
    head: 'ADDRESS',
    value: (row) => row.addresses.join(),
    cell: (row) => <MonoList items={row.addresses} absent="none" />,
  },
  {
    id: 'ports',
    head: 'PORTS',
    narrow: 'drop',
    value: (row) => row.ports[0] ?? 0,
    cell: (row) => <MonoList items={row.ports.map(String)} absent="none" />,
  },
  ACCEPTED_COLUMN,
  {
    id: 'programmed',
    head: 'PROGRAMMED',
    value: (row) => row.programmed.word + row.programmed.reason,
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        <ConditionCell cell={row.programmed} />
        {row.badge.name === 'partial' && <Badge {...row.badge} />}
        {row.drift && <StatusWord name="drift" word="Drift" className="text-xs" />}
      </span>
    ),
  },
  ROUTES_COLUMN,
  AGE_COLUMN,
];

/** `/gateways` */
export function GatewaysPage() {
  return (
    <ListPage
      label="Gateways"
      columns={COLUMNS}
      rowsOf={gatewaysOf}
      noun="Gateway"
      empty={<NoGateways />}
      note={(topology) => <SetsNote topology={topology} />}
    />
  );
}

/** Where the listeners are that others add to these Gateways. */
function SetsNote({ topology }: Readonly<{ topology: Topology }>) {
  const sets = listenerSetsOf(topology);
  if (sets.length === 0) return null;
  const refused = sets.filter(({ taken }) => taken === 'no').length;
  return (
    <>
      <Link href="/listenersets" className="text-accent underline underline-offset-2 hover:decoration-2">
        {plural(sets.length, 'ListenerSet')}
      </Link>
      {refused > 0 && `, ${refused} not taken`}.
    </>
  );
}

/** Those with a problem first, then by name. */
function gatewaysOf(topology: Topology): readonly GatewayNode[] {
  return Object.values(topology.nodes)
    .filter((node) => node.type === 'gateway')
    .sort(compareProblems);
}
