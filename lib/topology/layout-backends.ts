import { compareText } from '#lib/kube/object-key.ts';
import type { Block, RouteItem } from './layout-blocks.ts';
import { serviceText } from './layout-cards.ts';
import { type Columns, type Detail, FOLD_HEIGHT, type Sizes } from './layout-geometry.ts';
import { cardTop } from './layout-lanes.ts';
import { bezierPath, bezierPoint, type Point, spread } from './layout-paths.ts';
import type { PlacedEdge, PlacedNode, PlacedPill, Stroke } from './layout-result.ts';
import type { PlacedBlock } from './placed-block.ts';
import type { BackendEdge, GhostNode, ServiceNode, Topology } from './topology.ts';

export type BackendContext = Readonly<{
  columns: Columns;
  detail: Detail;
  sizes: Sizes;
  /** the card of each target's median user, see `targetHomes` */
  homes: TargetHomes;
}>;

/** Target → the route beside which it stands. */
export type TargetHomes = ReadonlyMap<string, string>;

export type BackendLines = Readonly<{ edges: readonly PlacedEdge[]; pills: readonly PlacedPill[] }>;

/** Between a Service and the box of folded ones. */
const FOLD_GAP = 6;
/** Backends of one card leave it a little apart. */
const FAN = 6;

/** Beside which card each Service and ghost stands: that of the median of its users, from top to bottom. */
export function targetHomes(blocks: readonly Block[]): TargetHomes {
  const users = new Map<string, string[]>();
  for (const { lanes } of blocks) {
    for (const { route, backends } of lanes.flatMap((lane) => (lane.kind === 'fold' ? [] : lane.routes))) {
      for (const target of new Set(backends.map((backend) => backend.target))) {
        const known = users.get(target);
        if (known) known.push(route.id);
        else users.set(target, [route.id]);
      }
    }
  }
  return new Map([...users].map(([target, routes]) => [target, routes[Math.floor((routes.length - 1) / 2)] ?? '']));
}

/** Services, ghosts and boxes of folded ones beside one block, none above its top. */
export function backendNodes(
  topology: Topology,
  placed: PlacedBlock,
  { columns, detail, sizes, homes }: BackendContext,
): Readonly<{ nodes: readonly PlacedNode[]; bottom: number }> {
  const wishes = targetWishes(topology, cardCentres(placed, sizes), homes);
  const folds = foldBoxes(placed, columns);
  const gap = sizes.serviceStep - sizes.serviceHeight;
  const card = { width: columns.serviceWidth, detail, sizes };
  const heights = wishes.map(({ node }) => serviceText(node, card).height);
  const centres = spread(
    wishes.map(({ y }) => y),
    heights.map((height, index) => (height + (heights[index - 1] ?? 0)) / 2 + gap),
  );
  const top = placed.lanes[0]?.y ?? 0;
  // the first may not rise above its block; what it pushes down stays in order
  const lift = Math.max(0, top - ((centres[0] ?? top) - (heights[0] ?? 0) / 2));
  let free = Number.NEGATIVE_INFINITY;
  const nodes: PlacedNode[] = wishes.map(({ node }, index) => {
    const height = heights[index] ?? sizes.serviceHeight;
    let y = Math.max((centres[index] ?? 0) + lift - height / 2, free);
    for (const box of folds) {
      if (y < box.y + box.height + FOLD_GAP && y + height + gap > box.y) {
        y = box.y + box.height + FOLD_GAP;
      }
    }
    free = y + height + gap;
    const box = { id: node.id, x: columns.service, y, width: columns.serviceWidth, height };
    return node.type === 'service' ? { kind: 'service', node, ...box } : { kind: 'ghost', node, ...box };
  });
  return { nodes: [...nodes, ...folds], bottom: Math.max(top, free - FOLD_GAP) };
}

/** The lines from all routes to what stands right of them, once that is placed. */
export function backendLines(
  blocks: readonly PlacedBlock[],
  targets: readonly PlacedNode[],
  columns: Columns,
  sizes: Sizes,
): BackendLines {
  const byId = new Map(targets.map((node) => [node.id, node]));
  const lines = blocks.flatMap((block) =>
    cardCentres(block, sizes).flatMap(({ item, y }) => cardLines(item, y, byId, columns)),
  );
  const folds = targets.flatMap((node) => (node.kind === 'foldServices' ? [foldLine(node, columns)] : []));
  return { edges: [...lines.map(({ edge }) => edge), ...folds], pills: placePills(lines) };
}

type Card = Readonly<{ item: RouteItem; y: number }>;

function cardCentres({ lanes }: PlacedBlock, sizes: Sizes): readonly Card[] {
  return lanes.flatMap(({ shape, y }) =>
    shape.lane.kind === 'fold'
      ? []
      : shape.lane.routes.map((item, index) => ({ item, y: y + cardTop(index, sizes) + sizes.cardHeight / 2 })),
  );
}

type Wish = Readonly<{ node: ServiceNode | GhostNode; y: number }>;

