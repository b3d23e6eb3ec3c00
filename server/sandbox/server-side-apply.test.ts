import { afterAll, beforeAll, expect, test } from 'vitest';
import { configMap, gatewayObject, type Loose, openTestSandbox, type Reply, type TestSandbox } from './testing.ts';

let api: TestSandbox;
beforeAll(async () => {
  api = await openTestSandbox();
});
afterAll(() => api.close());

const root = '/api/v1/namespaces/default';
const maps = `${root}/configmaps`;
const services = `${root}/services`;
const routes = '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes';
const applyType = { 'content-type': 'application/apply-patch+yaml' };

type Options = Readonly<{ force?: boolean; dryRun?: boolean }>;
function apply(path: string, manager: string, body: unknown, { force, dryRun }: Options = {}): Promise<Reply> {
  const query = `fieldManager=${manager}${force ? '&force=true' : ''}${dryRun ? '&dryRun=All' : ''}`;
  return api.patch(`${path}?${query}`, body, applyType);
}
const service = (name: string, spec: unknown, metadata = {}) => {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, ...metadata }, spec };
};
/** `one Apply {…}` for each entry */
function ownersOf({ body }: Reply): readonly string[] {
  const entries = (body.metadata?.managedFields ?? []) as unknown as Loose[];
  return entries.map(({ manager, operation, subresource, fieldsV1 }) =>
    [manager, operation, ...(subresource ? [subresource] : []), JSON.stringify(fieldsV1)].join(' '),
  );
}

test('an apply makes the object, owns what it sets, and changes nothing the second time', async () => {
  const made = await apply(`${maps}/made`, 'one', configMap('made', { a: '1' }));
  expect(made.code).toBe(201);
  expect(ownersOf(made)).toEqual(['one Apply {"f:data":{"f:a":{}}}']);
  const again = await apply(`${maps}/made`, 'one', configMap('made', { a: '1' }));
  expect([again.code, again.body.metadata]).toEqual([200, made.body.metadata]);
});

test('another manager’s other value is a conflict, the same value is shared, force takes over', async () => {
  const path = `${maps}/contested`;
  await apply(path, 'one', configMap('contested', { a: '1', b: '1' }));
  const one = await apply(path, 'two', configMap('contested', { a: '2' }));
  expect(one.body).toMatchObject({
    code: 409,
    reason: 'Conflict',
    message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
    details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' }] },
  });
  const two = await apply(path, 'two', configMap('contested', { a: '2', b: '2' }));
  expect(two.body.message).toBe('Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b');
  expect(ownersOf(await apply(path, 'two', configMap('contested', { a: '1' })))).toEqual([
    'two Apply {"f:data":{"f:a":{}}}',
    'one Apply {"f:data":{"f:a":{},"f:b":{}}}',
  ]);
  const forced = await apply(path, 'two', configMap('contested', { a: '2' }), { force: true });
  expect(forced.body.data).toEqual({ a: '2', b: '1' });
  expect(ownersOf(forced).toSorted()).toEqual(['one Apply {"f:data":{"f:b":{}}}', 'two Apply {"f:data":{"f:a":{}}}']);
});

test('what is applied no longer goes, unless somebody else owns it', async () => {
  const path = `${maps}/shrinking`;
  await apply(path, 'one', configMap('shrinking', { a: '1', b: '1', c: '1' }));
  await apply(path, 'two', configMap('shrinking', { b: '1' }));
  await api.patch(path, { data: { d: '1' } });
  expect((await apply(path, 'one', configMap('shrinking', { a: '1' }))).body.data).toEqual({ a: '1', b: '1', d: '1' });
  expect((await apply(path, 'one', configMap('shrinking'))).body.data).toEqual({ b: '1', d: '1' });
});

test('a patch takes what it changes; an apply against it says who wrote by which version', async () => {
  const path = `${maps}/patched`;
  await apply(path, 'one', configMap('patched', { a: '1' }));
  const patched = await api.patch(`${path}?fieldManager=hand`, { data: { a: '2', b: '2' } });
  expect(ownersOf(patched)).toEqual(['hand Update {"f:data":{"f:a":{},"f:b":{}}}']);
  const refused = await apply(path, 'one', configMap('patched', { a: '1' }));
  expect(refused.body.message).toBe('Apply failed with 1 conflict: conflict with "hand" using v1: .data.a');
  expect(ownersOf(await api.patch(`${path}?fieldManager=hand`, { data: { a: null } }))).toEqual([
    'hand Update {"f:data":{"f:b":{}}}',
  ]);
});

