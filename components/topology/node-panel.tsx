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
import { Button } from '#components/ui/button.tsx';
import { identityOf } from '#lib/kube/object-key.ts';
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

function GonePanel({ id, onClose }: Readonly<{ id: string; onClose: () => void }>) {
  const [, kind, namespace, name] = id.split('/');
  const whole = kind && namespace && name;
  return (
    <Panel
      kind={whole ? kind : 'Link'}
      name={whole ? `${namespace}/${name}` : id}
      badge={<Badge name="missing" word="Not found" />}
      onClose={onClose}
    >
      <div className="flex flex-col items-start gap-3 p-4 text-ink-2">
        {whole ? (
          <p>
            No {kind} {namespace}/{name} is here: it was deleted, it is not in sight, or this version does not show it.
          </p>
        ) : (
          <p>
            The address asks for <code className="font-mono [overflow-wrap:anywhere] text-ink">select={id}</code>, which
            names no object. It takes <code className="font-mono text-ink">group/Kind/namespace/name</code>, such as{' '}
            <code className="font-mono [overflow-wrap:anywhere] text-ink">
              gateway.networking.k8s.io/HTTPRoute/hr/jobs
            </code>
            .
          </p>
        )}
        <p>Find an object with the search above, or close this panel.</p>
        <Button onClick={onClose}>Close panel</Button>
      </div>
    </Panel>
  );
}
