import type { ListenerKey } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type {
  AttachmentCounts,
  AttachmentEdge,
  NodeId,
  RouteState,
  Topology,
  TopologyCounts,
  TopologyEdge,
  TopologyNode,
} from './topology.ts';

/** Counts of listeners and Gateways follow from the edges drawn, so that numbers and picture never differ. */
export function withCounts(
  nodes: Readonly<Record<string, TopologyNode>>,
  edges: Readonly<Record<string, TopologyEdge>>,
): Topology {
  const listeners: VerdictsByNode = new Map();
  const gateways: VerdictsByNode = new Map();
  const sets: VerdictsByNode = new Map();
  for (const edge of Object.values(edges)) {
    if (edge.type !== 'attachment') continue;
    note(listeners, edge.listener, edge);
    note(gateways, edge.gateway, edge);
    note(sets, ownerOfNode(edge.listener), edge);
  }
  const counted = Object.values(nodes).map((node): TopologyNode => {
    if (node.type === 'listener') return { ...node, counts: countsOf(listeners.get(node.id)) };
    if (node.type === 'listenerSet') return { ...node, counts: countsOf(sets.get(node.id)) };
    if (node.type === 'gateway') return { ...node, counts: countsOf(gateways.get(node.id)) };
    return node;
  });
  return { nodes: Object.fromEntries(counted.map((node) => [node.id, node])), edges, counts: total(counted) };
}

/** The object that declares a listener, or would declare the ghost of one. */
export function ownerOfNode(listener: NodeId): ObjectKey {
  const at = listener.indexOf('#');
  return (at < 0 ? listener : listener.slice(0, at)) as ObjectKey;
}

/** Attachments that a Gateway's listeners refuse, of Routes that others of its listeners take included. */
export function refusedAt({ edges }: Pick<Topology, 'edges'>, gateway: ObjectKey): readonly AttachmentEdge[] {
  return Object.values(edges).filter(
    (edge): edge is AttachmentEdge =>
      edge.type === 'attachment' && edge.gateway === gateway && edge.verdict === 'refused',
  );
}

type Verdict = AttachmentEdge['verdict'];
type VerdictsByNode = Map<string, Map<ObjectKey, ReadonlySet<Verdict>>>;

function note(of: VerdictsByNode, id: ListenerKey | ObjectKey, { route, verdict }: AttachmentEdge): void {
  const routes = of.get(id) ?? new Map<ObjectKey, ReadonlySet<Verdict>>();
  routes.set(route, new Set([...(routes.get(route) ?? []), verdict]));
  of.set(id, routes);
}

/** A Route counts once. */
function countsOf(routes: ReadonlyMap<ObjectKey, ReadonlySet<Verdict>> | undefined): AttachmentCounts {
  const counts = { attached: 0, partial: 0, refused: 0, other: 0 };
  for (const verdicts of routes?.values() ?? []) {
    const [isTaken, isRefused] = [verdicts.has('attached'), verdicts.has('refused')];
    if (isTaken) counts[isRefused ? 'partial' : 'attached'] += 1;
    else counts[isRefused ? 'refused' : 'other'] += 1;
  }
  return counts;
}

function total(nodes: readonly TopologyNode[]): TopologyCounts {
  const byState: Record<RouteState, number> = {
    refused: 0,
    partial: 0,
    unresolved: 0,
    pending: 0,
    silent: 0,
    notJudged: 0,
    accepted: 0,
  };
  const namespaces = new Set<string>();
  const byType = { gateway: 0, listenerSet: 0, listener: 0, route: 0, service: 0, ghost: 0, grant: 0, tlsPolicy: 0 };
  for (const node of nodes) {
    byType[node.type] += 1;
    if (node.type !== 'route') continue;
    byState[node.state] += 1;
    namespaces.add(node.namespace);
  }
  return {
    gateways: byType.gateway,
    listeners: byType.listener,
    routes: byType.route,
    services: byType.service,
    grants: byType.grant,
    namespaces: namespaces.size,
    byState,
  };
}
