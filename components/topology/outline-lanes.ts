import type { Block, LaneItem } from '#lib/topology/layout-blocks.ts';
import { sourceOf } from '#lib/topology/layout-lanes.ts';
import type { Chip } from '#lib/topology/topology.ts';

/** Lanes of a block as one listener (or ghost) sees them: only routes that have an edge to it. */
export function lanesOfSource(block: Block, source: string): readonly LaneItem[] {
  return block.lanes.flatMap((lane) => {
    const routes = lane.routes.filter(({ parents }) =>
      block.parent ? parents.some((edge) => sourceOf(edge) === source) : parents.length === 0,
    );
    return routes.length === 0
      ? []
      : [
          {
            ...lane,
            routes: routes.map((item) => ({
              ...item,
              parents: item.parents.filter((edge) => sourceOf(edge) === source),
            })),
          },
        ];
  });
}

export type Refusal = Readonly<{ key: string; chip: Chip; verdict: 'refused' | 'unknown'; routes: number }>;

/** The reasons in a lane, each once. */
export function refusalsOf(lane: LaneItem): readonly Refusal[] {
  const found = new Map<string, Refusal>();
  for (const { parents } of lane.routes) {
    for (const edge of parents) {
      if (edge.type !== 'attachment' || !edge.chip) continue;
      const key = [edge.chip.reason, edge.chip.verb, edge.chip.operand].join(' ');
      const verdict = edge.verdict === 'refused' ? 'refused' : 'unknown';
      found.set(key, { key, chip: edge.chip, verdict, routes: (found.get(key)?.routes ?? 0) + 1 });
    }
  }
  return [...found.values()];
}
