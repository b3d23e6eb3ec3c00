import type { Filtered } from './filter.ts';
import { attachmentLines } from './layout-attachments.ts';
import { backendLines, backendNodes, targetHomes } from './layout-backends.ts';
import { arrangeBlocks, type Block } from './layout-blocks.ts';
import { type CardSizes, gatewayText, ghostText, listenerSetText, listenerText } from './layout-cards.ts';
import {
  BLOCK_GAP,
  type Columns,
  columnsFor,
  type Detail,
  FOLD_HEIGHT,
  LANE_GAP,
  SET_INSET,
  SIZES,
  type Sizes,
  TOP,
} from './layout-geometry.ts';
import { cardTop, type LaneShape, shapeLane } from './layout-lanes.ts';
import { type ListenerItem, setOf } from './layout-listeners.ts';
import type { LayoutMemory } from './layout-order.ts';
import type { Drawing, PlacedNode } from './layout-result.ts';
import type { PlacedBlock } from './placed-block.ts';
import type { GatewayNode, GhostNode, RouteState, Topology } from './topology.ts';

export type LayoutInput = Readonly<{
  topology: Topology;
  filtered: Filtered;
  /** inner width of the canvas, in CSS pixels */
  canvasWidth: number;
  detail: Detail;
  memory: LayoutMemory;
  unfolded: ReadonlySet<string>;
  keep: ReadonlySet<string>;
}>;

/**
 * Positions of everything in the near and middle levels: deterministic columns, one block for each Gateway, lanes by
 * namespace. The same topology, filters and memory give the same drawing.
 */
export function layoutTopology(input: LayoutInput): Drawing {
  const { detail } = input;
  const sizes = SIZES[detail];
  const columns = columnsFor(input.canvasWidth);
  const arranged = arrangeBlocks(input);
  const placed: PlacedBlock[] = [];
  const targets: PlacedNode[] = [];
  const homes = targetHomes(arranged.blocks);
  let y = TOP;
  for (const block of arranged.blocks) {
    const next = placeBlock(block, y, { columns, detail, sizes });
    const right = backendNodes(input.topology, next, { columns, detail, sizes, homes });
    placed.push(next);
    targets.push(...right.nodes);
    y = Math.max(next.bottom, right.bottom) + BLOCK_GAP;
  }
  const left = attachmentLines(placed, columns);
  const right = backendLines(placed, targets, columns, sizes);
  return {
    nodes: [...placed.flatMap(({ nodes }) => nodes), ...targets],
    edges: [...left.edges, ...right.edges],
    chips: left.chips,
    pills: right.pills,
    columns,
    width: columns.width,
    height: y,
    cards: arranged.cards,
    folded: arranged.folded,
    memory: arranged.memory,
  };
}

type Measures = Readonly<{ columns: Columns; detail: Detail; sizes: Sizes }>;

function placeBlock(block: Block, top: number, measures: Measures): PlacedBlock {
  const { columns, sizes } = measures;
  const lanes: { shape: LaneShape; y: number }[] = [];
  let y = top;
  for (const lane of block.lanes) {
    const shape = shapeLane(lane, sizes, columns.chipWidth);
    lanes.push({ shape, y });
    y += shape.height + LANE_GAP;
  }
  const lanesBottom = lanes.length > 0 ? y - LANE_GAP : top;
  const left = placeParents(block, top, lanes, measures);
  return {
    block,
    lanes,
    parentY: left.parentY,
    bottom: Math.max(lanesBottom, left.bottom),
    nodes: [...left.nodes, ...lanes.flatMap((lane) => laneNodes(lane, columns, sizes))],
  };
}

