import type { Topology, TopologyPatch } from './topology.ts';

/** The patch that turns `from` into `to`: applyPatch(from, diffTopology(from, to)) equals `to`. */
export function diffTopology(from: Topology, to: Topology): TopologyPatch {
  return {
    upsertNodes: changed(from.nodes, to.nodes),
    removeNodes: gone(from.nodes, to.nodes).map((node) => node.id),
    upsertEdges: changed(from.edges, to.edges),
    removeEdges: gone(from.edges, to.edges).map((edge) => edge.id),
    counts: to.counts,
  };
}

/** Untouched nodes and edges keep their identity, so that only changed ones render again. */
export function applyPatch(topology: Topology, patch: TopologyPatch): Topology {
  return {
    nodes: patched(topology.nodes, patch.upsertNodes, patch.removeNodes),
    edges: patched(topology.edges, patch.upsertEdges, patch.removeEdges),
    counts: patch.counts,
  };
}

/** True when the patch changes nothing that is drawn. */
export function isEmptyPatch(patch: TopologyPatch): boolean {
  return (
    patch.upsertNodes.length + patch.removeNodes.length + patch.upsertEdges.length + patch.removeEdges.length === 0
  );
}

type Keyed = Readonly<{ id: string }>;

function changed<T extends Keyed>(from: Readonly<Record<string, T>>, to: Readonly<Record<string, T>>): T[] {
  return Object.values(to).filter((item) => {
    const before = from[item.id];
    return before !== item && !isEqual(before, item);
  });
}

function gone<T extends Keyed>(from: Readonly<Record<string, T>>, to: Readonly<Record<string, T>>): T[] {
  return Object.values(from).filter((item) => !Object.hasOwn(to, item.id));
}

function patched<T extends Keyed>(
  items: Readonly<Record<string, T>>,
  upserts: readonly T[],
  removals: readonly string[],
): Readonly<Record<string, T>> {
  if (upserts.length + removals.length === 0) return items;
  const next: Record<string, T> = { ...items };
  for (const id of removals) delete next[id];
  for (const item of upserts) next[item.id] = item;
  return next;
}

/** Deep equality of plain JSON values. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  return (
    left.length === Object.keys(b).length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && isEqual(value, (b as Record<string, unknown>)[key]))
  );
}
