import type { BindingResult } from '#lib/binding/result.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { attachmentsOf } from './attachments.ts';
import { backendsOf } from './backends.ts';
import { withCounts } from './counts.ts';
import { gatewayNodes } from './gateway-nodes.ts';
import { grantNode } from './grant-nodes.ts';
import { listenerSetNodes } from './listener-set-nodes.ts';
import { routeNode } from './route-nodes.ts';
import { tlsByService, tlsPolicyNode } from './tls-policy-nodes.ts';
import type { Topology, TopologyEdge, TopologyNode, TopologyOptions } from './topology.ts';

/** What is drawn and listed of a snapshot and its verdicts. Pure and total; same input, same output. */
export function buildTopology(snapshot: Snapshot, binding: BindingResult, options: TopologyOptions): Topology {
  const nodes: Record<string, TopologyNode> = {};
  const edges: Record<string, TopologyEdge> = {};
  const put = (...items: readonly TopologyNode[]) => {
    for (const item of items) nodes[item.id] = item;
  };
  const link = (items: readonly TopologyEdge[]) => {
    for (const item of items) edges[item.id] = item;
  };

  for (const gateway of binding.gateways.values()) put(...gatewayNodes(snapshot, gateway, options));
  for (const set of binding.listenerSets.values()) put(...listenerSetNodes(snapshot, binding, set, options));
  const routes = [...binding.routes.values()].map((route) => ({
    route,
    node: routeNode(snapshot, binding, route, options),
  }));
  for (const { route, node } of routes) {
    put(node);
    const { edges: attachments, ghosts } = attachmentsOf(binding, route, options);
    link(attachments);
    put(...ghosts);
  }
  const tls = tlsByService(binding.backendTlsPolicies, options);
  const backends = backendsOf(snapshot, routes, tls, options);
  put(...backends.nodes);
  link(backends.edges);
  for (const policy of binding.backendTlsPolicies.values()) put(tlsPolicyNode(snapshot, policy, options));
  for (const grant of binding.grants.values()) put(grantNode(snapshot, grant));

  return withCounts(nodes, edges);
}
