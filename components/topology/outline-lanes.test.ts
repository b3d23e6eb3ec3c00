import { expect, test } from 'vitest';
import { filterTopology, NO_FILTERS } from '#lib/topology/filter.ts';
import { arrangeBlocks } from '#lib/topology/layout-blocks.ts';
import { NO_MEMORY } from '#lib/topology/layout-order.ts';
import {
  documents,
  gatewayYaml,
  namespaceYaml,
  routeYaml,
  serviceYaml,
  topologyOf,
} from '#lib/topology/testdata/topology-of.ts';
import { lanesBySource, refusalsOf } from './outline-lanes.ts';

const NOTHING: ReadonlySet<string> = new Set();

const topology = topologyOf(
  documents(
    gatewayYaml(
      '{name: all, port: 8080, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}',
      '{name: same, port: 9090, protocol: HTTP}',
    ),
    namespaceYaml('shop', ''),
    serviceYaml('shop', 'web'),
    routeYaml(
      'shop',
      'many',
      [
        '{name: edge, namespace: infra, sectionName: all}',
        '{name: edge, namespace: infra, sectionName: same}',
        '{name: edge, namespace: infra, sectionName: quic}',
        '{name: gone, namespace: infra}',
      ].join(', '),
      '{name: web, port: 80}',
    ),
    routeYaml('shop', 'one', '{name: edge, namespace: infra, sectionName: all}', '{name: web, port: 80}'),
  ),
);
const { blocks } = arrangeBlocks({
  topology,
  filtered: filterTopology(topology, { ...NO_FILTERS, problemsFirst: false }, NOTHING),
  memory: NO_MEMORY,
  unfolded: NOTHING,
  keep: NOTHING,
});
const lanes = lanesBySource(blocks);

function under(end: string) {
  return [...lanes].flatMap(([source, found]) => (source.endsWith(end) ? found : []));
}

const namesUnder = (end: string) => under(end).map(({ routes }) => routes.map(({ name }) => name).sort());

test('a route stands under every listener and every ghost that it names', () => {
  expect(namesUnder('#all')).toEqual([['many', 'one']]);
  expect(namesUnder('#same')).toEqual([['many']]);
  expect(namesUnder('#quic')).toEqual([['many']]);
  expect(namesUnder('/gone')).toEqual([['many']]);
  const drawn = new Set(blocks.flatMap(({ id, listeners }) => [id, ...listeners.map((listener) => listener.id)]));
  expect([...lanes.keys()].filter((source) => !drawn.has(source))).toEqual([]);
});

test('a refusal is told in the words of its own edge', () => {
  const told = (end: string) => under(end).flatMap((lane) => refusalsOf(lane).map(({ sentence }) => sentence));
  expect(told('#all')).toEqual([]);
  expect(told('#same')).toHaveLength(1);
  expect(told('#quic')[0]).toMatch(/^Gateway infra\/edge has no section quic/);
});
