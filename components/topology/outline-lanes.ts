import type { Block, LaneItem, RouteItem } from '#lib/topology/layout-blocks.ts';
import { sourceOf } from '#lib/topology/layout-lanes.ts';

/**
 * Lanes as each listener (or ghost) sees them, by its id: every route that has an edge to it, with those edges only.
 * The graph draws a route once; here it stands under each parent that it names. Routes that name none stand under
 * the id of their block.
 */
export function lanesBySource(blocks: readonly Block[]): ReadonlyMap<string, readonly LaneItem[]> {
  const found = new Map<string, Map<string, LaneItem>>();
  for (const block of blocks) {
    for (const lane of block.lanes) {
      for (const [source, routes] of routesBySource(lane, block.id)) {
        const lanes = found.get(source) ?? new Map<string, LaneItem>();
        const key = [lane.kind, ...lane.namespaces].join(' ');
        const before = lanes.get(key);
        lanes.set(key, { ...(before ?? lane), routes: [...(before?.routes ?? []), ...routes] });
        found.set(source, lanes);
      }
    }
  }
  return new Map([...found].map(([source, lanes]) => [source, [...lanes.values()]]));
}

function routesBySource({ routes }: LaneItem, blockId: string): ReadonlyMap<string, readonly RouteItem[]> {
  const found = new Map<string, RouteItem[]>();
  for (const item of routes) {
    const sources = item.parents.length === 0 ? [blockId] : new Set<string>(item.parents.map(sourceOf));
    for (const source of sources) {
      const own = { ...item, parents: item.parents.filter((edge) => sourceOf(edge) === source) };
      found.set(source, [...(found.get(source) ?? []), own]);
    }
  }
  return found;
}

/** `routes`: how many of the lane have it. */
export type Refusal = Readonly<{
  key: string;
  reason: string;
  sentence: string;
  verdict: 'refused' | 'unknown';
  routes: number;
}>;

/** The reasons in a lane, each once, in the words for the first route that has it. */
export function refusalsOf(lane: LaneItem): readonly Refusal[] {
  const found = new Map<string, Refusal>();
  for (const { parents } of lane.routes) {
    for (const edge of parents) {
      if (edge.type !== 'attachment' || !edge.chip) continue;
      const key = [edge.chip.reason, edge.chip.verb, edge.chip.operand].join(' ');
      const verdict = edge.verdict === 'refused' ? 'refused' : 'unknown';
      const before = found.get(key);
      found.set(key, {
        key,
        reason: edge.chip.reason,
        sentence: before?.sentence ?? edge.sentence,
        verdict,
        routes: (before?.routes ?? 0) + 1,
      });
    }
  }
  return [...found.values()];
}
