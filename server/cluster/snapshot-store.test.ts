import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { createLog, type Log } from '../logger.ts';
import { gatewayObject, namespace, openTestSandbox, type TestSandbox } from '../sandbox/testing.ts';
import { type ApiRelay, type Intercept, openApiRelay, statusAnswer } from '../testing/api-relay.ts';
import { waitFor } from '../testing/wait.ts';
import { connectCluster } from './client.ts';
import { type SnapshotStore, startSnapshotStore } from './snapshot-store.ts';

const quick = { firstDelayMs: 20, longestDelayMs: 200, slowDelayMs: 100 };
let api: TestSandbox;
const open: (() => unknown)[] = [];
beforeAll(async () => {
  api = await openTestSandbox();
  await api.create('/api/v1/namespaces', namespace('shop'));
  await api.create('/api/v1/namespaces/shop/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'tls' },
    data: { 'tls.crt': 'YQ==', 'tls.key': 'Yg==', password: 'Yw==' },
  });
  await api.create('/api/v1/namespaces/shop/configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'ca' },
    data: { 'ca.crt': 'a', settings: 'b' },
  });
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
afterAll(() => api.close());

type Started = Readonly<{ store: SnapshotStore; relay: ApiRelay; snapshots: Snapshot[] }>;

async function start(intercept: Intercept | null = null, log: Log = createLog('silent')): Promise<Started> {
  const relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  relay.intercept(intercept);
  open.push(relay.close);
  const client = connectCluster({ kind: 'file', file: relay.kubeconfigPath, context: null });
  open.push(client.close);
  const snapshots: Snapshot[] = [];
  const onChange = (snapshot: Snapshot) => void snapshots.push(snapshot);
  const store = startSnapshotStore({ client, log, onChange, onKinds: () => {}, timing: quick });
  open.push(store.close);
  return { store, relay, snapshots };
}

const kind = (store: SnapshotStore, name: string, group = '') =>
  store.kinds().find((each) => each.kind === name && each.group === group)?.state;

test('every kind is read, and of Secrets and ConfigMaps only certificates and keys are kept', async () => {
  const { store } = await start();
  await waitFor('all is read', store.settled);
  const { coverage, secrets, configMaps } = store.snapshot();
  expect(new Set(Object.values(coverage))).toEqual(new Set(['complete']));
  expect([...secrets.values()].map((secret) => secret.data)).toEqual([{ 'tls.crt': 'YQ==', 'tls.key': 'Yg==' }]);
  const shop = [...configMaps.values()].filter(({ metadata }) => metadata.namespace === 'shop');
  expect(shop.map(({ data }) => data)).toEqual([{ 'ca.crt': 'a' }]);
});

test('what is not kept of a ConfigMap or a Secret makes no news, and no annotation of theirs is kept', async () => {
  const { store, snapshots } = await start();
  await waitFor('all is read', store.settled);
  const before = snapshots.length;
  const [configMap, secret] = ['/api/v1/namespaces/shop/configmaps/ca', '/api/v1/namespaces/shop/secrets/tls'];
  for (const note of ['1', '2']) {
    for (const path of [configMap, secret]) await api.patch(path, { metadata: { annotations: { note } } });
  }
  await api.patch(configMap, { data: { 'ca.crt': 'c' } });
  const ca = () => [...store.snapshot().configMaps.values()].find(({ metadata }) => metadata.name === 'ca')?.data;
  await waitFor('the CA is new', () => ca()?.['ca.crt'] === 'c');
  expect(snapshots).toHaveLength(before + 1);
  const { secrets, configMaps } = store.snapshot();
  expect([...secrets.values(), ...configMaps.values()].filter(({ metadata }) => metadata.annotations)).toEqual([]);
  await api.patch(configMap, { data: { 'ca.crt': 'a' } });
});

test('a forbidden kind and a group that is not served are said, and do not keep the others', async () => {
  const words = 'secrets is forbidden: User "viewer" cannot list resource "secrets"';
  const { store } = await start((_method, url) => {
    if (url.pathname === '/api/v1/secrets') return statusAnswer(403, words, 'Forbidden');
    return url.pathname.startsWith('/apis/networking.x-k8s.io/') ? { code: 404, body: '404 page not found\n' } : null;
  });
  await waitFor('all is read', store.settled);
  const { coverage, namespaces } = store.snapshot();
  expect(coverage).toMatchObject({ secrets: 'forbidden', legacyGateways: 'notInstalled', namespaces: 'complete' });
  expect([...namespaces.values()].map(({ metadata }) => metadata.name)).toContain('shop');
  expect(kind(store, 'Secret')).toMatchObject({ phase: 'forbidden', lastError: words });
  expect(kind(store, 'Gateway', 'networking.x-k8s.io')).toMatchObject({
    phase: 'notInstalled',
    lastError: 'the server does not serve gateways.networking.x-k8s.io',
  });
});

