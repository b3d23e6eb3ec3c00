import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { KindCoverage, Session } from '#lib/api/messages.ts';
import { type ApiRelay, openApiRelay } from '../../server/testing/api-relay.ts';
import { connectClient, gatewayTarget, type Kube, runShell } from '../scenarios/kube.ts';
import { answeringAt, ask, routeConditions } from '../scenarios/scenario.ts';
import { startScenario } from '../scenarios/start-scenario.ts';
import { send } from '../scenarios/traffic.ts';
import type { Gatehouse } from '../start-gatehouse.ts';
import { collectStale, keepAsking, killApiServer, startProgram } from './around.ts';

// What happens to watches between Gatehouse and a real API server: traffic never stops, what is stale is said to be,
// and in the end every status is right.

const route = gatewayTarget('HTTPRoute', 'hr', 'cross-namespace');
const gateway = gatewayTarget('Gateway', 'infra-ns', 'shared-gateway');
const hr = { apiVersion: 'v1', kind: 'Namespace', name: 'hr' };
const attached = ['Accepted=True Accepted', 'ResolvedRefs=True ResolvedRefs'];
const notAllowed = ['Accepted=False NotAllowedByListeners', 'ResolvedRefs=True ResolvedRefs'];
// the longest pause between two tries is 30 s
const patience = { timeout: 90_000, interval: 100 } as const;
const etcd = 'http://127.0.0.1:2379';

let relay: ApiRelay;
let gatehouse: Gatehouse;
let kube: Kube;
let base: string;

beforeAll(async () => {
  const kubeconfig = readFileSync(process.env.GATEHOUSE_TEST_IDENTITY ?? '', 'utf8');
  relay = await openApiRelay({ kubeconfig, dir: process.env.TMPDIR ?? '/tmp' });
  gatehouse = await startScenario('acme', relay.kubeconfigPath);
  kube = connectClient(gatehouse.kubeconfig);
  base = await answeringAt(gatehouse, kube, gateway);
});
afterEach(() => relay.restore());
afterAll(async () => {
  await gatehouse.stop();
  await relay.close();
});

const kinds = async () => (await ask<Session>(gatehouse, '/api/session')).kinds;
const read = async () => named(await kinds(), ({ coverage }) => coverage === 'complete');
const stale = async () => named(await kinds(), ({ staleSince }) => staleSince !== undefined);
const named = (all: readonly KindCoverage[], fits: (kind: KindCoverage) => boolean) =>
  all
    .filter(fits)
    .map(({ resource }) => resource)
    .toSorted();
const allow = (value: 'true' | null) => kube.label(hr, 'shared-gateway-access', value);

/** Namespace hr is let in and shut out again: both get through to status and traffic, and nothing is stale. */
async function expectFollowed(): Promise<void> {
  await allow('true');
  await expect.poll(() => routeConditions(kube, route), patience).toEqual(attached);
  await expect.poll(async () => (await send(base, '/hr')).status, patience).toBe(200);
  await allow(null);
  await expect.poll(() => routeConditions(kube, route), patience).toEqual(notAllowed);
  await expect.poll(async () => (await send(base, '/hr')).status, patience).toBe(404);
  expect(await stale()).toEqual([]);
}

test('every connection to the API server is reset: each kind is called stale until it is followed again', async () => {
  const answers = keepAsking(base, '/product');
  const told = await collectStale(gatehouse);
  const all = await read();
  relay.reset();
  await expect.poll(() => [...told].toSorted(), patience).toEqual(all);
  await expect.poll(stale, patience).toEqual([]);
  await expectFollowed();
  expect(await answers()).toEqual([]);
}, 120_000);