/** Each target whose home is here, at the height of that card. */
function targetWishes(topology: Topology, cards: readonly Card[], homes: TargetHomes): readonly Wish[] {
  const heights = new Map<string, number>();
  for (const { item, y } of cards) {
    for (const [index, { target }] of item.backends.entries()) {
      if (homes.get(target) !== item.id || heights.has(target)) continue;
      heights.set(target, y + (index - (item.backends.length - 1) / 2));
    }
  }
  return [...heights]
    .flatMap(([id, y]): Wish[] => {
      const node = topology.nodes[id];
      if (node?.type !== 'service' && node?.type !== 'ghost') return [];
      return [{ node, y }];
    })
    .sort((a, b) => a.y - b.y || compareText(a.node.id, b.node.id));
}

type FoldBox = Extract<PlacedNode, { kind: 'foldServices' }>;

function foldBoxes({ lanes }: PlacedBlock, columns: Columns): readonly FoldBox[] {
  return lanes.flatMap(({ shape, y }): FoldBox[] => {
    if (shape.lane.kind !== 'fold') return [];
    const targets = new Set(shape.lane.routes.flatMap(({ backends }) => backends.map(({ target }) => target)));
    if (targets.size === 0) return [];
    const id = `${shape.lane.id}|services`;
    const box = { x: columns.service, y, width: columns.serviceWidth, height: FOLD_HEIGHT };
    return [{ kind: 'foldServices', id, services: targets.size, ...box }];
  });
}

function foldLine(box: FoldBox, columns: Columns): PlacedEdge {
  const fold = box.id.slice(0, -'|services'.length);
  const y = box.y + FOLD_HEIGHT / 2;
  return {
    id: `${fold}>services`,
    source: fold,
    target: box.id,
    stroke: 'attached',
    path: `M${columns.lane + columns.laneWidth} ${y}H${columns.service}`,
    bundle: `M${columns.lane + columns.laneWidth} ${y}H${columns.service}`,
    end: { shape: 'none', x: columns.service, y },
    sentence: '',
    members: [],
    opens: null,
  };
}

type Line = Readonly<{ edge: PlacedEdge; backend: BackendEdge; from: Point; to: Point }>;

const STROKES: Readonly<Record<BackendEdge['state'], Stroke>> = {
  serving: 'attached',
  broken: 'broken',
  notServing: 'notServing',
  unknown: 'missing',
};

function cardLines(
  item: RouteItem,
  y: number,
  targets: ReadonlyMap<string, PlacedNode>,
  columns: Columns,
): readonly Line[] {
  const reached = item.backends.flatMap((backend) => {
    const target = targets.get(backend.target);
    return target ? [{ backend, target }] : [];
  });
  const sorted = reached.toSorted((a, b) => a.target.y - b.target.y);
  return sorted.map(({ backend, target }, index): Line => {
    const from = {
      x: columns.lane + columns.cardInset + columns.cardWidth,
      y: y + Math.max(-15, Math.min(15, (index - (sorted.length - 1) / 2) * FAN)),
    };
    const to = { x: columns.service, y: target.y + target.height / 2 };
    return {
      backend,
      from,
      to,
      edge: {
        id: backend.id,
        source: item.id,
        target: target.id,
        stroke: STROKES[backend.state],
        path: bezierPath(from, to),
        bundle: null,
        end: { shape: 'none', ...to },
        sentence: backend.sentence,
        members: [backend.id],
        opens: item.route.id,
      },
    };
  });
}

const PILL_HEIGHT = 22;
const PILL_WIDTH = 60;
/** The middle first; where another pill stands there, along the line. */
const PLACES = [0.5, 0.34, 0.66, 0.22, 0.78] as const;
/** On a line as steep as this the middle is far from both ends: near its Route first. */
const STEEP = 160;
const STEEP_PLACES = [0.2, 0.26, 0.14, 0.32, 0.8] as const;

function placePills(lines: readonly Line[]): readonly PlacedPill[] {
  const pills: PlacedPill[] = [];
  for (const { backend, edge, from, to } of lines) {
    const keyed = backend.grant === 'granted' || backend.grant === 'missing';
    if (backend.label === null && !keyed) continue;
    const places = Math.abs(to.y - from.y) > STEEP ? STEEP_PLACES : PLACES;
    const points = places.map((t) => betweenCards(bezierPoint(from, to, t), from, to));
    const free = points.find((point) => pills.every((pill) => !overlap(pill, point))) ?? points[0];
    if (!free) continue;
    pills.push({
      id: `pill ${edge.id}`,
      edge: edge.id,
      x: free.x,
      y: free.y,
      label: backend.label,
      grant: backend.grant,
      broken: backend.state === 'broken',
      sentence: backend.sentence,
      members: edge.members,
      opens: backend.openedBy[0] ?? backend.route,
    });
  }
  return pills;
}

/** A pill stands between the cards, on neither. */
function betweenCards(point: Point, from: Point, to: Point): Point {
  const half = Math.min(PILL_WIDTH, to.x - from.x) / 2;
  return { x: Math.min(Math.max(point.x, from.x + half), to.x - half), y: point.y };
}

function overlap(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < PILL_WIDTH && Math.abs(a.y - b.y) < PILL_HEIGHT;
}
