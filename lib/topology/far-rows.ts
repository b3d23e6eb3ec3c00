import { compareText } from '#lib/kube/object-key.ts';
import { type Filtered, parentOfEdge, rankOf } from './filter.ts';
import { arrangeBlocks } from './layout-blocks.ts';
import { sourceOf } from './layout-lanes.ts';
import type { ListenerItem } from './layout-listeners.ts';
import { NO_MEMORY } from './layout-order.ts';
import type { GatewayNode, GhostNode, RouteState, Topology } from './topology.ts';

/** A namespace on one listener; a problem is named and counted, whatever the zoom. */
export type FarCell = Readonly<{ namespace: string; state: RouteState; count: number; total: number }>;

/** The far level: one row for each listener, ListenerSet or ghost. */
export type FarRow = Readonly<{
  id: string;
  /** null on rows after the first of a block */
  parent: GatewayNode | GhostNode | null;
  listener: ListenerItem | null;
  routes: number;
  cells: readonly FarCell[];
  /** namespaces not named, all healthy */
  restNamespaces: number;
  restRoutes: number;
  services: number;
}>;

/** Namespaces named in a row, as long as problems leave room for healthy ones. */
const NAMED = 6;
const NOTHING: ReadonlySet<string> = new Set();

/** Rows of the far level, worst Gateway first; cells worst first, then by number of routes. */
export function farRows(topology: Topology, filtered: Filtered): readonly FarRow[] {
  const { blocks } = arrangeBlocks({ topology, filtered, memory: NO_MEMORY, unfolded: NOTHING, keep: NOTHING });
  const routesBySource = new Map<string, Set<string>>();
  const servicesByRoute = new Map<string, string[]>();
  const passing = new Set<string>(filtered.routes.map(({ id }) => id));
  for (const edge of Object.values(topology.edges)) {
    if (!passing.has(edge.route)) continue;
    if (edge.type === 'backend') {
      const targets = servicesByRoute.get(edge.route) ?? [];
      targets.push(edge.target);
      servicesByRoute.set(edge.route, targets);
    } else if (filtered.parents.has(parentOfEdge(edge) ?? '')) {
      const source = sourceOf(edge);
      routesBySource.set(source, (routesBySource.get(source) ?? new Set()).add(edge.route));
    }
  }
  return blocks.flatMap((block): FarRow[] => {
    const sources = block.listeners.length > 0 ? block.listeners : [null];
    return sources.map((listener, index) => {
      const id = listener?.id ?? block.id;
      const routes = [...(routesBySource.get(id) ?? [])];
      return {
        id,
        parent: index === 0 ? block.parent : null,
        listener,
        routes: routes.length,
        ...cellsOf(topology, routes),
        services: new Set(routes.flatMap((route) => servicesByRoute.get(route) ?? [])).size,
      };
    });
  });
}

function cellsOf(
  topology: Topology,
  routes: readonly string[],
): Pick<FarRow, 'cells' | 'restNamespaces' | 'restRoutes'> {
  const found = new Map<string, { namespace: string; state: RouteState; count: number; total: number }>();
  for (const id of routes) {
    const node = topology.nodes[id];
    if (node?.type !== 'route') continue;
    const cell = found.get(node.namespace) ?? { namespace: node.namespace, state: node.state, count: 0, total: 0 };
    cell.total += 1;
    if (rankOf(node.state) < rankOf(cell.state)) Object.assign(cell, { state: node.state, count: 0 });
    if (node.state === cell.state) cell.count += 1;
    found.set(node.namespace, cell);
  }
  const sorted = [...found.values()].sort(
    (a, b) => rankOf(a.state) - rankOf(b.state) || b.total - a.total || compareText(a.namespace, b.namespace),
  );
  const problems = sorted.filter(({ state }) => state !== 'accepted');
  const healthy = sorted.filter(({ state }) => state === 'accepted');
  const named = Math.max(0, NAMED - problems.length);
  const rest = healthy.slice(named);
  return {
    cells: [...problems, ...healthy.slice(0, named)],
    restNamespaces: rest.length,
    restRoutes: rest.reduce((sum, { total }) => sum + total, 0),
  };
}
