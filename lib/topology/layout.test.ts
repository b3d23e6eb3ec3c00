import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filterTopology, NO_FILTERS } from './filter.ts';
import { layoutTopology } from './layout.ts';
import type { Detail } from './layout-geometry.ts';
import { type LayoutMemory, NO_MEMORY } from './layout-order.ts';
import type { Drawing, PlacedNode } from './layout-result.ts';
import { documents, gatewayYaml, namespaceYaml, routeYaml, serviceYaml, topologyOf } from './testdata/topology-of.ts';
import type { Topology } from './topology.ts';

const NOTHING: ReadonlySet<string> = new Set();

type Draw = Readonly<{ detail?: Detail; memory?: LayoutMemory; width?: number; unfolded?: ReadonlySet<string> }>;

function draw(
  topology: Topology,
  { detail = 'near', memory = NO_MEMORY, width = 1080, unfolded = NOTHING }: Draw = {},
) {
  const filtered = filterTopology(topology, { ...NO_FILTERS, problemsFirst: false }, NOTHING);
  return layoutTopology({ topology, filtered, canvasWidth: width, detail, memory, unfolded, keep: NOTHING });
}

const example = (name: string): string => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');

const listeners = [
  '{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {open: "yes"}}}}}',
  '{name: all, port: 8080, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}',
  '{name: same, port: 9090, protocol: HTTP}',
] as const;

/** Namespaces a0 to a4 with `size` routes each; a1 is refused by `http`, some routes have two parents. */
function crowd(size: number): Topology {
  const names = [0, 1, 2, 3, 4];
  return topologyOf(
    documents(
      gatewayYaml(...listeners),
      ...names.flatMap((index) => [
        namespaceYaml(`a${index}`, index === 1 ? '' : 'open: "yes"'),
        serviceYaml(`a${index}`, 'web'),
        ...Array.from({ length: size }, (_, at) =>
          routeYaml(
            `a${index}`,
            `r${at}`,
            ['http', ...(at % 3 === 0 ? ['all'] : []), ...(at % 4 === 1 ? ['same'] : [])]
              .map((section) => `{name: edge, namespace: infra, sectionName: ${section}}`)
              .join(', '),
            at % 2 ? '{name: web, port: 80}' : '{name: web, port: 80, weight: 3}, {name: gone, port: 80}',
          ),
        ),
      ]),
    ),
  );
}

type Box = Readonly<{ x: number; y: number; width: number; height: number }>;

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function collisions(boxes: readonly (Box & Readonly<{ id: string }>)[]): readonly string[] {
  return boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b) => (overlaps(a, b) ? [`${a.id} and ${b.id}`] : [])),
  );
}

const cards = ({ nodes }: Drawing): readonly PlacedNode[] => nodes.filter(({ kind }) => kind !== 'lane');