test('items of a list merge by their keys, defaults of left out keys included', async () => {
  const path = `${services}/ports`;
  const made = await apply(path, 'one', service('ports', { selector: { a: 'b' }, ports: [{ port: 80 }] }));
  expect(ownersOf(made)).toEqual([
    'one Apply {"f:spec":{"f:ports":{"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:port":{}}},"f:selector":{}}}',
  ]);
  const ports = [
    { port: 81, name: 'b' },
    { port: 80, name: 'a' },
  ];
  const both = await apply(path, 'two', service('ports', { ports }));
  expect(both.body.spec?.ports).toEqual([
    { port: 81, name: 'b', protocol: 'TCP', targetPort: 81 },
    { port: 80, name: 'a', protocol: 'TCP', targetPort: 80 },
  ]);
  // a selector is one value
  const other = await apply(path, 'two', service('ports', { selector: { c: 'd' } }));
  expect(other.body.message).toContain('conflict with "one": .spec.selector');
  const less = await apply(path, 'two', service('ports', { ports: [{ port: 80 }] }));
  expect(less.body.spec?.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
});

test('labels of one manager go without those of others, and metadata stays', async () => {
  const path = `${services}/labels`;
  const spec = { ports: [{ port: 80 }] };
  await apply(path, 'one', service('labels', spec, { labels: { team: 'web' } }));
  await apply(path, 'two', { apiVersion: 'v1', kind: 'Service', metadata: { labels: { theirs: 'stays' } } });
  const { body } = await apply(path, 'one', service('labels', spec));
  expect(body.metadata).toMatchObject({ name: 'labels', labels: { theirs: 'stays' } });
  expect((await apply(path, 'two', service('labels', {}))).body.metadata).not.toHaveProperty('labels');
});

test('status has owners of its own', async () => {
  const body = gatewayObject('HTTPRoute', 'judged', 'default', { hostnames: ['a.test'] });
  await apply(`${routes}/judged`, 'one', { ...body, status: { parents: [] } });
  const judged = await apply(`${routes}/judged/status`, 'one', { ...body, spec: {}, status: { parents: [] } });
  expect(judged.body).toMatchObject({ spec: { hostnames: ['a.test'] }, status: { parents: [] } });
  expect(ownersOf(judged)).toEqual([
    'one Apply {"f:spec":{"f:hostnames":{}}}',
    'one Apply status {"f:status":{"f:parents":{}}}',
  ]);
  const missing = await apply(`${routes}/none/status`, 'one', gatewayObject('HTTPRoute', 'none', 'default', {}));
  expect(missing.code).toBe(404);
});

test('a dry run stores nothing, neither a new object nor a changed owner', async () => {
  const dry = await apply(`${maps}/dry`, 'one', configMap('dry', { a: '1' }), { dryRun: true });
  expect([dry.code, ownersOf(dry)]).toEqual([201, ['one Apply {"f:data":{"f:a":{}}}']]);
  expect((await api.ask('GET', `${maps}/dry`)).code).toBe(404);
  const before = await apply(`${maps}/dry`, 'one', configMap('dry', { a: '1' }));
  await apply(`${maps}/dry`, 'two', configMap('dry', { a: '2' }), { force: true, dryRun: true });
  expect((await api.ask('GET', `${maps}/dry`)).body).toEqual(before.body);
});

test('a writer may start the account anew; the next apply finds one owner for what there was', async () => {
  const path = `${maps}/reset`;
  await api.create(maps, configMap('reset', { a: '1' }));
  const reset = await api.patch(path, { metadata: { managedFields: [{}] } });
  expect(ownersOf(reset)).toEqual([]);
  expect(ownersOf(await api.patch(path, { data: { b: '1' } }))).toEqual([]);
  const refused = await apply(path, 'one', configMap('reset', { b: '2' }));
  expect(refused.body.message).toBe(
    'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.b',
  );
});

test('a create owns what it sets and what is defaulted, not what the server assigns', async () => {
  await api.create(services, service('plain', { ports: [{ port: 80 }] }));
  const [owner] = ownersOf(await api.ask('GET', `${services}/plain`));
  expect(owner).toContain('"f:targetPort":{}');
  expect(owner).toContain('"f:sessionAffinity":{}');
  expect(owner).not.toContain('f:clusterIP');
});

test.each([
  // body                                                             code  words
  [{ kind: 'ConfigMap' }, 400, 'invalid object type: /, Kind=ConfigMap'],
  [{ apiVersion: 'v1', kind: 'Secret' }, 400, 'invalid object type: /v1, Kind=Secret'],
  [configMap('x', {}, { managedFields: [{}] }), 400, 'metadata.managedFields must be nil'],
  [configMap('y'), 400, 'the name of the object (y) does not match the name on the URL (x)'],
  [configMap('x', {}, { namespace: 'other' }), 400, 'the namespace of the provided object does not match'],
  [{ ...configMap('x'), extra: 1 }, 500, '(/x; /v1, Kind=ConfigMap): .extra: field not declared in schema'],
  [{ ...configMap('x'), data: [1] }, 500, '.data: expected map, got &{[1]}'],
  [configMap('x', { a: 1 }), 500, '.data.a: expected string, got &value.valueUnstructured{Value:1}'],
  [[], 400, 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
])('what cannot be applied is refused in the API server’s words: %j', async (body, code, words) => {
  const refused = await apply(`${maps}/x`, 'one', body);
  expect(refused.code).toBe(code);
  expect(refused.body.message).toContain(words);
});

test('an item that is applied twice, an applier without a name and force without an apply are refused', async () => {
  const twice = await apply(`${services}/x`, 'one', service('x', { ports: [{ port: 80 }, { port: 80 }] }));
  expect(twice.body.message).toContain('.spec.ports: duplicate entries for key [port=80,protocol="TCP"]');
  const unnamed = await api.patch(`${maps}/x`, configMap('x'), applyType);
  expect([unnamed.code, unnamed.body.message]).toEqual([
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  ]);
  await api.create(maps, configMap('forced'));
  expect((await api.patch(`${maps}/forced?force=true`, {})).body.message).toContain('force: Forbidden');
});
