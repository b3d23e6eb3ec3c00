'use client';

import Link from 'next/link';
import { StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { compareMergeOrder } from '#lib/topology/layout-listeners.ts';
import type { Topology } from '#lib/topology/topology.ts';

type ListenerSetListProps = Readonly<{ topology: Topology; gateway: ObjectKey; className?: string | undefined }>;

/** The ListenerSets that name a Gateway, taken or not, the oldest first; nothing where there is none. */
export function ListenerSetList({ topology, gateway, className }: ListenerSetListProps) {
  const sets = Object.values(topology.nodes)
    .flatMap((node) => (node.type === 'listenerSet' && node.gateway === gateway ? [node] : []))
    .sort(compareMergeOrder);
  if (sets.length === 0) return null;
  const taken = sets.filter((set) => set.taken === 'yes').length;
  return (
    <Section title="ListenerSets" aside={`${taken} of ${sets.length} taken`} className={className}>
      <ul className="divide-y divide-line-soft rounded-lg border border-line">
        {sets.map((set) => (
          <li key={set.id} className="px-2.5 py-2 text-xs">
            <div className="flex flex-wrap items-center gap-2">
              <KindBadge kind={set.kind} />
              <Link
                href={`/?select=${encodeURIComponent(set.id)}`}
                className={cn(
                  'font-mono font-semibold [overflow-wrap:anywhere] text-accent underline underline-offset-2 hover:decoration-2',
                  FINGER,
                )}
              >
                {set.namespace}/{set.name}
              </Link>
              <StatusWord {...set.badge} className="ml-auto text-xs" />
            </div>
            {set.taken !== 'yes' && <p className="mt-0.5 text-ink-2">{set.sentence}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
