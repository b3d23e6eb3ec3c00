import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { refusedAt } from './counts.ts';
import { type Filters, filterTopology, NO_FILTERS } from './filter.ts';
import { documents, gatewayYaml, namespaceYaml, routeYaml, topologyOf } from './testdata/topology-of.ts';

const GROUP = 'gateway.networking.k8s.io';

test('a Route that one listener takes and another refuses is partial on the Gateway, and its refusals are counted', () => {
  const http = (name: string, port: number, from: string) =>
    `{name: ${name}, protocol: HTTP, port: ${port}, allowedRoutes: {namespaces: {from: ${from}}}}`;
  const parent = (section: string) => `{name: edge, namespace: infra, sectionName: ${section}}`;
  const topology = topologyOf(
    documents(
      gatewayYaml(http('all', 80, 'All'), http('same', 81, 'Same'), http('own', 82, 'Same')),
      namespaceYaml('shop'),
      routeYaml('shop', 'half', ['all', 'same', 'own'].map(parent).join(', ')),
      routeYaml('shop', 'whole', parent('all')),
    ),
  );
  const gateway = objectKey({ group: GROUP, kind: 'Gateway', namespace: 'infra', name: 'edge' });
  expect(topology.nodes[gateway]).toMatchObject({ counts: { attached: 1, partial: 1, refused: 0, other: 0 } });
  expect(refusedAt(topology, gateway).map(({ listener }) => listener)).toEqual([`${gateway}#same`, `${gateway}#own`]);
  const counts = (filters: Partial<Filters>) => filterTopology(topology, { ...NO_FILTERS, ...filters }, new Set());
  expect(counts({})).toMatchObject({ refusedTotal: 0, refusedPartsShown: 2, refusedPartsTotal: 2 });
  expect(counts({ states: ['accepted'] })).toMatchObject({ refusedPartsShown: 0, refusedPartsTotal: 2 });
});
