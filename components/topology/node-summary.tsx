'use client';

import { Badge, StatusIcon } from '#components/ui/badge.tsx';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { BadgeName } from '#lib/topology/badge.ts';
import { ownerOfNode } from '#lib/topology/counts.ts';
import type { Topology, TopologyEdge, TopologyNode } from '#lib/topology/topology.ts';
import { useView } from './use-view.ts';
import { writeView } from './view-state.ts';

/** What the graph knows of an object, as a list of its edges with links to the other end. */
export function NodeSummary({ topology, node }: Readonly<{ topology: Topology; node: TopologyNode }>) {
  const { view, select } = useView();
  const lines = linesOf(topology, node);
  return (
    <div>
      {'drift' in node && node.drift && (
        <p className="mb-3">
          <Badge name="drift" word="Drift" /> <span className="text-ink-2">{node.drift}</span>
        </p>
      )}
      {node.type === 'ghost' && node.didYouMean && (
        <p className="mb-3 text-base">
          Did you mean <code className="font-mono text-sm font-[550]">{node.didYouMean.text}</code>?
        </p>
      )}
      {lines.length === 0 && <p className="text-ink-2">No edge leads here.</p>}
      <ul className="flex flex-col gap-1">
        {lines.map((line) => (
          <li key={line.id}>
            <a
              href={writeView({ ...view, select: line.other, tab: null }, new URLSearchParams())}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                select(line.other);
              }}
              className="flex w-full items-start gap-2 rounded-md border border-line px-2.5 py-2 text-left text-xs hover:bg-hover"
            >
              <StatusIcon name={line.badge} className="mt-0.5 size-3.5" />
              <span className="min-w-0 break-words text-ink-2">
                <span className="mr-2 font-mono font-semibold text-accent underline underline-offset-2">
                  {nameOf(topology, line.other)}
                </span>
                <span className="block">{line.sentence}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** `HTTPRoute hr/cross-namespace` */
function nameOf(topology: Topology, id: string): string {
  const node = topology.nodes[id];
  if (!node) return id;
  return `${node.type === 'listener' ? 'Listener' : node.kind} ${node.namespace}/${node.name}`;
}

type Line = Readonly<{ id: string; badge: BadgeName; sentence: string; other: string }>;

function linesOf(topology: Topology, node: TopologyNode): readonly Line[] {
  if (node.type === 'grant') {
    return node.opens.map(({ from, field, to }) => ({
      id: `${from}${field}`,
      badge: 'granted',
      sentence: `Opens ${formatKey(to)} to ${formatKey(from)} (${field}).`,
      other: from,
    }));
  }
  return Object.values(topology.edges).flatMap((edge): Line[] => {
    const ends = endsOf(edge);
    if (!ends.some((end) => end === node.id)) return [];
    const other = node.type === 'route' ? (ends[0] === node.id ? ends[1] : ends[0]) : edge.route;
    return [{ id: edge.id, badge: badgeOf(edge), sentence: edge.sentence, other: other ?? edge.route }];
  });
}

function endsOf(edge: TopologyEdge): readonly (ObjectKey | string)[] {
  if (edge.type === 'attachment') return [edge.listener, edge.route, edge.gateway, ownerOfNode(edge.listener)];
  return edge.type === 'missing' ? [edge.ghost, edge.route] : [edge.target, edge.route];
}

function badgeOf(edge: TopologyEdge): BadgeName {
  if (edge.type === 'missing') return 'missing';
  if (edge.type === 'attachment') {
    if (!edge.serving) return 'notServing';
    return ({ attached: 'accepted', refused: 'refused', pending: 'pending', unknown: 'silent' } as const)[edge.verdict];
  }
  if (edge.state === 'broken') return edge.grant === 'missing' ? 'noGrant' : 'refused';
  return edge.state === 'notServing' ? 'notServing' : edge.grant === 'granted' ? 'granted' : 'accepted';
}
