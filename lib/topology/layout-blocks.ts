import { type Filtered, parentOfEdge, rankOf } from './filter.ts';
import { type ListenerItem, listenersByParent } from './layout-listeners.ts';
import { type LayoutMemory, orderItems, type Ranked } from './layout-order.ts';
import { isWell } from './served.ts';
import {
  type AttachmentEdge,
  type BackendEdge,
  type GatewayNode,
  type GhostNode,
  type MissingEdge,
  ROUTE_STATES,
  type RouteNode,
  type RouteState,
  type Topology,
} from './topology.ts';

export type ParentEdge = AttachmentEdge | MissingEdge;

/** A route to draw, with its edges to the left and to the right. */
export type RouteItem = Ranked &
  Readonly<{ route: RouteNode; parents: readonly ParentEdge[]; backends: readonly BackendEdge[] }>;

/** Routes of one namespace in one block, or a fold of them (`namespaces` more than one: folds drawn as one). */
export type LaneItem = Ranked &
  Readonly<{
    kind: 'lane' | 'fold';
    namespaces: readonly string[];
    routes: readonly RouteItem[];
    /** id to put into `unfolded` to open it */
    foldId: string;
  }>;

/** A Gateway (or a ghost, or none) with the listeners and lanes beside it. */
export type Block = Ranked &
  Readonly<{
    parent: GatewayNode | GhostNode | null;
    /** the Gateway's own, then each ListenerSet with those it adds */
    listeners: readonly ListenerItem[];
    lanes: readonly LaneItem[];
  }>;

export type Blocks = Readonly<{
  blocks: readonly Block[];
  memory: LayoutMemory;
  /** routes drawn as a card */
  cards: number;
  /** routes inside folds */
  folded: number;
}>;

/** Routes with no edge at all stand in a block of their own, without a Gateway. */
const NO_PARENT = 'none';
/** A namespace with more routes than this folds. */
const FOLD_ABOVE = 8;
const MOST_CARDS = 600;
/** Whole folds beyond this many in a block are drawn as one, "9 namespaces". */
const SEPARATE_FOLDS = 2;
const FOLDABLE: ReadonlySet<RouteState> = new Set(['accepted', 'silent', 'notJudged']);

export type BlocksInput = Readonly<{
  topology: Topology;
  filtered: Filtered;
  memory: LayoutMemory;
  /** folds the viewer opened */
  unfolded: ReadonlySet<string>;
  /** kept out of folds: what is selected */
  keep: ReadonlySet<string>;
}>;

/** Who stands where, before any coordinate: blocks worst first, lanes worst first, folds. */
export function arrangeBlocks(input: BlocksInput): Blocks {
  const { topology, filtered, memory } = input;
  const items = routeItems(topology, filtered);
  const homes: Record<string, string> = {};
  const byBlock = new Map<string, RouteItem[]>([...filtered.parents].map((id) => [id, []]));
  for (const item of items) {
    const home = homeOf(item, memory);
    homes[item.id] = home;
    const block = byBlock.get(home);
    if (block) block.push(item);
    else byBlock.set(home, [item]);
  }
  const listeners = listenersByParent(topology, namedListeners(items));
  const order: Record<string, readonly string[]> = {};
  const ranked = [...byBlock].map(([id, routes]) => rankBlock(topology, id, routes));
  const sorted = besideTheirRoutes(orderItems(ranked, memory.order.blocks), items);
  order.blocks = sorted.map(({ id }) => id);
  const lanes = new Map(sorted.map((block) => [block.id, lanesOf(block, memory, order)]));
  const folding = foldLanes(lanes, input);
  const blocks = sorted.map(
    ({ id, rank, name }): Block => ({
      id,
      rank,
      name,
      parent: parentNode(topology, id),
      listeners: listeners.get(id) ?? [],
      lanes: folding.lanes.get(id) ?? [],
    }),
  );
  return { blocks, memory: { order, homes }, cards: folding.cards, folded: items.length - folding.cards };
}

