import { type Columns, GATEWAY_WIDTH, LISTENER_WIDTH, type Sizes } from './layout-geometry.ts';
import type { Branch, BranchVerdict, LaneShape } from './layout-lanes.ts';
import { sourceOf } from './layout-lanes.ts';
import { elbowPath } from './layout-paths.ts';
import type { EdgeEnd, PlacedChip, PlacedEdge, PlacedNode, Stroke } from './layout-result.ts';
import type { PlacedBlock } from './placed-block.ts';

export type AttachmentLines = Readonly<{ edges: readonly PlacedEdge[]; chips: readonly PlacedChip[] }>;

/** Trunks of the listeners of one Gateway stand beside each other, so that lines do not run into one. */
const TRUNKS = [14, 9, 18, 5] as const;
/** A branch at this distance from the listener's edge or further inside leaves it straight. */
const STRAIGHT_MARGIN = 8;
const EXIT_MARGIN = 16;
const BAR_BEFORE_LANE = 2;
/** Refused lines have a trunk of their own beside the attached ones, and leave a little higher. */
const REFUSED_TRUNK = 4;
const REFUSED_EXIT = 6;
/** A bundle is thick from here on: right of all trunks. */
const BUNDLE_FROM = 18;
const GHOST_CHIP_WIDTH = 254;
const GHOST_TRUNK_BEFORE_LANE = 40;
const GHOST_TRUNK_AFTER_CHIP = 9;

/** Everything left of the routes: Gateway → listener, trunks and branches, the chips on them. */
export function attachmentLines(blocks: readonly PlacedBlock[], columns: Columns, sizes: Sizes): AttachmentLines {
  const sources = placeSources(blocks);
  const edges: PlacedEdge[] = blocks.flatMap((block) => ownerLines(block, columns));
  const chips: PlacedChip[] = [];
  for (const { lanes } of blocks) {
    for (const { shape, y } of lanes) {
      for (const [index, branch] of shape.branches.entries()) {
        const source = sources.get(branch.source);
        if (!source) continue;
        const id = `${branch.source}>${shape.lane.id}#${index}`;
        edges.push(branchLine(id, source, shape, branch, y + branch.y, columns));
        const chip = branchChip(id, branch, y + branch.y, columns, sizes);
        if (chip) chips.push(chip);
      }
    }
  }
  chips.push(...blocks.flatMap((block) => ghostChip(block, columns)));
  // what is wrong is drawn over what is well
  return { edges: edges.sort((a, b) => depth(a.stroke) - depth(b.stroke)), chips };
}

function depth(stroke: Stroke): number {
  return stroke === 'refused' ? 1 : 0;
}

type Source = Readonly<{ node: PlacedNode; trunk: number }>;

function placeSources(blocks: readonly PlacedBlock[]): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const { nodes } of blocks) {
    let listeners = 0;
    for (const node of nodes) {
      if (node.kind === 'listener' || (node.kind === 'ghost' && node.node.as === 'listener')) {
        sources.set(node.id, { node, trunk: TRUNKS[listeners % TRUNKS.length] ?? TRUNKS[0] });
        listeners += 1;
      } else if (node.kind === 'ghost') sources.set(node.id, { node, trunk: 0 });
    }
  }
  return sources;
}

function ownerLines({ block, nodes, parentY }: PlacedBlock, columns: Columns): readonly PlacedEdge[] {
  const { parent } = block;
  if (parent?.type !== 'gateway') return [];
  const from = { x: columns.gateway + GATEWAY_WIDTH, y: parentY };
  return nodes
    .filter((node) => node.x === columns.listener)
    .map((node) => {
      const to = { x: columns.listener, y: node.y + node.height / 2 };
      return {
        id: `${parent.id}>${node.id}`,
        source: parent.id,
        target: node.id,
        stroke: node.kind === 'ghost' ? 'missing' : 'owner',
        path: elbowPath(from, columns.gateway + GATEWAY_WIDTH + 12, to),
        bundle: null,
        end: { shape: 'none', ...to },
        sentence: '',
        members: [node.id],
        opens: null,
      } satisfies PlacedEdge;
    });
}