test('a refused token makes every kind forbidden with its reason: nothing is missing, everything unknown', async () => {
  const { store } = await start(() => statusAnswer(401, 'Unauthorized', 'Unauthorized'));
  await waitFor('all is refused', store.settled);
  expect(new Set(store.kinds().map(({ state }) => state.phase))).toEqual(new Set(['forbidden']));
  expect(new Set(Object.values(store.snapshot().coverage))).toEqual(new Set(['forbidden']));
  expect(kind(store, 'Namespace')?.lastError).toMatch(/does not accept these credentials: Unauthorized/);
});

test('one kind that fails from the start keeps the others for a few tries, is then not known, and heals', async () => {
  const { store, relay, snapshots } = await start((_method, url) =>
    /httproutes/.test(url.pathname) ? statusAnswer(500, 'conversion webhook failed') : null,
  );
  const failed = () => kind(store, 'HTTPRoute', 'gateway.networking.k8s.io');
  await waitFor('Routes fail', () => failed()?.phase === 'retrying');
  expect([failed()?.failing, store.settled()]).toEqual([false, false]);
  await waitFor('the others are shown', store.settled);
  expect(failed()).toMatchObject({ failing: true, synced: false, lastError: 'conversion webhook failed' });
  const tries = relay.requests().filter((line) => /v1\/httproutes/.test(line)).length;
  expect(tries).toBeGreaterThanOrEqual(5);
  expect(snapshots.at(-1)?.coverage).toMatchObject({ httpRoutes: 'syncing', gateways: 'complete' });
  relay.intercept(null);
  await waitFor('Routes are read', () => snapshots.at(-1)?.coverage.httpRoutes === 'complete');
  expect(failed()).toMatchObject({ phase: 'synced', failing: false, lastError: null });
});

test('a server that gives no kind at all is waited for, and so is one that gives no answer', async () => {
  const { store, relay } = await start(() => statusAnswer(500, 'etcd is unwell'));
  const all = () => store.kinds().map(({ state }) => state);
  await waitFor('all kinds fail', () => all().every(({ failing }) => failing));
  expect(store.settled()).toBe(false);
  await relay.goAway();
  await waitFor('nothing answers', () => all().every(({ failing, phase }) => !failing && phase === 'retrying'));
  relay.intercept(null);
  await relay.restore();
  await waitFor('all is read', store.settled);
  expect(all().every(({ synced }) => synced)).toBe(true);
});

test('one kind that fails leaves the others standing, itself as it was last read', async () => {
  const { store, relay, snapshots } = await start();
  await waitFor('all is read', store.settled);
  relay.intercept((_method, url) => (/httproutes/.test(url.pathname) ? statusAnswer(500, 'etcd is unwell') : null));
  relay.drop();
  await waitFor('Routes fail', () => kind(store, 'HTTPRoute', 'gateway.networking.k8s.io')?.phase === 'retrying');
  const services = '/api/v1/namespaces/shop/services';
  await api.create(services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a' },
    spec: { ports: [{ port: 80 }] },
  });
  await waitFor('the Service is seen', () => snapshots.at(-1)?.services.size === 1);
  expect(store.settled()).toBe(true);
  expect(store.snapshot().coverage.httpRoutes).toBe('complete');
});

test('a cluster that goes away is told once, and that it is back', async () => {
  const told: string[] = [];
  const log = { ...createLog('silent'), warn: (_fields: unknown, phrase: string) => void told.push(phrase) };
  const { store, relay } = await start(null, log);
  await waitFor('all is read', store.settled);
  await relay.goAway();
  await waitFor('it is told', () => told.length === 1);
  await relay.restore();
  await waitFor('it is told', () => told.length === 2);
  expect(told).toEqual(['the cluster gives no answer; what is known goes on', 'the cluster answers again']);
});

test('kinds that share a collection leave each other alone when one is read anew', async () => {
  const spec = { rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] };
  const gatewayApi = '/apis/gateway.networking.k8s.io';
  await api.create(`${gatewayApi}/v1/namespaces/shop/grpcroutes`, gatewayObject('GRPCRoute', 'rpc', 'shop', spec));
  await api.create(`${gatewayApi}/v1/namespaces/shop/tcproutes`, gatewayObject('TCPRoute', 'tcp', 'shop', spec));
  const { store, relay } = await start();
  await waitFor('all is read', store.settled);
  expect(store.snapshot().otherRoutes.size).toBe(2);
  let refused = 0;
  relay.intercept((_method, url) =>
    url.pathname.endsWith('/grpcroutes') && url.searchParams.get('watch') && refused++ === 0
      ? statusAnswer(410, 'gone', 'Gone')
      : null,
  );
  relay.drop();
  await waitFor('GRPCRoutes are watched again', () => refused > 1);
  expect(store.snapshot().otherRoutes.size).toBe(2);
});