function routeItems(topology: Topology, { routes, parents }: Filtered): readonly RouteItem[] {
  const left = new Map<string, ParentEdge[]>();
  const right = new Map<string, BackendEdge[]>();
  for (const edge of Object.values(topology.edges)) {
    if (edge.type === 'backend') push(right, edge.route, edge);
    else if (parents.has(parentOfEdge(edge) ?? '')) push(left, edge.route, edge);
  }
  return routes.map((route) => ({
    id: route.id,
    rank: rankOf(route.state),
    name: route.name,
    route,
    parents: left.get(route.id) ?? [],
    backends: right.get(route.id) ?? [],
  }));
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const EDGE_RANKS = ['refused', 'missing', 'unknown', 'pending', 'attached'];

function edgeRank(edge: ParentEdge): number {
  return EDGE_RANKS.indexOf(edge.type === 'missing' ? 'missing' : edge.verdict);
}

/** Where it lived before, as long as an edge leads there; else with its worst parent. */
function homeOf(item: RouteItem, memory: LayoutMemory): string {
  const before = memory.homes[item.id];
  if (before !== undefined && item.parents.some((edge) => parentOfEdge(edge) === before)) return before;
  const worst = item.parents.toSorted((a, b) => edgeRank(a) - edgeRank(b))[0];
  return (worst && parentOfEdge(worst)) ?? NO_PARENT;
}

type RankedBlock = Ranked & Readonly<{ routes: readonly RouteItem[]; ghost: boolean }>;

function rankBlock(topology: Topology, id: string, routes: readonly RouteItem[]): RankedBlock {
  const parent = topology.nodes[id];
  const own =
    parent?.type === 'gateway' && parent.badge.name === 'accepted' ? rankOf('accepted') : rankOf('unresolved');
  const rank = Math.min(id === NO_PARENT ? rankOf('silent') : own, ...routes.map((route) => route.rank));
  const name = parent && 'namespace' in parent ? `${parent.namespace}/${parent.name}` : '';
  // ghosts come after the Gateways that exist, as in the order people read: first what is there
  const ghost = parent?.type === 'ghost';
  return { id, rank: ghost || id === NO_PARENT ? rank + ROUTE_STATES.length : rank, name, routes, ghost };
}

/** A ghost whose routes all live elsewhere stands right after the first block that has one of them. */
function besideTheirRoutes(blocks: readonly RankedBlock[], items: readonly RouteItem[]): readonly RankedBlock[] {
  const homes = new Map(blocks.flatMap((block) => block.routes.map((route) => [route.id, block.id] as const)));
  const hostOf = (block: RankedBlock) => {
    if (!block.ghost || block.routes.length > 0) return undefined;
    return homes.get(items.find(({ parents }) => parents.some((edge) => parentOfEdge(edge) === block.id))?.id ?? '');
  };
  const guests = Map.groupBy(blocks, hostOf);
  return (guests.get(undefined) ?? []).flatMap((block) => [block, ...(guests.get(block.id) ?? [])]);
}

function lanesOf(
  block: RankedBlock,
  memory: LayoutMemory,
  order: Record<string, readonly string[]>,
): readonly LaneItem[] {
  const byNamespace = Map.groupBy(block.routes, ({ route }) => route.namespace);
  const lanes = [...byNamespace].map(([namespace, routes]): LaneItem => {
    const id = `${block.id}|${namespace}`;
    const sorted = orderItems(routes, memory.order[id]);
    order[id] = sorted.map((route) => route.id);
    return {
      id,
      rank: Math.min(...routes.map(({ rank }) => rank)),
      name: namespace,
      kind: 'lane',
      namespaces: [namespace],
      routes: sorted,
      foldId: id,
    };
  });
  const sorted = orderItems(lanes, memory.order[block.id]);
  order[block.id] = sorted.map(({ id }) => id);
  return sorted;
}

function foldLanes(
  all: ReadonlyMap<string, readonly LaneItem[]>,
  input: BlocksInput,
): Readonly<{ lanes: ReadonlyMap<string, readonly LaneItem[]>; cards: number }> {
  const split = new Map([...all].map(([id, lanes]) => [id, lanes.flatMap((lane) => splitLane(lane, input))]));
  let cards = countCards(split);
  // too many cards even so: healthy lanes fold from the bottom up
  for (const [id, lanes] of [...split].reverse()) {
    if (cards <= MOST_CARDS) break;
    split.set(
      id,
      lanes
        .toReversed()
        .map((lane) => {
          if (cards <= MOST_CARDS || lane.kind === 'fold' || lane.rank < rankOf('silent')) return lane;
          cards -= lane.routes.length;
          return asFold(lane);
        })
        .toReversed(),
    );
  }
  return { lanes: new Map([...split].map(([id, lanes]) => [id, joinFolds(id, lanes, input.unfolded)])), cards };
}

function countCards(split: ReadonlyMap<string, readonly LaneItem[]>): number {
  let cards = 0;
  for (const lanes of split.values()) for (const lane of lanes) if (lane.kind === 'lane') cards += lane.routes.length;
  return cards;
}

function splitLane(lane: LaneItem, { unfolded, keep }: BlocksInput): readonly LaneItem[] {
  if (lane.routes.length <= FOLD_ABOVE || unfolded.has(lane.foldId)) return [lane];
  const inside = lane.routes.filter(({ id, route }) => isFoldable(route) && !keep.has(id));
  const outside = lane.routes.filter((item) => !inside.includes(item));
  if (inside.length < 2) return [lane];
  const fold = asFold({ ...lane, routes: inside });
  return outside.length === 0 ? [fold] : [{ ...lane, routes: outside }, fold];
}

/** What is accepted and not served everywhere is not to vanish among what is well. */
const isFoldable = (route: RouteNode) => FOLDABLE.has(route.state) && (route.state !== 'accepted' || isWell(route));

function asFold(lane: LaneItem): LaneItem {
  return { ...lane, id: `${lane.id}|fold`, kind: 'fold' };
}

/** Folds of whole namespaces beyond the first few become one at the end of the block. */
function joinFolds(blockId: string, lanes: readonly LaneItem[], unfolded: ReadonlySet<string>): readonly LaneItem[] {
  const foldId = `${blockId}|*`;
  const whole = lanes.filter((lane) => lane.kind === 'fold' && !lanes.some(({ id }) => `${id}|fold` === lane.id));
  if (whole.length <= SEPARATE_FOLDS + 1 || unfolded.has(foldId)) return lanes;
  const joined = whole.toSorted((a, b) => b.routes.length - a.routes.length).slice(SEPARATE_FOLDS);
  const rest = lanes.filter((lane) => !joined.includes(lane));
  const one: LaneItem = {
    id: `${foldId}|fold`,
    rank: Math.min(...joined.map(({ rank }) => rank)),
    name: '',
    kind: 'fold',
    namespaces: joined.flatMap(({ namespaces }) => namespaces),
    routes: joined.flatMap(({ routes }) => routes),
    foldId,
  };
  return [...rest, one];
}

function parentNode(topology: Topology, id: string): GatewayNode | GhostNode | null {
  const node = topology.nodes[id];
  return node?.type === 'gateway' || node?.type === 'ghost' ? node : null;
}

function namedListeners(items: readonly RouteItem[]): ReadonlySet<string> {
  return new Set(
    items.flatMap(({ parents }) => parents.flatMap((edge) => (edge.type === 'attachment' ? edge.listener : []))),
  );
}
