import { expect, test } from 'vitest';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { bind } from './bind.ts';
import { embeddedProxyCapabilities } from './capabilities.ts';

test('a port that no listener has is answered with the ports there are', () => {
  const text = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: a}
spec:
  gatewayClassName: gatehouse
  listeners: [{name: two, port: 8080, protocol: HTTP}, {name: one, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: a}
spec: {parentRefs: [{name: edge, port: 81}], rules: [{}]}`;
  const { snapshot } = snapshotFromManifests([{ file: 'test.yaml', text }], 'complete');
  const { routes } = bind(snapshot, {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: embeddedProxyCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'yes',
  });
  const [route] = [...routes.values()];
  expect(route?.parents[0]?.accepted).toMatchObject({
    reason: 'NoMatchingParent',
    message: 'No listener has port 81; there are ports 80 (one) and 8080 (two).',
  });
});
