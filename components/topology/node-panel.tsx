'use client';

import { objectPath } from '#components/data/object-path.ts';
import { Panel } from '#components/shell/panel.tsx';
import { Badge } from '#components/ui/badge.tsx';
import type { Topology, TopologyNode } from '#lib/topology/topology.ts';
import { NodeFacts } from './node-facts.tsx';
import { NodeSummary } from './node-summary.tsx';

export type NodePanelProps = Readonly<{ topology: Topology; selected: string | null; onClose: () => void }>;

/** The panel of whatever is selected; nothing while nothing is. */
export function NodePanel({ topology, selected, onClose }: NodePanelProps) {
  const node = selected === null ? undefined : topology.nodes[selected];
  if (selected === null) return null;
  if (!node) return <GonePanel id={selected} onClose={onClose} />;
  return (
    <Panel
      key={node.id}
      kind={node.type === 'listener' ? node.protocol : node.kind}
      name={`${node.namespace}/${nameOf(node)}`}
      badge={'badge' in node && <Badge {...node.badge} />}
      facts={<NodeFacts node={node} />}
      href={pageOf(node)}
      onClose={onClose}
    >
      <NodeSummary topology={topology} node={node} />
    </Panel>
  );
}

function nameOf(node: TopologyNode): string {
  return node.type === 'listener' ? `${node.gateway.split('/').at(-1)}#${node.name}` : node.name;
}

/** Only Gateways have a page of their own. */
function pageOf(node: TopologyNode): string | undefined {
  return node.type === 'gateway' ? objectPath(node.id) : undefined;
}

function GonePanel({ id, onClose }: Readonly<{ id: string; onClose: () => void }>) {
  const [group = '', kind = '', namespace = '', name = ''] = id.split('/');
  return (
    <Panel
      kind={kind || group}
      name={`${namespace}/${name}`}
      badge={<Badge name="missing" word="Not found" />}
      onClose={onClose}
    >
      <p className="p-4 text-ink-2">
        No {kind} {namespace}/{name} is drawn: it was deleted, or this version does not show it.
      </p>
    </Panel>
  );
}
