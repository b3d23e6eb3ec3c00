import type { LaneItem, ParentEdge, RouteItem } from './layout-blocks.ts';
import { type ChipShape, shapeChip } from './layout-chips.ts';
import { FOLD_HEIGHT, LANE_HEADER, type Sizes } from './layout-geometry.ts';
import type { Chip, NodeId } from './topology.ts';

export type BranchVerdict = 'attached' | 'refused' | 'pending' | 'unknown' | 'missing' | 'notServing';

/** One listener (or ghost) into one lane with one verdict: one line, at most one chip. `y` is from the lane's top. */
export type Branch = Readonly<{
  source: NodeId;
  verdict: BranchVerdict;
  chip: Chip | null;
  /** null without a chip */
  shape: ChipShape | null;
  edges: readonly ParentEdge[];
  y: number;
}>;

export type LaneShape = Readonly<{ lane: LaneItem; height: number; branches: readonly Branch[] }>;

const CHIP_MARGIN = 3;
const LINE_HALF = 5;

/** Heights within a lane: where its cards and branches are. Chips never overlap; the lane grows if they need room. */
export function shapeLane(lane: LaneItem, sizes: Sizes, chipWidth: number): LaneShape {
  const runs = lane.kind === 'fold' ? foldRuns(lane) : cardRuns(lane, sizes);
  const wanted = runs.toSorted((a, b) => a.y - b.y || Number(b.chip !== null) - Number(a.chip !== null));
  const branches: Branch[] = [];
  let edge = 0;
  for (const branch of wanted) {
    const shape = branch.chip && shapeChip(branch.chip, chipWidth, sizes);
    const half = shape ? shape.height / 2 + CHIP_MARGIN : LINE_HALF;
    const y = Math.max(branch.y, edge + half);
    branches.push({ ...branch, shape, y });
    edge = y + half;
  }
  const own = lane.kind === 'fold' ? FOLD_HEIGHT : LANE_HEADER + lane.routes.length * sizes.cardStep;
  return { lane, height: Math.max(own, Math.ceil(edge)), branches };
}

/** The top of a card, from the lane's top. */
export function cardTop(index: number, sizes: Sizes): number {
  return LANE_HEADER + index * sizes.cardStep;
}

function cardRuns(lane: LaneItem, sizes: Sizes): readonly Branch[] {
  return sourcesOf(lane.routes).flatMap((source) => {
    const runs: { key: string; first: number; last: number; edges: ParentEdge[] }[] = [];
    lane.routes.forEach((item, index) => {
      const edge = item.parents.find((candidate) => sourceOf(candidate) === source);
      if (!edge) return;
      const key = keyOfRun(edge);
      const run = runs.at(-1);
      if (run && run.key === key && run.last === index - 1) {
        run.last = index;
        run.edges.push(edge);
      } else runs.push({ key, first: index, last: index, edges: [edge] });
    });
    return runs.map(({ first, last, edges }) => {
      // a long run is entered near its top, where its listener then stands
      const y = cardTop(first, sizes) + Math.min((last - first) / 2, 1) * sizes.cardStep + sizes.cardHeight / 2;
      return branchOf(source, edges, y);
    });
  });
}

/** A fold is one line for each source, whatever is inside. */
function foldRuns(lane: LaneItem): readonly Branch[] {
  return sourcesOf(lane.routes).map((source) => {
    const edges = lane.routes.flatMap(({ parents }) => parents.filter((edge) => sourceOf(edge) === source));
    return { ...branchOf(source, edges, FOLD_HEIGHT / 2), chip: null };
  });
}

function sourcesOf(routes: readonly RouteItem[]): readonly NodeId[] {
  return [...new Set(routes.flatMap(({ parents }) => parents.map(sourceOf)))];
}

export function sourceOf(edge: ParentEdge): NodeId {
  return edge.type === 'missing' ? edge.ghost : edge.listener;
}

function keyOfRun(edge: ParentEdge): string {
  if (edge.type === 'missing') return 'missing';
  const { chip } = edge;
  return `${edge.verdict}|${edge.serving}|${chip ? [chip.reason, chip.verb, chip.operand, chip.more].join('|') : ''}`;
}

function verdictOf(edge: ParentEdge): BranchVerdict {
  if (edge.type === 'missing') return 'missing';
  return edge.serving ? edge.verdict : 'notServing';
}

function branchOf(source: NodeId, edges: readonly ParentEdge[], y: number): Branch {
  const [first] = edges;
  const attached = first?.type === 'attachment' ? first : null;
  return {
    source,
    verdict: first ? verdictOf(first) : 'missing',
    chip: attached?.chip ?? null,
    shape: null,
    edges,
    y,
  };
}
