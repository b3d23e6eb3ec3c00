import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configMap, namespace, openTestSandbox, type TestSandbox } from './testing.ts';

let api: TestSandbox;
beforeAll(async () => {
  api = await openTestSandbox();
  for (const name of ['shop', 'infra']) await api.create('/api/v1/namespaces', namespace(name));
});
afterAll(() => api.close());

const maps = '/api/v1/namespaces/shop/configmaps';

/** Follows a list of one until that one is gone. */
async function untilDeleted(path: string): Promise<void> {
  for await (const { type } of api.watch(`${path}&watch=true`)) if (String(type) === 'DELETED') return;
}

describe('lists', () => {
  const many = '/api/v1/namespaces/many/configmaps';
  beforeAll(async () => {
    await api.create('/api/v1/namespaces', namespace('many'));
    for (const name of ['c', 'a', 'e', 'b', 'd']) {
      await api.create(many, configMap(name, {}, { labels: { vowel: String('aeiou'.includes(name)) } }));
    }
  });
  const names = (body: unknown) =>
    (body as { items: { metadata: { name: string } }[] }).items.map(({ metadata }) => metadata.name);

  test('pages show the state of the first one', async () => {
    const first = (await api.ask('GET', `${many}?limit=2`)).body;
    expect(names(first)).toEqual(['a', 'b']);
    expect(first.metadata).toMatchObject({ remainingItemCount: 3 });
    await api.ask('DELETE', `${many}/c`);
    const second = (await api.ask('GET', `${many}?limit=2&continue=${first.metadata?.continue}`)).body;
    expect(names(second)).toEqual(['c', 'd']);
    expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
    const third = (await api.ask('GET', `${many}?limit=2&continue=${second.metadata?.continue}`)).body;
    expect(names(third)).toEqual(['e']);
    expect(third.metadata).not.toHaveProperty('continue');
  });

  test('labels and fields select', async () => {
    expect(names((await api.ask('GET', `${many}?labelSelector=vowel%3Dtrue`)).body)).toEqual(['a', 'e']);
    expect(names((await api.ask('GET', `${many}?fieldSelector=metadata.name%3Db`)).body)).toEqual(['b']);
    expect((await api.ask('GET', `${many}?labelSelector=a%20b`)).code).toBe(400);
    expect((await api.ask('GET', `${many}?continue=junk`)).code).toBe(400);
  });

  test('a collection is deleted by selector', async () => {
    await api.ask('DELETE', `${many}?labelSelector=vowel%3Dtrue`);
    expect(names((await api.ask('GET', many)).body)).toEqual(['b', 'd']);
  });

  test('a Table has the kind’s columns and ages', async () => {
    const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
    const { body } = await api.ask('GET', '/api/v1/namespaces/many', { headers: accept });
    const columns = (body.columnDefinitions as unknown as { name: string }[]).map(({ name }) => name);
    const [row] = body.rows as unknown as { cells: unknown[]; object: unknown }[];
    expect(columns).toEqual(['Name', 'Status', 'Age']);
    expect(row?.cells).toEqual(['many', 'Active', expect.stringMatching(/^\d+s$/)]);
    expect(row?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'many' } });
  });
});

describe('deletion', () => {
  test('finalizers hold an object until the last is gone', async () => {
    await api.create(maps, configMap('held', {}, { finalizers: ['a.test/x'] }));
    const held = await api.ask('DELETE', `${maps}/held`);
    expect(held.body.metadata?.deletionTimestamp).toBeDefined();
    const added = await api.patch(`${maps}/held`, { metadata: { finalizers: ['a.test/x', 'a.test/y'] } });
    expect(added.body.message).toContain('no new finalizers can be added if the object is being deleted');
    await api.patch(`${maps}/held`, { metadata: { finalizers: null } });
    expect((await api.ask('GET', `${maps}/held`)).code).toBe(404);
  });

  test('what was owned goes with its owner, unless orphaned', async () => {
    const owner = await api.create(maps, configMap('owner'));
    const owned = (name: string, of: typeof owner) => {
      const { name: ownerName, uid } = of.metadata as unknown as { name: string; uid: string };
      const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: ownerName, uid }];
      return configMap(name, {}, { ownerReferences });
    };
    await api.create(maps, owned('owned', owner));
    const gone = await api.ask('DELETE', `${maps}/owner`, { body: { propagationPolicy: 'Background' } });
    expect(gone.body).toMatchObject({ status: 'Success', details: { name: 'owner', kind: 'configmaps' } });
    expect((await api.ask('GET', `${maps}/owned`)).code).toBe(404);
    const parent = await api.create(maps, configMap('parent'));
    await api.create(maps, owned('child', parent));
    await api.ask('DELETE', `${maps}/parent`, { body: { propagationPolicy: 'Orphan' } });
    expect((await api.ask('GET', `${maps}/child`)).body.metadata).not.toHaveProperty('ownerReferences.0');
  });

  test('a namespace is Terminating while something in it is held, takes nothing new, then goes', async () => {
    await api.create('/api/v1/namespaces', namespace('ending'));
    const inside = '/api/v1/namespaces/ending/configmaps';
    await api.create(inside, configMap('held', {}, { finalizers: ['a.test/x'] }));
    await api.create(inside, configMap('free'));
    const deleted = await api.ask('DELETE', '/api/v1/namespaces/ending');
    expect(deleted.body).toMatchObject({ status: { phase: 'Terminating' } });
    const late = await api.ask('POST', inside, { body: configMap('late') });
    expect(late.body).toMatchObject({ code: 403, message: expect.stringContaining('because it is being terminated') });
    await untilDeleted(`${inside}?fieldSelector=metadata.name%3Dfree`);
    expect((await api.ask('GET', '/api/v1/namespaces/ending')).body.status).toEqual({ phase: 'Terminating' });
    await api.patch(`${inside}/held`, { metadata: { finalizers: null } });
    expect((await api.ask('GET', '/api/v1/namespaces/ending')).code).toBe(404);
  });

  test('preconditions are checked', async () => {
    await api.create(maps, configMap('careful'));
    const other = await api.ask('DELETE', `${maps}/careful`, { body: { preconditions: { uid: 'other' } } });
    expect(other.code).toBe(409);
  });
});
