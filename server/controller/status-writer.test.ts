import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { KubeObject } from '#lib/kube/object.ts';
import { keyOf } from '#lib/kube/object-key.ts';
import { connectCluster } from '../cluster/client.ts';
import { type ClusterObjects, clusterObjects } from '../cluster/objects.ts';
import { createLog } from '../logger.ts';
import { gatewayObject, openTestSandbox, type TestSandbox } from '../sandbox/testing.ts';
import { type ApiRelay, openApiRelay, statusAnswer } from '../testing/api-relay.ts';
import { waitFor } from '../testing/wait.ts';
import { createStatusWriter, type StatusJob, type StatusWriter } from './status-writer.ts';

const path = '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes';
const mine = 'gatehouse.dev/gateway-controller';
type Entry = Readonly<{ controllerName: string; conditions: readonly { message: string }[] }>;
type Route = KubeObject & { status?: { parents: readonly Entry[] } };

let api: TestSandbox;
let relay: ApiRelay;
let objects: ClusterObjects;
let client: ReturnType<typeof connectCluster>;
const writers: StatusWriter[] = [];
beforeAll(async () => {
  api = await openTestSandbox();
  relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  client = connectCluster({ kind: 'file', file: relay.kubeconfigPath, context: null });
  objects = clusterObjects(client);
});
afterEach(async () => {
  relay.intercept(null);
  for (const writer of writers.splice(0)) await writer.close();
});
afterAll(async () => {
  await client.close();
  await relay.close();
  await api.close();
});

const entry = (controllerName: string, message: string) => ({
  parentRef: { name: 'shared' },
  controllerName,
  conditions: [
    { type: 'Accepted', status: 'True', reason: 'Accepted', message, lastTransitionTime: '2026-01-01T00:00:00Z' },
  ],
});

/** replaces our entry, keeps the others, as the engine does */
const wish = (message: string) => (object: KubeObject) => {
  const parents = (object as Route).status?.parents ?? [];
  const mineNow = parents.find(({ controllerName }) => controllerName === mine);
  if (mineNow?.conditions[0]?.message === message) return null;
  return { parents: [...parents.filter((each) => each !== mineNow), entry(mine, message)] };
};
const job = (object: KubeObject, message: string): StatusJob => ({
  key: keyOf(object),
  object,
  desired: wish(message),
});

async function createRoute(name: string): Promise<KubeObject> {
  return (await api.create(path, gatewayObject('HTTPRoute', name, 'default', {}))) as unknown as KubeObject;
}
const read = async (name: string) => (await api.ask('GET', `${path}/${name}`)).body as unknown as Route;
const messages = async (name: string) =>
  (await read(name)).status?.parents.map(({ controllerName, conditions }) => [controllerName, conditions[0]?.message]);
const writesOf = (name: string) => relay.requests().filter((line) => line.startsWith(`PUT ${path}/${name}/status`));

type Seen = { written: number; failing: number };
function open(retryMs = 20): { writer: StatusWriter; seen: Seen } {
  const seen = { written: 0, failing: 0 };
  const writer = createStatusWriter({
    target: { read: objects.read, write: objects.writeStatus },
    log: createLog('silent'),
    onWritten: () => void seen.written++,
    onFailing: () => void seen.failing++,
    retryMs,
  });
  writers.push(writer);
  return { writer, seen };
}

test('a status is written once, and what stands already is not written', async () => {
  const { writer, seen } = open();
  const route = await createRoute('once');
  writer.submit([job(route, 'a')]);
  await writer.idle();
  expect(await messages('once')).toEqual([[mine, 'a']]);
  writer.submit([job(await read('once'), 'a')]);
  await writer.idle();
  expect(seen.written).toBe(1);
  expect(writesOf('once')).toHaveLength(1);
});

test('of many wishes for one object that come while it is written, only the last is written', async () => {
  const { writer } = open();
  const route = await createRoute('burst');
  for (let count = 1; count <= 50; count++) writer.submit([job(route, `wish ${count}`)]);
  await writer.idle();
  expect(await messages('burst')).toEqual([[mine, 'wish 50']]);
  // the first; the last at an outdated resourceVersion; the last on a fresh read
  expect(writesOf('burst').length).toBeLessThanOrEqual(3);
});

test('a wish that is owed no longer is not written', async () => {
  const { writer } = open();
  const many = await Promise.all(Array.from({ length: 12 }, (_, index) => createRoute(`owed-${index}`)));
  writer.submit(many.map((route) => job(route, 'first thought')));
  writer.submit([]);
  await writer.idle();
  // eight at once were under way; those that waited are dropped
  const untouched = await Promise.all(['owed-8', 'owed-9', 'owed-10', 'owed-11'].map(messages));
  expect(untouched).toEqual([undefined, undefined, undefined, undefined]);
});

test("a conflict is retried on a fresh read, and another controller's entry stays byte for byte", async () => {
  const { writer } = open();
  const route = await createRoute('shared');
  const other = { ...entry('example.com/other', 'theirs'), zeta: undefined };
  const status = { parents: [other] };
  await api.ask('PUT', `${path}/shared/status`, { body: { ...route, status } });
  const before = JSON.stringify((await read('shared')).status?.parents[0]);
  writer.submit([job(route, 'mine')]);
  await writer.idle();
  const { parents } = (await read('shared')).status ?? { parents: [] };
  expect(JSON.stringify(parents[0])).toBe(before);
  expect(parents.map(({ controllerName }) => controllerName)).toEqual(['example.com/other', mine]);
  expect(writesOf('shared')).toHaveLength(2);
});

test('an object that is gone is let go', async () => {
  const { writer, seen } = open();
  const route = await createRoute('gone');
  await api.ask('DELETE', `${path}/gone`);
  writer.submit([job(route, 'late')]);
  await writer.idle();
  expect(seen).toEqual({ written: 0, failing: 0 });
  expect(writer.failing().size).toBe(0);
});

test('a write that is refused is tried again until it succeeds, and told of once', async () => {
  const { writer, seen } = open();
  const route = await createRoute('refused');
  let refusals = 0;
  relay.intercept((method) =>
    method === 'PUT' && refusals++ < 3 ? statusAnswer(403, 'httproutes/status is forbidden', 'Forbidden') : null,
  );
  writer.submit([job(route, 'at last')]);
  await writer.idle();
  expect([...writer.failing()]).toEqual([keyOf(route)]);
  await waitFor('it is written', async () => (await messages('refused'))?.[0]?.[1] === 'at last');
  await waitFor('nothing fails', () => writer.failing().size === 0);
  expect(seen).toEqual({ written: 1, failing: 1 });
});

test('what failed is not asked for anew with every change, and is forgotten when it is owed no longer', async () => {
  const { writer } = open(60_000);
  const route = await createRoute('patient');
  relay.intercept((method) => (method === 'PUT' ? statusAnswer(403, 'forbidden', 'Forbidden') : null));
  for (let count = 1; count <= 20; count++) {
    writer.submit([job(route, `wish ${count}`)]);
    await writer.idle();
  }
  expect(writesOf('patient')).toHaveLength(1);
  writer.submit([]);
  expect(writer.failing().size).toBe(0);
});
