import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { BindOptions } from '#lib/binding/result.ts';
import type { LegacyGateway } from '#lib/gateway-api/v1alpha1/gateway.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { compareLegacyGatewayStatus, summariseDrift } from './drift.ts';
import { legacyGatewayStatus } from './legacy-status.ts';

const key = 'networking.x-k8s.io/Gateway/infra/edge' as ObjectKey;
const ours: BindOptions = {
  controllerNames: ['gatehouse.dev/gateway-controller'],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'no',
};
const nobody: BindOptions = { ...ours, controllerNames: [] };

const { snapshot } = snapshotFromManifests(
  [
    {
      file: 'edge.yaml',
      text: `
apiVersion: networking.x-k8s.io/v1alpha1
kind: GatewayClass
metadata: {name: gatehouse}
spec: {controller: gatehouse.dev/gateway-controller}
---
apiVersion: networking.x-k8s.io/v1alpha1
kind: Gateway
metadata: {name: edge, namespace: infra, generation: 1}
spec:
  gatewayClassName: gatehouse
  listeners: [{port: 80, protocol: HTTP, routes: {kind: HTTPRoute}}]`,
    },
  ],
  'complete',
);

function gatewayOf(options: BindOptions) {
  const gateway = snapshot.legacyGateways.get(key);
  const result = bind(snapshot, options).gateways.get(key);
  if (!gateway || !result) throw new Error('no such Gateway');
  return { gateway, result };
}

test('what the controller of a v1alpha1 Gateway wrote is no drift to a process that only watches it', () => {
  const { gateway, result } = gatewayOf(ours);
  const status = legacyGatewayStatus(gateway, result, {
    controllerNames: ours.controllerNames,
    now: '2020-01-01T00:00:00Z',
  });
  expect(status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'True' });
  const written = { ...gateway, status } as LegacyGateway;
  const seen = compareLegacyGatewayStatus(written, gatewayOf(nobody).result);
  expect(summariseDrift(seen)).toBeNull();
  // only the data plane that serves it knows: not judged here, for the Gateway no more than for its listener
  const ready = seen.map(({ title, pairs }) => [title, pairs.find(({ type }) => type === 'Ready')?.verdict]);
  expect(ready).toEqual([
    ['Gateway infra/edge', null],
    ['port 80', null],
  ]);
});
