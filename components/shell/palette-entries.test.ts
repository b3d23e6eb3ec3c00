import { expect, test } from 'vitest';
import { topologyOf } from '#lib/topology/testdata/topology-of.ts';
import { findObjects } from './palette-entries.ts';

const gateway = (version: string) =>
  `apiVersion: ${version}
kind: Gateway
metadata: {name: shared, namespace: infra}
spec: {gatewayClassName: c, listeners: [{name: web, port: 80, protocol: HTTP, routes: {kind: HTTPRoute}}]}`;

test('of two Gateways of one name, the one of v1alpha1 says so', () => {
  const topology = topologyOf(
    [gateway('gateway.networking.k8s.io/v1'), gateway('networking.x-k8s.io/v1alpha1')].join('\n---\n'),
  );
  const { entries } = findObjects(topology, 'gateway shared');
  expect(entries.map(({ name, detail }) => `${name} ${detail.includes('v1alpha1')}`).sort()).toEqual([
    'infra/shared false',
    'infra/shared true',
  ]);
  expect(findObjects(topology, 'gateway v1alpha1').total).toBe(1);
});