test('answers that trickle in are late and nothing else: no kind is stale, no Lease lost', async () => {
  const answers = keepAsking(base, '/product');
  const told = await collectStale(gatehouse);
  const leads = async () => (await ask<Session>(gatehouse, '/api/session')).leadership?.leading;
  await expect.poll(leads, patience).toBe(true);
  relay.slow(50);
  const changed = performance.now();
  await allow('true');
  await expect.poll(async () => (await send(base, '/hr')).status, patience).toBe(200);
  // an event of a Namespace has more than 500 bytes, 50 at a time
  expect(performance.now() - changed).toBeGreaterThan(500);
  await expectFollowed();
  expect(await leads()).toBe(true);
  expect([...told]).toEqual([]);
  expect(await answers()).toEqual([]);
}, 180_000);

test('watches that fall silent while all else is answered are given up, and called stale from the last word on', async () => {
  const answers = keepAsking(base, '/product');
  const all = await read();
  const before = new Date();
  relay.stallWatches();
  await allow('true');
  await expect.poll(stale, { timeout: 120_000, interval: 500 }).toEqual(all);
  for (const { staleSince, coverage } of await kinds()) {
    if (coverage === 'complete') expect(Date.parse(staleSince ?? '')).toBeLessThan(before.getTime() + 5000);
  }
  // it answers what it knew
  expect((await send(base, '/hr')).status).toBe(404);
  expect(await routeConditions(kube, route)).toEqual(notAllowed);
  await relay.restore();
  await expect.poll(() => routeConditions(kube, route), patience).toEqual(attached);
  await expect.poll(stale, patience).toEqual([]);
  await expectFollowed();
  expect(await answers()).toEqual([]);
}, 300_000);

test('what watches would go on from was compacted away: they are refused with 410, and everything is read anew', async () => {
  // a watch cache would bridge the gap
  const restart = async (change: (command: readonly string[]) => readonly string[]) => {
    const { command } = await killApiServer();
    startProgram(change(command));
    const answers = () =>
      kube.get(hr).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, patience).toBe(true);
  };
  const uncached = '--watch-cache=false';
  await restart((command) => [...command, uncached]);
  await expect.poll(stale, patience).toEqual([]);
  const answers = keepAsking(base, '/product');
  const told = await collectStale(gatehouse);
  const all = await read();
  const path = '/apis/gateway.networking.k8s.io/v1/httproutes';
  const get = async (query: string) => {
    const { out, err } = await runShell(gatehouse.kubeconfig, `kubectl get --raw '${path}?${query}'`);
    expect(err).toBe('');
    return out;
  };
  const { metadata } = JSON.parse(await get('limit=1'));

  await relay.goAway();
  await expect.poll(stale, patience).toEqual(all);
  await allow('true');
  // a watch may go on from the newest revision even then
  for (const value of ['1', '2', '3', null]) await kube.label(hr, 'unrelated', value);
  await compact();
  const refused = JSON.parse(await get(`watch=1&timeoutSeconds=1&resourceVersion=${metadata.resourceVersion}`));
  expect(refused).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  expect((await send(base, '/hr')).status).toBe(404);
  const asked = relay.requests().length;
  await relay.restore();
  await expect.poll(() => routeConditions(kube, route), patience).toEqual(attached);
  const listed = () => {
    const requests = relay.requests().slice(asked);
    return new Set(requests.flatMap((line) => /^GET (\S+)\?limit=/.exec(line)?.[1] ?? [])).size;
  };
  await expect.poll(listed, patience).toBe(all.length);
  await expect.poll(stale, patience).toEqual([]);
  await expectFollowed();
  expect([...told].toSorted()).toEqual(all);
  expect(await answers()).toEqual([]);

  await restart((command) => command.filter((word) => word !== uncached));
  await expect.poll(stale, patience).toEqual([]);
}, 300_000);

/** All but the newest revision of everything, by etcd's own JSON gateway. */
async function compact(): Promise<void> {
  const post = async (call: string, body: object) =>
    (await fetch(`${etcd}/v3/kv/${call}`, { method: 'POST', body: JSON.stringify(body) })).json();
  const { header } = (await post('range', { key: btoa('/') })) as { header: { revision: string } };
  expect(await post('compaction', { revision: header.revision, physical: true })).toHaveProperty('header');
}
