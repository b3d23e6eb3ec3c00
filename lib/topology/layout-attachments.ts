import { type Columns, SET_INSET } from './layout-geometry.ts';
import type { Branch, BranchVerdict, LaneShape } from './layout-lanes.ts';
import { sourceOf } from './layout-lanes.ts';
import { type ListenerItem, setOf } from './layout-listeners.ts';
import { elbowPath } from './layout-paths.ts';
import type { EdgeEnd, PlacedChip, PlacedEdge, PlacedNode, Stroke } from './layout-result.ts';
import { assignTrunks, type Stretch } from './layout-trunks.ts';
import type { PlacedBlock } from './placed-block.ts';

export type AttachmentLines = Readonly<{ edges: readonly PlacedEdge[]; chips: readonly PlacedChip[] }>;

/** Places for trunks right of a listener, the best first: those that cover the same height stand beside each other. */
const TRUNKS = [14, 17, 11, 20, 8, 5, 2] as const;
/** Places for the trunks of ghosts, from the best. */
const GHOST_TRUNKS = [0, 3, -3, -6, 6] as const;
/** A branch at this distance from the listener's edge or further inside leaves it straight. */
const STRAIGHT_MARGIN = 8;
const EXIT_MARGIN = 16;
const BAR_BEFORE_LANE = 2;
/** Refused lines have a trunk of their own beside the attached ones, and leave a little higher. */
const REFUSED_EXIT = 6;
/** A bundle is thick from here on: right of all trunks. */
const BUNDLE_FROM = 22;
const GHOST_CHIP_WIDTH = 254;
const GHOST_TRUNK_BEFORE_LANE = 40;
const GHOST_TRUNK_AFTER_CHIP = 9;

/** Everything left of the routes: Gateway → listener, trunks and branches, the chips on them. */
export function attachmentLines(blocks: readonly PlacedBlock[], columns: Columns): AttachmentLines {
  const runs = branchRuns(blocks);
  const trunks = trunksOf(runs, columns);
  const edges: PlacedEdge[] = blocks.flatMap((block) => ownerLines(block, columns));
  const chips: PlacedChip[] = [];
  for (const run of runs) {
    edges.push(branchLine(run, trunks.get(trunkId(run)) ?? columns.attachment, columns));
    const chip = branchChip(run, columns);
    if (chip) chips.push(chip);
  }
  chips.push(...blocks.flatMap((block) => ghostChip(block, columns)));
  // what is wrong is drawn over what is well
  return { edges: edges.sort((a, b) => depth(a.stroke) - depth(b.stroke)), chips };
}

function depth(stroke: Stroke): number {
  return stroke === 'refused' ? 1 : 0;
}

/** One branch with the card it comes from, at its height on the canvas. */
type Run = Readonly<{ id: string; source: PlacedNode; shape: LaneShape; branch: Branch; y: number }>;

function branchRuns(blocks: readonly PlacedBlock[]): readonly Run[] {
  const sources = new Map(blocks.flatMap(({ nodes }) => nodes.map((node) => [node.id, node] as const)));
  return blocks.flatMap(({ lanes }) =>
    lanes.flatMap(({ shape, y }) =>
      shape.branches.flatMap((branch, index): Run[] => {
        const source = sources.get(branch.source);
        const id = `${branch.source}>${shape.lane.id}#${index}`;
        return source ? [{ id, source, shape, branch, y: y + branch.y }] : [];
      }),
    ),
  );
}

/** Attached and refused lines of one listener have a trunk each. */
function trunkId({ source, branch }: Run): string {
  return `${source.id}${branch.verdict === 'refused' ? '|refused' : ''}`;
}

/** The x of every trunk. */
function trunksOf(runs: readonly Run[], columns: Columns): ReadonlyMap<string, number> {
  const bent = runs.filter((run) => exitOf(run) !== run.y);
  const ghosts = bent.filter(({ source }) => isGhostGateway(source));
  const ghostX = ghostTrunk(columns);
  return new Map([
    ...assignTrunks(
      stretchesOf(bent.filter((run) => !ghosts.includes(run))),
      TRUNKS.map((x) => columns.listener + columns.listenerWidth + x),
    ),
    ...assignTrunks(
      stretchesOf(ghosts),
      GHOST_TRUNKS.map((x) => ghostX + x),
    ),
  ]);
}

function stretchesOf(runs: readonly Run[]): readonly Stretch[] {
  return [...Map.groupBy(runs, trunkId)].map(([id, all]) => {
    const ys = all.flatMap((run) => [run.y, exitOf(run)]);
    return { id, top: Math.min(...ys), bottom: Math.max(...ys) };
  });
}

function isGhostGateway(node: PlacedNode): boolean {
  return node.kind === 'ghost' && node.node.as === 'gateway';
}

/** The height at which a branch leaves its card: its own height where it can run straight. */
function exitOf({ source, branch, y }: Run): number {
  if (isGhostGateway(source)) return source.y + source.height / 2;
  const [top, bottom] = [source.y + STRAIGHT_MARGIN, source.y + source.height - STRAIGHT_MARGIN];
  if (y >= top && y <= bottom) return y;
  const below = y > bottom ? 1 : -1;
  const margin = EXIT_MARGIN + (branch.verdict === 'refused' ? REFUSED_EXIT : 0);
  return (below > 0 ? source.y + source.height : source.y) - below * margin;
}

