import { expect, test } from 'vitest';
import { documents, gatewayYaml, routeYaml, serviceYaml, topologyOf } from './testdata/topology-of.ts';

const slice = (name: string, endpoints: string) =>
  `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, namespace: a, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{port: 80}]
endpoints: [${endpoints}]`;

test.each([
  // slices                                                       counted                    why
  [[], { ready: 0, notReady: 0 }, 'none'],
  [[slice('s', '{addresses: [10.0.0.1]}')], { ready: 1, notReady: 0 }, 'absent counts as ready'],
  [
    [slice('s', '{addresses: [10.0.0.1]}, {addresses: [10.0.0.2], conditions: {ready: false}}')],
    { ready: 1, notReady: 1 },
    'both',
  ],
  [
    [slice('s', '{addresses: [10.0.0.1], conditions: {ready: false}}'), slice('t', '{addresses: [10.0.0.1]}')],
    { ready: 1, notReady: 0 },
    'an address of two slices counts once',
  ],
])('slices %j give %j: %s', (slices, counted) => {
  const topology = topologyOf(
    documents(
      gatewayYaml('{name: all, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}'),
      serviceYaml('a', 'web'),
      routeYaml('a', 'r', '{name: edge, namespace: infra}'),
      ...slices,
    ),
  );
  const service = Object.values(topology.nodes).find(({ type }) => type === 'service');
  expect(service).toMatchObject({ endpoints: counted });
});
