'use client';

import Link from 'next/link';
import { useTopology } from '#components/data/use-topology.ts';
import { StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { CommandLine } from '#components/ui/command-line.tsx';
import type { TableColumn } from '#components/ui/data-table.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { FINGER } from '#components/ui/finger.ts';
import { compareText, formatKey, identityOf } from '#lib/kube/object-key.ts';
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
  const { data } = useTopology();
  return (
    <EmptyState title="No ReferenceGrants in this cluster">
      <p>
        A ReferenceGrant opens a Service or Secret to references from another namespace. It stands in the namespace of
        what it opens.
      </p>
      {data && <Wanted topology={data.topology} />}
      <CommandLine command="kubectl explain referencegrant.spec" />
    </EmptyState>
  );
}

const SHOWN = 10;

/** References to backends that only a grant would let through; each leads to its Route. */
function Wanted({ topology }: Readonly<{ topology: Topology }>) {
  const wanted = Object.values(topology.edges).filter((edge) => edge.type === 'backend' && edge.grant === 'missing');
  if (wanted.length === 0) return <p>No reference of a Route to a backend needs one now.</p>;
  return (
    <div>
      <p>{wanted.length === 1 ? 'This reference needs one now:' : `These ${wanted.length} references need one now:`}</p>
      <ul aria-label="References that need a grant" className="mt-1 list-disc pl-5 font-mono text-xs">
        {wanted.slice(0, SHOWN).map(
          (edge) =>
            edge.type === 'backend' && (
              <li key={edge.id}>
                <Link
                  href={`/routes?select=${encodeURIComponent(edge.route)}`}
                  className={cn('text-accent underline underline-offset-2 hover:decoration-2', FINGER)}
                >
                  {formatKey(edge.route)}
                </Link>{' '}
                → {identityOf(edge.target).kind} {formatKey(edge.target)}
              </li>
            ),
        )}
        {wanted.length > SHOWN && <li>{wanted.length - SHOWN} more</li>}
      </ul>
    </div>
  );
}
