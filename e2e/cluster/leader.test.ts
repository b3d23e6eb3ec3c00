import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GatewayDetail, Session } from '#lib/api/messages.ts';
import { connectClient, gatewayTarget, type Kube } from '../scenarios/kube.ts';
import { ask, expectConditions, listOf, patience } from '../scenarios/scenario.ts';
import { startScenario } from '../scenarios/start-scenario.ts';
import { type Gatehouse, startGatehouse } from '../start-gatehouse.ts';
import { keepAsking } from './around.ts';

// Two processes on a real API server: one writes statuses, both serve, and one takes over from the other.

const route = gatewayTarget('HTTPRoute', 'hr', 'cross-namespace');
const gateway = gatewayTarget('Gateway', 'infra-ns', 'shared-gateway');
const hr = { apiVersion: 'v1', kind: 'Namespace', name: 'hr' };
const attached = ['Accepted=True Accepted', 'ResolvedRefs=True ResolvedRefs'];
const notAllowed = ['Accepted=False NotAllowedByListeners', 'ResolvedRefs=True ResolvedRefs'];

let first: Gatehouse;
let second: Gatehouse | undefined;
let kube: Kube;

const leadership = async (gatehouse: Pick<Gatehouse, 'url'> = { url: '' }) =>
  (await ask<Session>(gatehouse, '/api/session')).leadership;
/** Where a process answers for the Gateway, whether it leads or not. */
const answersAt = async (gatehouse: Pick<Gatehouse, 'url'> = { url: '' }): Promise<URL> => {
  const key = encodeURIComponent('gateway.networking.k8s.io/Gateway/infra-ns/shared-gateway');
  const { listeners } = await ask<GatewayDetail>(gatehouse, `/api/gateways?key=${key}`);
  return new URL(listeners[0]?.url ?? 'none:');
};
const addresses = async () => listOf((await kube.get(gateway)).status?.addresses).map(({ value }) => String(value));
const writesOf = async ({ url }: Pick<Gatehouse, 'url'> = { url: '' }): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^gatehouse_status_writes_total (\d+)/m.exec(text)?.[1] ?? Number.NaN);
};

beforeAll(async () => {
  first = await startScenario('acme');
  kube = connectClient(first.kubeconfig);
});
afterAll(async () => {
  first.process.kill('SIGKILL');
  await second?.stop();
});

test('the first leads', async () => {
  await expect.poll(async () => (await leadership(first))?.leading, { timeout: 30_000 }).toBe(true);
});

test('the second follows and writes nothing', async () => {
  const identity = process.env.GATEHOUSE_TEST_IDENTITY ?? '';
  second = await startGatehouse({ args: ['--kubeconfig', identity, '--controller'] });
  const holder = (await leadership(first))?.holder;
  await expect.poll(() => leadership(second)).toEqual({ leading: false, holder, obstacle: null });
  await kube.label(hr, 'shared-gateway-access', 'true');
  await expectConditions(kube, route, attached);
  await kube.label(hr, 'shared-gateway-access', null);
  await expectConditions(kube, route, notAllowed);
  expect(await writesOf(second)).toBe(0);
  expect(await writesOf(first)).toBeGreaterThan(0);
});

test('when the leader is killed the second leads within 20 s, and what changed meanwhile is written', async () => {
  expect(await addresses()).toEqual([(await answersAt(first)).hostname]);
  const successor = await answersAt(second);
  const answers = keepAsking(successor.origin, '/product');
  const killed = performance.now();
  first.process.kill('SIGKILL');
  await kube.label(hr, 'shared-gateway-access', 'true');
  await expect.poll(async () => (await leadership(second))?.leading, { timeout: 30_000, interval: 50 }).toBe(true);
  expect(performance.now() - killed).toBeLessThan(20_000);
  await expectConditions(kube, route, attached);
  const { spec } = await kube.get({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    namespace: 'gatehouse-system',
    name: 'gatehouse',
  });
  expect(spec?.holderIdentity).toBe((await leadership(second))?.holder);
  // the status names where the one that writes it answers, and that one never stopped
  await expect.poll(addresses, patience).toEqual([successor.hostname]);
  expect(await answers()).toEqual([]);
});

test('nothing is fought over: with nothing to say nothing is written', async () => {
  const before = await writesOf(second);
  const versions = () =>
    execFileSync(
      'kubectl',
      ['get', 'gateways,httproutes', '-A', '-o', 'jsonpath={.items[*].metadata.resourceVersion}'],
      {
        env: { ...process.env, KUBECONFIG: process.env.GATEHOUSE_TEST_CLUSTER },
        encoding: 'utf8',
      },
    );
  const all = versions();
  // a change that no status depends on makes everything be judged anew
  await kube.label(hr, 'unrelated', 'yes');
  await kube.label(hr, 'unrelated', null);
  await expectConditions(kube, route, attached);
  expect(versions()).toBe(all);
  expect(await writesOf(second)).toBe(before);
});