/** A Gateway with one ListenerSet that it takes and one that it does not, Routes on both; a set without a Gateway. */
function sets(): Topology {
  const set = (namespace: string, name: string, gateway: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {parentRef: {name: ${gateway}, namespace: infra}, listeners: [{name: one, port: 80, protocol: HTTP, hostname: ${name}.test}, {name: two, port: 81, protocol: HTTP, hostname: ${name}.test}]}`;
  return topologyOf(
    documents(
      `${gatewayYaml(...listeners)}\n  allowedListeners: {namespaces: {from: Same}}`,
      set('infra', 'taken', 'edge'),
      set('shop', 'refused', 'edge'),
      set('shop', 'lost', 'gone'),
      routeYaml('infra', 'a', '{kind: ListenerSet, name: taken}'),
      routeYaml('shop', 'b', '{kind: ListenerSet, name: refused}, {kind: ListenerSet, name: lost}'),
    ),
  );
}

const pictures: readonly (readonly [string, Topology])[] = [
  ['acme', topologyOf(example('acme/00-start.yaml'))],
  ['fruits', topologyOf(example('fruits/00-start.yaml'))],
  ['both', topologyOf(documents(example('acme/00-start.yaml'), example('fruits/00-start.yaml')))],
  ['ListenerSets', sets()],
  ['a crowd of 5', crowd(5)],
  ['a crowd of 30', crowd(30)],
];

describe.each(pictures)('%s', (_name, topology) => {
  const widths = [{ width: 1080 }, { detail: 'middle' }, { width: 792 }, { detail: 'middle', width: 792 }] as const;
  test.each<Draw>(widths)('%j: no card covers another, no chip covers a chip', (how) => {
    const drawing = draw(topology, how);
    expect(collisions(cards(drawing))).toEqual([]);
    expect(collisions(drawing.chips)).toEqual([]);
  });

  test('chips stay in the attachment column', () => {
    const drawing = draw(topology);
    const { attachment, lane } = drawing.columns;
    for (const chip of drawing.chips.filter(({ content }) => content.kind !== 'ghost')) {
      expect(chip.x).toBeGreaterThanOrEqual(attachment);
      expect(chip.x + chip.width).toBeLessThan(lane);
    }
  });

  test('no line but its own crosses a chip', () => {
    const { chips, edges } = draw(topology);
    const ends = edges.filter(({ end }) => end.shape !== 'none');
    for (const chip of chips.filter(({ content }) => content.kind !== 'ghost')) {
      const crossing = ends.filter(({ id, end }) => id !== chip.edge && end.y > chip.y && end.y < chip.y + chip.height);
      expect(crossing.map(({ id }) => id)).toEqual([]);
    }
  });

  test('trunks of two listeners that run side by side have an x each', () => {
    const trunks = draw(topology).edges.flatMap(trunkOf);
    const shared = trunks.flatMap((a, index) =>
      trunks.slice(index + 1).flatMap((b) => {
        const joined = a.x === b.x && a.top < b.bottom && b.top < a.bottom;
        return joined && a.source !== b.source ? [`${a.source} and ${b.source} at ${a.x}`] : [];
      }),
    );
    expect(shared).toEqual([]);
  });

  test('every route is drawn once or inside one fold, every problem as a card', () => {
    const drawing = draw(topology);
    const drawn = drawing.nodes.flatMap((node) => (node.kind === 'route' ? [node.id] : []));
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(drawn.length + drawing.folded).toBe(topology.counts.routes);
    for (const node of Object.values(topology.nodes)) {
      if (node.type === 'route' && ['refused', 'partial', 'unresolved', 'pending'].includes(node.state)) {
        expect(drawn).toContain(node.id);
      }
    }
  });

  test('cards stand inside their lanes', () => {
    const { nodes } = draw(topology);
    const lanes = nodes.filter(({ kind }) => kind === 'lane');
    for (const card of nodes.filter(({ kind }) => kind === 'route')) {
      expect(lanes.filter((lane) => lane.y < card.y && lane.y + lane.height >= card.y + card.height)).toHaveLength(1);
    }
  });

  test('laid out again from what it remembers, nothing moves', () => {
    const first = draw(topology);
    expect(draw(topology, { memory: first.memory })).toEqual(first);
  });

  test('spare width goes to the attachment column', () => {
    const [narrow, wide] = [draw(topology).columns, draw(topology, { width: 1500 }).columns];
    expect(wide.listener).toBe(narrow.listener);
    expect(wide.lane - narrow.lane).toBe(1500 - 1080);
  });
});

type Trunk = Readonly<{ source: string; x: number; top: number; bottom: number }>;

/** The vertical part of a line that turns; lines from a Gateway to its own listeners have none to tell apart. */
function trunkOf({ source, stroke, path }: Drawing['edges'][number]): readonly Trunk[] {
  const [, from, x, to] = path.match(/^M[\d.]+ ([\d.]+)H.*Q([\d.]+) .*Q[\d.]+ ([\d.]+) /)?.map(Number) ?? [];
  if (stroke === 'owner' || from === undefined || x === undefined || to === undefined) return [];
  return [{ source, x, top: Math.min(from, to), bottom: Math.max(from, to) }];
}

const order = (drawing: Drawing): readonly string[] =>
  drawing.nodes
    .filter(({ kind }) => kind === 'route')
    .toSorted((a, b) => a.y - b.y)
    .map(({ id }) => id);

test('worst first: refused lanes stand above accepted ones', () => {
  const states = draw(crowd(3))
    .nodes.flatMap((node) => (node.kind === 'route' ? [node] : []))
    .toSorted((a, b) => a.y - b.y)
    .map(({ node }) => node.state);
  expect(states.slice(0, 3)).toContain('refused');
});

test('a route that becomes well stays where it was', () => {
  const text = example('acme/00-start.yaml');
  const before = draw(topologyOf(text));
  const healed = topologyOf(documents(text, namespaceYaml('hr', 'shared-gateway-access: "true"')));
  expect(order(draw(healed, { memory: before.memory }))).toEqual(order(before));
  expect(order(draw(healed))).not.toEqual(order(before));
});

test('a new namespace joins at the end of its rank', () => {
  const text = example('acme/00-start.yaml');
  const before = draw(topologyOf(text));
  const more = topologyOf(
    documents(
      text,
      namespaceYaml('aaa', 'shared-gateway-access: "true"'),
      serviceYaml('aaa', 'web'),
      routeYaml('aaa', 'first-by-name', '{name: shared-gateway, namespace: infra-ns}'),
    ),
  );
  const after = order(draw(more, { memory: before.memory }));
  expect(after.slice(0, 3)).toEqual(order(before));
  expect(after[3]).toContain('aaa/first-by-name');
});

test('a fold opens where it was', () => {
  const topology = crowd(30);
  const folded = draw(topology);
  const fold = folded.nodes.find((node) => node.kind === 'fold');
  if (fold?.kind !== 'fold') throw new Error('a crowd of 30 folds');
  const open = draw(topology, { memory: folded.memory, unfolded: new Set([fold.foldId]) });
  expect(open.folded).toBeLessThan(folded.folded);
});

test('a ghost whose routes live elsewhere stands right below them, its lines beside all chips', () => {
  const topology = topologyOf(
    documents(
      gatewayYaml(listeners[2]),
      gatewayYaml(listeners[2]).replace('name: edge', 'name: zone'),
      serviceYaml('a', 'web'),
      routeYaml('a', 'r', '{name: edge, namespace: infra}, {name: edge, namespace: infr}'),
      routeYaml('b', 's', '{name: zone, namespace: infra}'),
    ),
  );
  const { nodes, chips, edges } = draw(topology);
  const parents = nodes.filter((node) => node.x === 16).toSorted((a, b) => a.y - b.y);
  expect(parents.map(({ id }) => id.split('/').slice(2).join('/'))).toEqual(['infra/edge', 'infr/edge', 'infra/zone']);
  const trunks = edges.flatMap(({ stroke, path }) =>
    stroke === 'missing' ? [Number(path.match(/Q([\d.]+)/)?.[1])] : [],
  );
  expect(trunks).toHaveLength(1);
  for (const { x, width, content } of chips.filter((chip) => chip.content.kind !== 'ghost')) {
    expect(content.kind).toBe('refused');
    expect(trunks[0]).toBeGreaterThan(x + width);
  }
});

test('a route of two Gateways: each has its own trunk', () => {
  const topology = topologyOf(
    documents(
      gatewayYaml(listeners[1]),
      gatewayYaml(listeners[1]).replace('name: edge', 'name: zone'),
      gatewayYaml(listeners[1]).replace('name: edge', 'name: core'),
      ...['a', 'b', 'c'].map((name) =>
        routeYaml(name, name, ['edge', 'zone', 'core'].map((to) => `{name: ${to}, namespace: infra}`).join(', ')),
      ),
    ),
  );
  const trunks = draw(topology).edges.flatMap(trunkOf);
  const places = Map.groupBy(trunks, ({ x }) => x);
  expect(places.size).toBe(3);
  for (const at of places.values()) expect(new Set(at.map(({ source }) => source)).size).toBe(1);
});

test('a Service that several namespaces use stands beside the middle one of its users', () => {
  const topology = topologyOf(
    documents(
      gatewayYaml(listeners[1]),
      gatewayYaml(listeners[1]).replace('name: edge', 'name: zone'),
      serviceYaml('z', 'web'),
      ...['a', 'b', 'c', 'd', 'e'].map((name) =>
        routeYaml(
          name,
          name,
          `{name: ${name < 'b' ? 'edge' : 'zone'}, namespace: infra}`,
          '{name: web, namespace: z, port: 80}',
        ),
      ),
    ),
  );
  const { nodes } = draw(topology);
  const middle = (node: PlacedNode | undefined) => (node ? node.y + node.height / 2 : Number.NaN);
  const users = nodes.filter(({ kind }) => kind === 'route').map(middle);
  const service = middle(nodes.find(({ kind }) => kind === 'service'));
  expect(service).toBeCloseTo(users.toSorted((a, b) => a - b)[2] ?? 0);
});

test('a fold of a kind that is not judged says so, and not that a status is missing', () => {
  const grpc = (at: number) =>
    routeYaml('a', `r${at}`, '{name: edge, namespace: infra}')
      .replace('HTTPRoute', 'GRPCRoute')
      .replace(/rules: .*/, 'rules: [{backendRefs: [{name: web, port: 80}]}]');
  const topology = topologyOf(
    documents(gatewayYaml(listeners[1]), serviceYaml('a', 'web'), ...Array.from({ length: 12 }, (_, at) => grpc(at))),
  );
  const fold = draw(topology).nodes.find(({ kind }) => kind === 'fold');
  expect(fold).toMatchObject({ accepted: 0, silent: 0, notJudged: 12 });
});

test('a listener of a ListenerSet stands below its set and further in; the line to a refused set ends in a bar', () => {
  const { nodes, edges } = draw(sets());
  const at = (kind: string, end: string) => nodes.find((node) => node.kind === kind && node.id.endsWith(end));
  const set = at('listenerSet', '/shop/refused');
  const one = at('listener', '/shop/refused#one');
  expect(one?.x).toBeGreaterThan(set?.x ?? Number.POSITIVE_INFINITY);
  expect(one?.y).toBeGreaterThan((set?.y ?? 0) + (set?.height ?? 0));
  expect(edges.find(({ target }) => target === one?.id)?.source).toBe(set?.id);
  expect(edges.find(({ target }) => target === set?.id)).toMatchObject({ stroke: 'refused', end: { shape: 'bar' } });
});

test('a line to a listener that serves nothing has a look of its own, also beside one that serves', () => {
  const tls =
    '{name: tls, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: gone}]}, allowedRoutes: {namespaces: {from: All}}}';
  const topology = topologyOf(
    documents(
      gatewayYaml(listeners[1], tls),
      serviceYaml('a', 'web'),
      routeYaml('a', 'r', '{name: edge, namespace: infra}'),
    ),
  );
  const strokes = draw(topology).edges.flatMap(({ source, stroke }) =>
    source.includes('#') ? [[source, stroke]] : [],
  );
  expect(strokes).toEqual([
    [expect.stringMatching(/#all$/), 'attached'],
    [expect.stringMatching(/#tls$/), 'notServing'],
  ]);
});
