import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSandbox, type TestSandbox } from './testing.ts';

let api: TestSandbox;
beforeAll(async () => {
  api = await openTestSandbox();
});
afterAll(() => api.close());

const maps = '/api/v1/namespaces/default/configmaps';
const create = (name: string, labels = {}) =>
  api.ask('POST', maps, { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels } } });
const label = (name: string, labels: unknown) =>
  api.ask('PATCH', `${maps}/${name}`, {
    body: { metadata: { labels } },
    headers: { 'content-type': 'application/merge-patch+json' },
  });
const revision = async () => String((await api.ask('GET', maps)).body.metadata?.resourceVersion);

type Events = AsyncGenerator<{ [field: string]: unknown }>;
async function take(events: unknown, count: number): Promise<string[]> {
  const taken: string[] = [];
  for await (const { type, object } of events as Events) {
    taken.push(`${type} ${(object as { metadata: { name: string } }).metadata.name}`);
    if (taken.length === count) break;
  }
  return taken;
}

test('a watch resumes after its revision, in order', async () => {
  const from = await revision();
  await create('one');
  await label('one', { a: 'b' });
  await api.ask('DELETE', `${maps}/one`);
  expect(await take(api.watch(`${maps}?watch=true&resourceVersion=${from}`), 3)).toEqual([
    'ADDED one',
    'MODIFIED one',
    'DELETED one',
  ]);
});

test('a watch without a revision begins with what is there, then follows', async () => {
  await create('there');
  const events = api.watch(`${maps}?watch=true&fieldSelector=metadata.name%3Dthere`);
  const first = await events.next();
  expect(first.value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'there' } } });
  await label('there', { a: 'b' });
  expect((await events.next()).value).toMatchObject({ type: 'MODIFIED', object: { metadata: { labels: { a: 'b' } } } });
  await events.return(undefined);
});

test('an object enters and leaves a selector’s view', async () => {
  const from = await revision();
  await create('moving');
  await label('moving', { open: 'yes' });
  await label('moving', { open: 'yes', more: 'x' });
  await label('moving', { open: null });
  await label('moving', { more: null });
  await label('moving', { open: 'yes' });
  const path = `${maps}?watch=true&resourceVersion=${from}&labelSelector=open%3Dyes`;
  expect(await take(api.watch(path), 4)).toEqual(['ADDED moving', 'MODIFIED moving', 'DELETED moving', 'ADDED moving']);
});

test.each([
  ['below what is remembered', '1'],
  ['above what was handed out', '9999999999999'],
])('a revision %s is 410 inside the stream', async (_, from) => {
  const events = [];
  for await (const event of api.watch(`${maps}?watch=true&resourceVersion=${from}`)) events.push(event);
  expect(events).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }]);
});

test('a watch ends after timeoutSeconds, with a bookmark of where it stands', async () => {
  const from = await revision();
  await api.ask('POST', '/api/v1/namespaces', {
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } },
  });
  const events = [];
  const path = `${maps}?watch=true&resourceVersion=${from}&allowWatchBookmarks=true&timeoutSeconds=1`;
  for await (const event of api.watch(path)) events.push(event);
  expect(events).toMatchObject([{ type: 'BOOKMARK', object: { kind: 'ConfigMap', apiVersion: 'v1' } }]);
  const [bookmark] = events as unknown as { object: { metadata: { resourceVersion: string } } }[];
  expect(Number(bookmark?.object.metadata.resourceVersion)).toBeGreaterThan(Number(from));
});

test('Table events carry the columns once', async () => {
  const from = await revision();
  await create('table-1');
  await create('table-2');
  const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const columns = [];
  for await (const { object } of api.watch(`${maps}?watch=true&resourceVersion=${from}`, accept) as unknown as Events) {
    columns.push((object as { columnDefinitions: unknown[] | null }).columnDefinitions?.length ?? null);
    if (columns.length === 2) break;
  }
  expect(columns).toEqual([3, null]);
});

test('streaming lists end their beginning with a marked bookmark', async () => {
  const path = `${maps}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`;
  for await (const event of api.watch(path)) {
    if (String(event.type) !== 'BOOKMARK') continue;
    expect(event.object?.metadata?.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    break;
  }
});