const STROKES: Readonly<Record<BranchVerdict, Stroke>> = {
  attached: 'attached',
  refused: 'refused',
  pending: 'pending',
  unknown: 'missing',
  missing: 'missing',
};

function branchLine(
  id: string,
  source: Source,
  shape: LaneShape,
  branch: Branch,
  y: number,
  columns: Columns,
): PlacedEdge {
  const fold = shape.lane.kind === 'fold';
  const [first] = branch.edges;
  return {
    id,
    source: source.node.id,
    target: shape.lane.id,
    stroke: STROKES[branch.verdict],
    path: branchPath(source, y, columns, branch.verdict),
    bundle: fold && branch.verdict === 'attached' ? `M${columns.attachment + BUNDLE_FROM} ${y}H${columns.lane}` : null,
    end: endOf(branch.verdict, y, columns),
    sentence: fold
      ? `${branch.edges.length} routes ${branch.verdict}.`
      : branch.edges.map(({ sentence }) => sentence).join('\n'),
    members: branch.edges.map((edge) => edge.id),
    opens: fold || !first ? null : first.route,
  };
}

function branchPath({ node, trunk }: Source, y: number, columns: Columns, verdict: BranchVerdict): string {
  const end = { x: endOf(verdict, y, columns).x - (verdict === 'missing' || verdict === 'unknown' ? 3 : 0), y };
  if (node.kind === 'ghost' && node.node.as === 'gateway') {
    const from = { x: columns.gateway + GATEWAY_WIDTH, y: node.y + node.height / 2 };
    return elbowPath(from, ghostTrunk(columns), end);
  }
  const right = columns.listener + LISTENER_WIDTH;
  const [top, bottom] = [node.y + STRAIGHT_MARGIN, node.y + node.height - STRAIGHT_MARGIN];
  if (y >= top && y <= bottom) return elbowPath({ x: right, y }, right, end);
  const refused = verdict === 'refused';
  const below = y > bottom ? 1 : -1;
  const exit = (below > 0 ? node.y + node.height : node.y) - below * (EXIT_MARGIN + (refused ? REFUSED_EXIT : 0));
  return elbowPath({ x: right, y: exit }, right + trunk + (refused ? REFUSED_TRUNK : 0), end);
}

/** Between chips and lanes: a ghost's lines may pass the chips of other blocks. */
function ghostTrunk({ chip, chipWidth, lane }: Columns): number {
  return Math.max(chip + chipWidth + GHOST_TRUNK_AFTER_CHIP, lane - GHOST_TRUNK_BEFORE_LANE);
}

function endOf(verdict: BranchVerdict, y: number, columns: Columns): EdgeEnd {
  if (verdict === 'refused') return { shape: 'bar', x: columns.lane - BAR_BEFORE_LANE, y };
  return { shape: verdict === 'attached' || verdict === 'pending' ? 'dot' : 'ring', x: columns.lane, y };
}

function branchChip(id: string, branch: Branch, y: number, columns: Columns, sizes: Sizes): PlacedChip | null {
  const [first] = branch.edges;
  if (!branch.chip || !first) return null;
  return {
    id: `chip ${id}`,
    edge: id,
    x: columns.chip,
    y: y - sizes.chipHeight / 2,
    width: columns.chipWidth,
    height: sizes.chipHeight,
    content: { kind: branch.verdict === 'refused' ? 'refused' : 'unknown', chip: branch.chip },
    sentence: first.sentence,
    members: branch.edges.map((edge) => edge.id),
    opens: first.route,
  };
}

function ghostChip({ block, parentY, lanes }: PlacedBlock, columns: Columns): readonly PlacedChip[] {
  const { parent } = block;
  if (parent?.type !== 'ghost') return [];
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
