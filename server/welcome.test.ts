import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import { buildRouteTable } from '#lib/routing/build-route-table.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { gatewayLines } from './welcome.ts';

const key = objectKey({ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'shop', name: 'edge' });

/** What is printed of Gateway `shop/edge` with these listeners and rules; backend `web` has an endpoint, `gone` is not. */
function linesFor(
  listeners: string,
  rules: string,
  more: Readonly<{ hostnames?: string; ports?: readonly number[] }> = {},
) {
  const text = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints: [{addresses: [10.0.0.1]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec: {gatewayClassName: gatehouse, listeners: [${listeners}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop}
spec: {parentRefs: [{name: edge}], hostnames: [${more.hostnames ?? ''}], rules: [${rules}]}`;
  const { snapshot, problems } = snapshotFromManifests([{ file: 'x.yaml', text }], 'complete');
  expect(problems).toEqual([]);
  const ports = new Map((more.ports ?? [80, 81]).map((port) => [port, { state: 'bound' } as const]));
  const binding = bind(snapshot, {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: embeddedProxyCapabilities,
    dataPlane: {
      kind: 'reported',
      gateways: new Map([[key, { address: '127.66.0.1', unusableAddresses: [], ports }]]),
    },
    adoptUnclassed: 'yes',
  });
  return gatewayLines({ binding, table: buildRouteTable(snapshot, binding, { generation: 1 }) });
}

const http = '{name: a, protocol: HTTP, port: 80}';
const rule = (path: string, match = '', backend = 'web') =>
  `{matches: [{path: {type: PathPrefix, value: ${path}}${match}}], backendRefs: [{name: ${backend}, port: 80}]}`;

test.each([
  ['a rule with a backend that answers', http, rule('/cart'), '', 'http://127.66.0.1/cart'],
  [
    'not one that asks for a header',
    http,
    `${rule('/x', ', headers: [{name: x-a, value: b}]')}, ${rule('/y')}`,
    '',
    'http://127.66.0.1/y',
  ],
  ['not one that answers 500', http, `${rule('/broken', '', 'gone')}, ${rule('/y')}`, '', 'http://127.66.0.1/y'],
  ['with the Host of the Route', http, rule('/cart'), 'shop.test', 'http://127.66.0.1/cart   (Host: shop.test)'],
  [
    'else the address, and that none is known',
    http,
    rule('/x', ', headers: [{name: x-a, value: b}]'),
    '',
    'http://127.66.0.1/   (no rule is known to answer a plain GET)',
  ],
  [
    'one line for two listeners, the better one',
    `{name: a, protocol: HTTP, port: 80, hostname: other.test}, {name: b, protocol: HTTP, port: 81, hostname: shop.test}`,
    rule('/cart'),
    'shop.test',
    'http://127.66.0.1:81/cart   (Host: shop.test)',
  ],
])('the URL printed of a Gateway is %s', (_why, listeners, rules, hostnames, expected) => {
  expect(linesFor(listeners, rules, { hostnames })).toEqual([`  Gateway shop/edge  ${expected}`]);
});

test('a Gateway that is not served answers nowhere', () => {
  expect(linesFor(http, rule('/cart'), { ports: [] })).toEqual([
    '  Gateway shop/edge  answers nowhere: see its conditions',
  ]);
});