function ownerLines({ block, nodes, parentY }: PlacedBlock, columns: Columns): readonly PlacedEdge[] {
  const { parent } = block;
  if (!parent || block.listeners.length === 0) return [];
  const from = { x: columns.gateway + columns.gatewayWidth, y: parentY };
  const placed = new Map(nodes.map((node) => [node.id, node]));
  return block.listeners.flatMap((item): PlacedEdge[] => {
    const node = placed.get(item.id);
    if (!node) return [];
    const set = item.type === 'listenerSet' ? undefined : placed.get(setOf(item));
    const to = { x: node.x, y: node.y + node.height / 2 };
    const trunk = (from.x + columns.listener) / 2;
    return [
      {
        id: `${parent.id}>${node.id}`,
        source: set?.id ?? parent.id,
        target: node.id,
        stroke: ownerStroke(item),
        // a listener of a ListenerSet hangs below it
        path: set ? `M${set.x + SET_INSET / 2} ${set.y + set.height}V${to.y}H${to.x}` : elbowPath(from, trunk, to),
        bundle: null,
        end: { shape: isRefusedSet(item) ? 'bar' : 'none', ...to },
        sentence: item.type === 'listenerSet' ? item.sentence : '',
        members: [node.id],
        opens: item.type === 'listenerSet' ? item.id : null,
      },
    ];
  });
}

function isRefusedSet(item: ListenerItem): boolean {
  return item.type === 'listenerSet' && item.taken === 'no';
}

function ownerStroke(item: ListenerItem): Stroke {
  if (item.type === 'ghost') return 'missing';
  if (item.type === 'listener' || item.taken === 'yes') return 'owner';
  return item.taken === 'no' ? 'refused' : 'missing';
}

const STROKES: Readonly<Record<BranchVerdict, Stroke>> = {
  attached: 'attached',
  refused: 'refused',
  pending: 'pending',
  unknown: 'missing',
  missing: 'missing',
  notServing: 'notServing',
};

const FOLD_WORDS: Readonly<Record<BranchVerdict, string>> = {
  attached: 'attached',
  refused: 'refused',
  pending: 'pending',
  unknown: 'unknown',
  missing: 'missing',
  notServing: 'attached to a listener that serves nothing',
};

function branchLine(run: Run, trunk: number, columns: Columns): PlacedEdge {
  const { id, source, shape, branch, y } = run;
  const fold = shape.lane.kind === 'fold';
  const [first] = branch.edges;
  return {
    id,
    source: source.id,
    target: shape.lane.id,
    stroke: STROKES[branch.verdict],
    path: branchPath(run, trunk, columns),
    bundle: fold && branch.verdict === 'attached' ? `M${columns.attachment + BUNDLE_FROM} ${y}H${columns.lane}` : null,
    end: endOf(branch.verdict, y, columns),
    sentence: fold
      ? `${branch.edges.length} routes ${FOLD_WORDS[branch.verdict]}.`
      : branch.edges.map(({ sentence }) => sentence).join('\n'),
    members: branch.edges.map((edge) => edge.id),
    opens: fold || !first ? null : first.route,
  };
}

function branchPath(run: Run, trunk: number, columns: Columns): string {
  const { source, branch, y } = run;
  const open = branch.verdict === 'missing' || branch.verdict === 'unknown';
  const end = { x: endOf(branch.verdict, y, columns).x - (open ? 3 : 0), y };
  return elbowPath({ x: source.x + source.width, y: exitOf(run) }, trunk, end);
}

/** Between chips and lanes: a ghost's lines may pass the chips of other blocks. */
function ghostTrunk({ chip, chipWidth, lane }: Columns): number {
  return Math.max(chip + chipWidth + GHOST_TRUNK_AFTER_CHIP, lane - GHOST_TRUNK_BEFORE_LANE);
}

/** What takes the Route, whether it serves yet or not. */
const DOTTED: ReadonlySet<BranchVerdict> = new Set(['attached', 'notServing', 'pending']);

function endOf(verdict: BranchVerdict, y: number, columns: Columns): EdgeEnd {
  if (verdict === 'refused') return { shape: 'bar', x: columns.lane - BAR_BEFORE_LANE, y };
  return { shape: DOTTED.has(verdict) ? 'dot' : 'ring', x: columns.lane, y };
}

function branchChip({ id, branch, y }: Run, columns: Columns): PlacedChip | null {
  const [first] = branch.edges;
  if (!branch.chip || !branch.shape || !first) return null;
  return {
    id: `chip ${id}`,
    edge: id,
    x: columns.chip,
    y: y - branch.shape.height / 2,
    width: columns.chipWidth,
    height: branch.shape.height,
    content: {
      kind: branch.verdict === 'refused' ? 'refused' : 'unknown',
      chip: branch.chip,
      verb: branch.shape.verb,
    },
    sentence: first.sentence,
    members: branch.edges.map((edge) => edge.id),
    opens: first.route,
  };
}

function ghostChip({ block, parentY, lanes }: PlacedBlock, columns: Columns): readonly PlacedChip[] {
  const { parent } = block;
  if (parent?.type !== 'ghost' || block.listeners.length > 0) return [];
  const edges = lanes.flatMap(({ shape }) =>
    shape.branches.flatMap((branch) => branch.edges.filter((edge) => sourceOf(edge) === parent.id)),
  );
  return [
    {
      id: `chip ${parent.id}`,
      edge: parent.id,
      x: columns.listener,
      y: parentY - 19,
      width: GHOST_CHIP_WIDTH,
      height: 38,
      content: { kind: 'ghost', ghost: parent },
      sentence: edges[0]?.sentence ?? '',
      members: edges.map(({ id }) => id),
      opens: parent.id,
    },
  ];
}
