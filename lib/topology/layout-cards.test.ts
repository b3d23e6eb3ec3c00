import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterTopology, NO_FILTERS } from './filter.ts';
import { layoutTopology } from './layout.ts';
import { gatewayText, listenerText, serviceText } from './layout-cards.ts';
import { columnsFor, SIZES } from './layout-geometry.ts';
import { NO_MEMORY } from './layout-order.ts';
import { documents, gatewayYaml, topologyOf } from './testdata/topology-of.ts';
import type { GatewayNode, ListenerNode, ServiceNode } from './topology.ts';

/** What is left of 1280 px beside the rail, the panel and the ruler. */
const BESIDE_PANEL = 1280 - 72 - 400 - 16;
const near = { detail: 'near', sizes: SIZES.near } as const;
const noCounts = { attached: 0, partial: 0, refused: 0, other: 0 };

test('all columns are in view beside a panel at 1280 px, and at no width does one run into the next', () => {
  expect(columnsFor(BESIDE_PANEL).width).toBeLessThanOrEqual(BESIDE_PANEL);
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 2000 }), (width) => {
      const at = columnsFor(width);
      expect(at.gateway + at.gatewayWidth).toBeLessThan(at.listener);
      expect(at.listener + at.listenerWidth).toBeLessThan(at.attachment);
      expect(at.chip + at.chipWidth).toBeLessThan(at.lane);
      expect(at.cardInset + at.cardWidth).toBeLessThan(at.laneWidth);
      expect(at.lane + at.laneWidth).toBeLessThan(at.service);
      expect(at.service + at.serviceWidth).toBeLessThan(at.width);
    }),
  );
});

const gateway = (name: string, word: string) =>
  ({ group: '', name, badge: { name: 'refused', word }, addresses: [] }) as unknown as GatewayNode;
const listener = (name: string, word: string, counts = noCounts) =>
  ({ name, protocol: 'HTTPS', port: 443, badge: { name: 'refused', word }, counts }) as unknown as ListenerNode;
const service = (name: string, word: string) =>
  ({
    type: 'service',
    name,
    tls: [{ badge: { name: 'refused', word }, drift: null }],
  }) as unknown as ServiceNode;

test.each([
  // card                                                                    width  name  more than its least height
  [gatewayText(gateway('edge', 'Programmed'), { width: 142, ...near }), 1, 0],
  [gatewayText(gateway('edge', 'InvalidClientCertificateRef'), { width: 142, ...near }), 1, 14],
  [gatewayText(gateway('shared-gateway', 'InvalidClientCertificateRef'), { width: 116, ...near }), 2, 45],
  [gatewayText(gateway('a'.repeat(253), 'Programmed'), { width: 116, ...near }), 2, 17],
])('a Gateway card %#: %j has its name in %i lines and grows by %i px', ({ name, height }, lines, more) => {
  expect({ name, height }).toEqual({ name: lines, height: SIZES.near.gatewayHeight + more });
});

test.each([
  // card                                                                             name  more than its least height
  [listenerText(listener('web', 'NoValidCACertificate'), { width: 178, ...near }), 0, 0],
  [listenerText(listener('web', 'NoValidCACertificate'), { width: 116, ...near }), 1, 34],
  [listenerText(listener('a'.repeat(253), 'Programmed'), { width: 178, ...near }), 2, 34],
  [
    listenerText(listener('web', 'InvalidCertificateRef', { attached: 1, partial: 0, refused: 2, other: 0 }), {
      width: 178,
      ...near,
    }),
    0,
    17,
  ],
])('a listener card %#: %j has %i lines for its name and grows by %i px', ({ name, height }, lines, more) => {
  expect({ name, height }).toEqual({ name: lines, height: SIZES.near.listenerHeight + more });
});

test.each([
  ['api', 'NoValidCACertificate', 136, 0],
  ['api', 'NoValidCACertificate', 118, 16],
  ['echo-product', 'NoValidCACertificate', 118, 33],
])('Service %s with %s at %i px grows by %i px', (name, word, width, more) => {
  expect(serviceText(service(name, word), { width, ...near }).height).toBe(SIZES.near.serviceHeight + more);
});

const NOTHING: ReadonlySet<string> = new Set();

test('ListenerSets stand in the order in which their Gateway takes them: the oldest first, then by name', () => {
  const set = (name: string, created: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: ${name}, namespace: infra${created}}\nspec: {parentRef: {name: edge}, listeners: [{name: one, port: 80, protocol: HTTP, hostname: ${name}.test}]}`;
  const topology = topologyOf(
    documents(
      `${gatewayYaml('{name: own, port: 80, protocol: HTTP}')}\n  allowedListeners: {namespaces: {from: Same}}`,
      set('a', ', creationTimestamp: "2026-01-03T00:00:00Z"'),
      set('c', ', creationTimestamp: "2026-01-02T00:00:00Z"'),
      set('b', ', creationTimestamp: "2026-01-02T00:00:00Z"'),
      set('undated', ''),
    ),
  );
  const filtered = filterTopology(topology, { ...NO_FILTERS, problemsFirst: false }, NOTHING);
  const rest = { memory: NO_MEMORY, unfolded: NOTHING, keep: NOTHING, detail: 'near', canvasWidth: 1080 } as const;
  const { nodes } = layoutTopology({ topology, filtered, ...rest });
  const column = nodes.filter(({ kind }) => kind === 'listener' || kind === 'listenerSet');
  expect(column.toSorted((a, b) => a.y - b.y).map(({ id }) => id.split('/').at(-1))).toEqual([
    ...['edge#own', 'b', 'b#one', 'c', 'c#one', 'a', 'a#one', 'undated', 'undated#one'],
  ]);
});