function placeParents(
  block: Block,
  top: number,
  lanes: PlacedBlock['lanes'],
  { columns, detail, sizes }: Measures,
): Readonly<{ nodes: readonly PlacedNode[]; parentY: number; bottom: number }> {
  const { parent } = block;
  if (!parent) return { nodes: [], parentY: top, bottom: top };
  const card = { width: columns.gatewayWidth, detail, sizes };
  const { height } = parent.type === 'gateway' ? gatewayText(parent, card) : ghostText(parent, card);
  if (parent.type === 'ghost' && block.listeners.length === 0) {
    const ys = branchYs(lanes, parent.id);
    const centre = Math.max(top + height / 2, ((ys[0] ?? top) + (ys.at(-1) ?? top)) / 2);
    return { nodes: [parentCard(parent, centre, height, columns)], parentY: centre, bottom: centre + height / 2 };
  }
  const measure = (item: ListenerItem) => {
    const inset = item.type !== 'listenerSet' && setOf(item) !== '' ? SET_INSET : 0;
    const width = columns.listenerWidth - inset;
    return { inset, width, height: listenerHeight(item, { width, detail, sizes }) };
  };
  const nodes: PlacedNode[] = [];
  let centre = top + height / 2;
  const [first] = block.listeners;
  let free = top + Math.max(0, height - (first ? measure(first).height : 0)) / 2;
  for (const [index, listener] of block.listeners.entries()) {
    const { inset, width, height: tall } = measure(listener);
    const branch = branchYs(lanes, listener.id)[0];
    const y = Math.max(free, branch === undefined ? free : branch + STRAIGHT_OFFSET - tall / 2);
    if (index === 0) centre = y + tall / 2;
    const box = { id: listener.id, x: columns.listener + inset, y, width, height: tall };
    nodes.push(listenerCard(listener, box));
    free = y + tall + LISTENER_GAP;
  }
  nodes.unshift(parentCard(parent, centre, height, columns));
  return { nodes, parentY: centre, bottom: Math.max(free - LISTENER_GAP, centre + height / 2) };
}

function listenerHeight(item: ListenerItem, card: CardSizes): number {
  if (item.type === 'ghost') return card.sizes.listenerHeight;
  return (item.type === 'listener' ? listenerText(item, card) : listenerSetText(item, card)).height;
}

function listenerCard(item: ListenerItem, box: CardBox): PlacedNode {
  if (item.type === 'listenerSet') return { kind: 'listenerSet', node: item, ...box };
  return item.type === 'listener' ? { kind: 'listener', node: item, ...box } : { kind: 'ghost', node: item, ...box };
}

type CardBox = Pick<PlacedNode, 'id' | 'x' | 'y' | 'width' | 'height'>;

/** The first branch leaves the listener a little above its middle, which leaves room for the trunk below. */
const STRAIGHT_OFFSET = 8;
const LISTENER_GAP = 10;

function branchYs(lanes: PlacedBlock['lanes'], source: string): readonly number[] {
  return lanes.flatMap(({ shape, y }) =>
    shape.branches.filter((branch) => branch.source === source).map((branch) => y + branch.y),
  );
}

function parentCard(parent: GatewayNode | GhostNode, centre: number, height: number, columns: Columns): PlacedNode {
  const box = { id: parent.id, x: columns.gateway, y: centre - height / 2, width: columns.gatewayWidth, height };
  return parent.type === 'gateway'
    ? { kind: 'gateway', node: parent, ...box }
    : { kind: 'ghost', node: parent, ...box };
}

function laneNodes({ shape, y }: PlacedBlock['lanes'][number], columns: Columns, sizes: Sizes): readonly PlacedNode[] {
  const { lane } = shape;
  const box = { id: lane.id, x: columns.lane, y, width: columns.laneWidth };
  const refused = lane.routes.filter(({ route }) => route.state === 'refused').length;
  if (lane.kind === 'fold') {
    const countOf = (state: RouteState) => lane.routes.filter(({ route }) => route.state === state).length;
    return [
      {
        ...box,
        kind: 'fold',
        height: Math.max(FOLD_HEIGHT, shape.height),
        foldId: lane.foldId,
        namespaces: lane.namespaces,
        accepted: countOf('accepted'),
        silent: countOf('silent'),
        notJudged: countOf('notJudged'),
      },
    ];
  }
  return [
    { ...box, kind: 'lane', height: shape.height, namespace: lane.name, routes: lane.routes.length, refused },
    ...lane.routes.map(
      ({ route }, index): PlacedNode => ({
        kind: 'route',
        id: route.id,
        node: route,
        x: columns.lane + columns.cardInset,
        y: y + cardTop(index, sizes),
        width: columns.cardWidth,
        height: sizes.cardHeight,
      }),
    ),
  ];
}
