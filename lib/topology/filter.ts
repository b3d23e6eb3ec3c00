import type { ObjectKey } from '#lib/kube/object-key.ts';
import { isWell } from './served.ts';
import {
  type AttachmentEdge,
  ROUTE_STATES,
  type RouteNode,
  type RouteState,
  type Topology,
  type TopologyEdge,
} from './topology.ts';

/** What the viewer asked to see; null and empty are all. The same for graph, outline and table. */
export type Filters = Readonly<{
  /** on: in a large cluster, Gateways without a problem are left out, and said so */
  problemsFirst: boolean;
  gateway: string | null;
  namespace: string | null;
  kind: string | null;
  states: readonly RouteState[];
}>;

export const NO_FILTERS: Filters = { problemsFirst: true, gateway: null, namespace: null, kind: null, states: [] };

/** Below this nothing needs hiding: healthy Gateways are part of the picture. */
const HIDE_ABOVE_ROUTES = 200;

/** What passes, and the numbers that say what does not. */
export type Filtered = Readonly<{
  routes: readonly RouteNode[];
  /** parents to draw: Gateways and ghosts in their column */
  parents: ReadonlySet<string>;
  total: number;
  refusedShown: number;
  refusedTotal: number;
  /** attachments that listeners refuse to Routes that are not refused as a whole: drawn, and in all */
  refusedPartsShown: number;
  refusedPartsTotal: number;
  /** hidden by "problems first" alone */
  hiddenRoutes: number;
  hiddenGateways: number;
}>;

/** Routes that pass, and the parents to draw with them: a chain is kept whole or left out. */
export function filterTopology(topology: Topology, filters: Filters, keep: ReadonlySet<string>): Filtered {
  const parentsOf = indexParents(topology);
  const all = Object.values(topology.nodes).filter((node) => node.type === 'route');
  const asked = all.filter((route) => passes(route, filters, parentsOf.get(route.id)));
  const healthy = filters.problemsFirst ? healthyParents(topology, all, parentsOf, keep) : new Set<string>();
  const routes = asked.filter((route) => {
    const parents = [...(parentsOf.get(route.id) ?? [])];
    return keep.has(route.id) || parents.length === 0 || parents.some((parent) => !healthy.has(parent));
  });
  const parents = parentsToDraw(topology, filters, routes, parentsOf, healthy);
  const parts = refusedParts(topology, all);
  const shown = new Set<ObjectKey>(routes.map(({ id }) => id));
  return {
    routes,
    parents,
    total: all.length,
    refusedShown: routes.filter(({ state }) => state === 'refused').length,
    refusedTotal: topology.counts.byState.refused,
    refusedPartsShown: parts.filter(({ route, gateway }) => shown.has(route) && parents.has(gateway)).length,
    refusedPartsTotal: parts.length,
    hiddenRoutes: asked.length - routes.length,
    hiddenGateways: healthy.size,
  };
}

function refusedParts({ edges }: Topology, routes: readonly RouteNode[]): readonly AttachmentEdge[] {
  const whole = new Set<ObjectKey>(routes.flatMap(({ id, state }) => (state === 'refused' ? [id] : [])));
  return Object.values(edges).filter(
    (edge): edge is AttachmentEdge =>
      edge.type === 'attachment' && edge.verdict === 'refused' && !whole.has(edge.route),
  );
}

/** The parent that stands at the left of an edge: a Gateway, or the ghost of one. */
export function parentOfEdge(edge: TopologyEdge): string | null {
  if (edge.type === 'attachment') return edge.gateway;
  return edge.type === 'missing' ? edge.ghost : null;
}

function indexParents(topology: Topology): ReadonlyMap<ObjectKey, ReadonlySet<string>> {
  const parents = new Map<ObjectKey, Set<string>>();
  for (const edge of Object.values(topology.edges)) {
    const parent = parentOfEdge(edge);
    if (parent === null) continue;
    const known = parents.get(edge.route);
    if (known) known.add(parent);
    else parents.set(edge.route, new Set([parent]));
  }
  return parents;
}

function passes(route: RouteNode, filters: Filters, parents: ReadonlySet<string> | undefined): boolean {
  return (
    (filters.namespace === null || route.namespace === filters.namespace) &&
    (filters.kind === null || route.kind === filters.kind) &&
    (filters.states.length === 0 || filters.states.includes(route.state)) &&
    (filters.gateway === null || parents?.has(filters.gateway) === true)
  );
}

/** Parents that may be left out: a large cluster, some problem elsewhere, none here, nothing selected here. */
function healthyParents(
  topology: Topology,
  routes: readonly RouteNode[],
  parentsOf: ReadonlyMap<ObjectKey, ReadonlySet<string>>,
  keep: ReadonlySet<string>,
): ReadonlySet<string> {
  if (routes.length <= HIDE_ABOVE_ROUTES || routes.every(isWell)) return new Set();
  const healthy = new Set<string>();
  for (const node of Object.values(topology.nodes)) {
    if (node.type === 'gateway' && node.badge.name === 'accepted' && !keep.has(node.id)) healthy.add(node.id);
  }
  for (const route of routes) {
    if (isWell(route) && !keep.has(route.id)) continue;
    for (const parent of parentsOf.get(route.id) ?? []) healthy.delete(parent);
  }
  return healthy;
}

function parentsToDraw(
  topology: Topology,
  filters: Filters,
  routes: readonly RouteNode[],
  parentsOf: ReadonlyMap<ObjectKey, ReadonlySet<string>>,
  healthy: ReadonlySet<string>,
): ReadonlySet<string> {
  const drawn = new Set<string>();
  for (const route of routes) {
    for (const parent of parentsOf.get(route.id) ?? []) {
      if (!healthy.has(parent) && (filters.gateway === null || parent === filters.gateway)) drawn.add(parent);
    }
  }
  if (filters.gateway !== null) drawn.add(filters.gateway);
  if (isNarrowed(filters)) return drawn;
  // a Gateway that no Route names is there too
  for (const node of Object.values(topology.nodes)) {
    if (node.type === 'gateway' && !healthy.has(node.id)) drawn.add(node.id);
    // so is what a ListenerSet names that is not there
    if (node.type === 'listenerSet' && !healthy.has(node.gateway)) drawn.add(node.gateway);
  }
  return drawn;
}

/** Whether something beyond "problems first" is asked for. */
export function isNarrowed(filters: Filters): boolean {
  return filters.gateway !== null || filters.namespace !== null || filters.kind !== null || filters.states.length > 0;
}

/** How bad a state is; 0 is the worst. */
export function rankOf(state: RouteState): number {
  return ROUTE_STATES.indexOf(state);
}
