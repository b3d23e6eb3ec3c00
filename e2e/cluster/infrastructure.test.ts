import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectClient, gatewayTarget, type Kube, runShell } from '../scenarios/kube.ts';
import { patience } from '../scenarios/scenario.ts';
import { startScenario } from '../scenarios/start-scenario.ts';
import type { Gatehouse } from '../start-gatehouse.ts';

// The Service that stands for a Gateway, by a real API server's server-side apply and garbage collector.

const gateway = gatewayTarget('Gateway', 'infra-ns', 'shared-gateway');
const service = { apiVersion: 'v1', kind: 'Service', namespace: 'infra-ns', name: 'shared-gateway-gatehouse' };

let gatehouse: Gatehouse;
let kube: Kube;
const type = async (line: string) => expect((await runShell(gatehouse.kubeconfig, line)).err).toBe('');
const labelsOf = async () => (await kube.get(service)).metadata?.labels;

beforeAll(async () => {
  gatehouse = await startScenario('acme');
  kube = connectClient(gatehouse.kubeconfig);
});
afterAll(() => gatehouse.stop());

test('it is there with the Gateway’s name, owned by it, without an address or Pods', async () => {
  await expect.poll(() => kube.get(service).catch(() => null), patience).not.toBeNull();
  const { metadata, spec } = await kube.get(service);
  expect(metadata).toMatchObject({
    labels: { 'gateway.networking.k8s.io/gateway-name': 'shared-gateway' },
    ownerReferences: [{ kind: 'Gateway', uid: (await kube.get(gateway)).metadata?.uid }],
  });
  expect(spec).toMatchObject({ clusterIP: 'None', ports: [{ port: 80, protocol: 'TCP' }] });
  expect(spec).not.toHaveProperty('selector');
});

test('labels of spec.infrastructure come and go, those of others stay', async () => {
  const patch = (labels: string) =>
    type(
      `kubectl patch gateway.v1.gateway.networking.k8s.io shared-gateway -n infra-ns --type merge -p '{"spec":{"infrastructure":{"labels":${labels}}}}'`,
    );
  await type('kubectl label service shared-gateway-gatehouse -n infra-ns theirs=stays');
  await patch('{"team":"web"}');
  await expect.poll(labelsOf, patience).toMatchObject({ team: 'web', theirs: 'stays' });
  await patch('{"team":null,"tier":"edge"}');
  await expect.poll(labelsOf, patience).toMatchObject({ tier: 'edge', theirs: 'stays' });
  expect(await labelsOf()).not.toHaveProperty('team');
});

test('one that was deleted comes back; with the Gateway it goes for good', async () => {
  const before = (await kube.get(service)).metadata?.uid;
  await type('kubectl delete service shared-gateway-gatehouse -n infra-ns --wait=false');
  const uid = () =>
    kube.get(service).then(
      ({ metadata }) => String(metadata?.uid),
      () => String(before),
    );
  await expect.poll(uid, patience).not.toBe(String(before));
  await type('kubectl delete gateway.v1.gateway.networking.k8s.io shared-gateway -n infra-ns --wait=false');
  await expect
    .poll(
      () =>
        kube.get(service).then(
          () => 'there',
          () => 'gone',
        ),
      { ...patience, timeout: 40_000 },
    )
    .toBe('gone');
});
