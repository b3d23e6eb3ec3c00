'use client';

import Link from 'next/link';
import { Badge, StatusWord } from '#components/ui/badge.tsx';
import type { TableColumn } from '#components/ui/data-table.tsx';
import { compareText } from '#lib/kube/object-key.ts';
import type { GatewayNode, Topology } from '#lib/topology/topology.ts';
import { Counts } from '../topology/counts.tsx';
import { NoGateways } from '../topology/no-gateways.tsx';
import { plural } from '../topology/state-words.ts';
import { ConditionCell, Mono, MonoList } from './cells.tsx';
import { ListPage } from './list-page.tsx';
import { listenerSetsOf } from './listener-sets-page.tsx';
import { AGE_COLUMN, NAME_COLUMN, NAMESPACE_COLUMN } from './object-columns.tsx';

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
  {
    id: 'accepted',
    head: 'ACCEPTED',
    value: (row) => row.accepted.word + row.accepted.reason,
    cell: (row) => <ConditionCell cell={row.accepted} />,
  },
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
  {
    id: 'routes',
    head: 'ROUTES',
    value: (row) => row.counts.refused * 1e6 + row.counts.attached,
    cell: (row) => <Counts counts={row.counts} />,
  },
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
  const rank = ({ badge, counts }: GatewayNode) => (badge.name !== 'accepted' ? 0 : counts.refused > 0 ? 1 : 2);
  return Object.values(topology.nodes)
    .filter((node) => node.type === 'gateway')
    .sort((a, b) => rank(a) - rank(b) || compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
}
