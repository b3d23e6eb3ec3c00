import { ownerOfNode } from './counts.ts';
import type { Topology } from './topology.ts';

/**
 * What belongs to an object: from Gateway to Service along its own edges. A Route has its parents and backends; a
 * Gateway, listener or Service the Routes that touch it with all of theirs on the other side. A
 * BackendTLSPolicy has the Services it is for.
 *
 * @returns ids of nodes and edges, the object itself included; empty when it is not drawn
 */
export function chainOf(topology: Topology, id: string | null): ReadonlySet<string> {
  const chain = new Set<string>();
  if (id === null || !topology.nodes[id]) return chain;
  chain.add(id);
  const node = topology.nodes[id];
  if (node.type === 'tlsPolicy') {
    return new Set([id, ...node.targets.flatMap(({ service }) => [...chainOf(topology, service)])]);
  }
  const parents =
    node.type === 'gateway' ||
    node.type === 'listenerSet' ||
    node.type === 'listener' ||
    (node.type === 'ghost' && node.as !== 'service');
  const routes = new Set<string>(node.type === 'route' ? [id] : []);
  for (const edge of Object.values(topology.edges)) {
    const touches =
      edge.type === 'attachment'
        ? touchesParent(edge, id)
        : edge.type === 'missing'
          ? edge.ghost === id
          : edge.target === id;
    if (touches) routes.add(edge.route);
  }
  for (const edge of Object.values(topology.edges)) {
    if (!routes.has(edge.route)) continue;
    if (edge.type === 'backend') {
      if (node.type === 'service' && edge.target !== id) continue;
      if (node.type === 'ghost' && node.as === 'service' && edge.target !== id) continue;
      chain.add(edge.id).add(edge.route).add(edge.target);
    } else {
      if (parents && !touchesParent(edge, id)) continue;
      chain.add(edge.id).add(edge.route);
      if (edge.type === 'missing') chain.add(edge.ghost);
      else chain.add(edge.listener).add(ownerOfNode(edge.listener)).add(edge.gateway);
    }
  }
  return chain;
}

function touchesParent(
  edge: Readonly<{ type: string; gateway?: string; listener?: string; ghost?: string }>,
  id: string,
) {
  const { gateway, listener, ghost } = edge;
  return gateway === id || listener === id || ghost === id || listener?.startsWith(`${id}#`) === true;
}
