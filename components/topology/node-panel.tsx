'use client';

import { objectPath } from '#components/data/object-path.ts';
import { GatewayDetail } from '#components/explanation/gateway-detail.tsx';
import { GrantDetail } from '#components/explanation/grant-detail.tsx';
import { ListenerDetail } from '#components/explanation/listener-detail.tsx';
import { ListenerSetDetail } from '#components/explanation/listener-set-detail.tsx';
import { RouteDetail } from '#components/explanation/route-detail.tsx';
import { ServiceDetail } from '#components/explanation/service-detail.tsx';
import { TlsPolicyDetail } from '#components/explanation/tls-policy-detail.tsx';
import { Panel } from '#components/shell/panel.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { identityOf } from '#lib/kube/object-key.ts';
import type { Topology, TopologyNode } from '#lib/topology/topology.ts';
import { GonePanel } from './gone-panel.tsx';
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
      <NodeDetail topology={topology} node={node} />
    </Panel>
  );
}

function NodeDetail({ topology, node }: Readonly<{ topology: Topology; node: TopologyNode }>) {
  switch (node.type) {
    case 'route':
      return <RouteDetail node={node} />;
    case 'gateway':
      return <GatewayDetail topology={topology} node={node} />;
    case 'listenerSet':
      return <ListenerSetDetail topology={topology} node={node} />;
    case 'listener':
      return <ListenerDetail topology={topology} node={node} />;
    case 'tlsPolicy':
      return <TlsPolicyDetail topology={topology} node={node} />;
    case 'grant':
      return <GrantDetail node={node} />;
    case 'service':
      return <ServiceDetail topology={topology} node={node} />;
    case 'ghost':
      return (
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
          <NodeSummary topology={topology} node={node} />
        </div>
      );
  }
}

function nameOf(node: TopologyNode): string {
  return node.type === 'listener' ? `${identityOf(node.owner).name}#${node.name}` : node.name;
}

/** Only Gateways have a page of their own. */
function pageOf(node: TopologyNode): string | undefined {
  return node.type === 'gateway' ? objectPath(node.id) : undefined;
}
