import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import { buildRouteTable } from '#lib/routing/build-route-table.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { ask, startEcho, startRig } from './testdata/rig.ts';

const PORT = 8080;
const manifests = (echoPort: number): string => `
apiVersion: networking.x-k8s.io/v1alpha1
kind: GatewayClass
metadata: {name: gatehouse}
spec: {controller: gatehouse.dev/gateway-controller}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: networking.x-k8s.io/v1alpha1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: gatehouse
  listeners:
    - {port: ${PORT}, protocol: HTTP, routes: {kind: HTTPRoute, selector: {matchLabels: {app: shop}}}}
---
apiVersion: v1
kind: Service
metadata: {name: echo, namespace: shop}
spec: {ports: [{name: other, port: 9090, targetPort: 1}, {name: web, port: ${PORT}, targetPort: ${echoPort}}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: echo-1, namespace: shop, labels: {kubernetes.io/service-name: echo}}
addressType: IPv4
endpoints: [{addresses: [127.0.0.1], conditions: {ready: true}}]
ports: [{name: web, port: ${echoPort}, protocol: TCP}, {name: other, port: 1, protocol: TCP}]
---
apiVersion: networking.x-k8s.io/v1alpha1
kind: HTTPRoute
metadata: {name: shop, namespace: shop, labels: {app: shop}}
spec:
  rules:
    - matches: [{path: {type: Prefix, value: /without-port}}]
      forwardTo: [{serviceName: echo}]
    - matches: [{path: {type: Prefix, value: /nowhere}}]
`;

test("v1alpha1: a forwardTo without a port goes to the listener's port, a rule without forwardTo is 503", async () => {
  const rig = await startRig('127.80');
  const { endpoint } = await startEcho();
  const { snapshot, problems } = snapshotFromManifests(
    [{ file: 'all.yaml', text: manifests(endpoint.port) }],
    'complete',
  );
  expect(problems).toEqual([]);
  const binding = bind(snapshot, {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: embeddedProxyCapabilities,
    adoptUnclassed: 'no',
    dataPlane: { kind: 'granted' },
  });
  const { gateways } = await rig.proxy.apply(buildRouteTable(snapshot, binding, { generation: 1 }));
  const [report] = gateways.values();
  const address = report?.address ?? 'none';
  expect((await ask(address, '/without-port')).status).toBe(200);
  const nowhere = await ask(address, '/nowhere');
  expect([nowhere.status, nowhere.body]).toEqual([503, expect.stringContaining('the Route forwards to nothing')]);
  expect(await rig.recorded(({ status }) => status === 503)).toMatchObject({ answer: 'noForwardTo' });
});
