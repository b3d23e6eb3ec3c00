import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gatewayObject, openTestSandbox, type TestSandbox } from './testing.ts';

let api: TestSandbox;
beforeAll(async () => {
  api = await openTestSandbox();
  for (const name of ['shop', 'infra']) await create('/api/v1/namespaces', namespace(name));
});
afterAll(() => api.close());

const namespace = (name: string, labels = {}) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const configMap = (name: string, data: unknown = {}, metadata = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});
const route = (name: string, spec: unknown = {}, version = 'v1') =>
  gatewayObject('HTTPRoute', name, 'shop', spec, version);
const routes = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
const maps = '/api/v1/namespaces/shop/configmaps';
const mergePatch = { 'content-type': 'application/merge-patch+json' };

async function create(path: string, body: unknown) {
  const reply = await api.ask('POST', path, { body });
  expect(reply.body.message).toBeUndefined();
  expect(reply.code).toBe(201);
  return reply.body;
}
const patch = (path: string, body: unknown, headers: Record<string, string> = mergePatch) =>
  api.ask('PATCH', path, { body, headers });

/** Follows a list of one until that one is gone. */
async function untilDeleted(path: string): Promise<void> {
  for await (const { type } of api.watch(`${path}&watch=true`)) if (String(type) === 'DELETED') return;
}

describe('who is let in', () => {
  test.each([
    ['no token', { anonymous: true }, 401],
    ['a wrong token', { headers: { authorization: 'Bearer no' } }, 401],
    ['a browser page', { headers: { origin: 'https://evil.test' } }, 403],
    ['a host name that was rebound', { headers: { host: 'evil.test' } }, 403],
    ['localhost', { headers: { host: 'localhost:1234' } }, 200],
  ])('%s', async (_, asked, code) => {
    expect((await api.ask('GET', '/api', asked)).code).toBe(code);
  });

  test('a body of plain text is refused', async () => {
    const reply = await api.ask('POST', maps, { body: '{}', headers: { 'content-type': 'text/plain' } });
    expect([reply.code, reply.body.reason]).toEqual([415, 'UnsupportedMediaType']);
  });

  test('a body above 3 MB is refused', async () => {
    const body = configMap('large', { text: 'x'.repeat(3 * 1024 * 1024) });
    expect((await api.ask('POST', maps, { body })).code).toBe(413);
  });

  test('malformed JSON is answered, not crashed on', async () => {
    expect((await api.ask('POST', maps, { body: '{"a":' })).body).toMatchObject({ code: 400, reason: 'BadRequest' });
  });
});

describe('writes', () => {
  test('a create fills in identity and is refused a second time', async () => {
    const created = await create(routes, route('first', { parentRefs: [{ name: 'gw' }] }));
    expect(created.metadata).toMatchObject({ name: 'first', namespace: 'shop', generation: 1 });
    expect(created.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.metadata?.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const again = await api.ask('POST', routes, { body: route('first') });
    expect(again.body).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'httproutes.gateway.networking.k8s.io "first" already exists',
      details: { name: 'first', group: 'gateway.networking.k8s.io', kind: 'httproutes' },
    });
  });

  test('a write that changes nothing keeps the resourceVersion', async () => {
    const created = await create(routes, route('still', { hostnames: ['a.test'] }));
    const same = await patch(`${routes}/still`, { spec: { hostnames: ['a.test'] } });
    expect(same.body.metadata).toEqual(created.metadata);
  });

  test('generation counts changes of spec, not of metadata or status', async () => {
    await create(routes, route('counted'));
    const labelled = await patch(`${routes}/counted`, { metadata: { labels: { a: 'b' } } });
    const judged = await patch(`${routes}/counted/status`, { status: { parents: [] } });
    const changed = await patch(`${routes}/counted`, { spec: { hostnames: ['b.test'] } });
    expect([labelled, judged, changed].map(({ body }) => body.metadata?.generation)).toEqual([1, 1, 2]);
    expect(changed.body.status).toEqual({ parents: [] });
  });

  test('status is written through its subresource alone, spec never', async () => {
    await create(routes, route('parts', { hostnames: ['a.test'] }));
    const main = await patch(`${routes}/parts`, { status: { parents: [] } });
    expect(main.body.status).toBeUndefined();
    const status = await patch(`${routes}/parts/status`, { spec: { hostnames: ['b.test'] }, status: { parents: [] } });
    expect(status.body).toMatchObject({ spec: { hostnames: ['a.test'] }, status: { parents: [] } });
  });

  test('a Gateway starts as pending', async () => {
    const spec = { gatewayClassName: 'c', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] };
    const path = '/apis/gateway.networking.k8s.io/v1/namespaces/infra/gateways';
    const created = await create(path, gatewayObject('Gateway', 'gw', 'infra', spec));
    const conditions = (created.status as unknown as { conditions: { type: string; status: string }[] }).conditions;
    expect(conditions.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'Accepted=Unknown',
      'Programmed=Unknown',
    ]);
  });

  test('an outdated resourceVersion is a conflict', async () => {
    const created = await create(maps, configMap('raced'));
    await patch(`${maps}/raced`, { data: { a: '1' } });
    const stale = await api.ask('PUT', `${maps}/raced`, { body: { ...created, data: { a: '2' } } });
    expect(stale.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "raced": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  test('a refusal names every cause', async () => {
    const spec = { parentRefs: [{ name: 'gw', port: 0 }], rules: [{ matches: [{ path: { type: 'Exactly' } }] }] };
    const { body } = await api.ask('POST', routes, { body: route('bad', spec) });
    expect(body).toMatchObject({ code: 422, reason: 'Invalid', details: { name: 'bad', kind: 'HTTPRoute' } });
    const causes = (body.details as unknown as { causes: { field: string; reason: string }[] }).causes;
    expect(causes).toContainEqual(
      expect.objectContaining({ field: 'spec.parentRefs[0].port', reason: 'FieldValueInvalid' }),
    );
    expect(causes).toContainEqual(
      expect.objectContaining({ field: 'spec.rules[0].matches[0].path.type', reason: 'FieldValueNotSupported' }),
    );
  });

  test('unknown fields: Strict refuses, Warn warns and prunes, Ignore prunes', async () => {
    const odd = (name: string) => route(name, { colour: 'red' });
    const strict = await api.ask('POST', `${routes}?fieldValidation=Strict`, { body: odd('odd') });
    expect(strict.body.message).toBe(
      'HTTPRoute in version "v1" cannot be handled as a HTTPRoute: strict decoding error: unknown field "spec.colour"',
    );
    const warned = await api.ask('POST', routes, { body: odd('odd') });
    expect(warned.headers.warning).toBe('299 - "unknown field \\"spec.colour\\""');
    expect(warned.body.spec).not.toHaveProperty('colour');
    const ignored = await api.ask('POST', `${routes}?fieldValidation=Ignore`, { body: odd('odd-2') });
    expect([ignored.code, ignored.headers.warning]).toEqual([201, undefined]);
  });

  test('a dry run judges and stores nothing', async () => {
    const dry = await api.ask('POST', `${routes}?dryRun=All`, { body: route('dry') });
    expect(dry.body).toMatchObject({ metadata: { name: 'dry', generation: 1 } });
    expect((await api.ask('GET', `${routes}/dry`)).code).toBe(404);
    const refused = await api.ask('POST', `${routes}?dryRun=All`, { body: route('dry', { parentRefs: [{}] }) });
    expect(refused.code).toBe(422);
    await create(maps, configMap('dry', { a: '1' }));
    expect((await patch(`${maps}/dry?dryRun=All`, { data: { a: '2' } })).body.data).toEqual({ a: '2' });
    expect((await api.ask('DELETE', `${maps}/dry?dryRun=All`)).code).toBe(200);
    expect((await api.ask('GET', `${maps}/dry`)).body.data).toEqual({ a: '1' });
  });

  test('patch types a kind does not take are 415', async () => {
    await create(routes, route('patched'));
    const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
    expect((await patch(`${routes}/patched`, {}, strategic)).code).toBe(415);
    const apply = await patch(`${routes}/patched`, '{}', { 'content-type': 'application/apply-patch+yaml' });
    expect(apply.body).toMatchObject({ code: 415, message: expect.stringContaining('server-side apply') });
    expect((await patch('/api/v1/namespaces/shop', { metadata: { labels: { a: 'b' } } }, strategic)).code).toBe(200);
  });

  test('a JSON patch checks what it tests', async () => {
    await create(maps, configMap('json', { a: '1' }));
    const headers = { 'content-type': 'application/json-patch+json' };
    const test = (value: string) => [
      { op: 'test', path: '/data/a', value },
      { op: 'replace', path: '/data/a', value: '2' },
    ];
    expect((await patch(`${maps}/json`, test('0'), headers)).code).toBe(422);
    expect((await patch(`${maps}/json`, test('1'), headers)).body.data).toEqual({ a: '2' });
  });

  test('what the body says of itself must fit the path', async () => {
    const other = await api.ask('POST', maps, { body: configMap('x', {}, { namespace: 'infra' }) });
    expect(other.body.message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
    expect((await api.ask('POST', maps, { body: namespace('x') })).code).toBe(400);
    expect((await api.ask('POST', '/api/v1/namespaces/none/configmaps', { body: configMap('x') })).body).toMatchObject({
      code: 404,
      message: 'namespaces "none" not found',
    });
  });

  test('Secrets take plain text, Services get an address that stays', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'hello' } };
    expect(await create('/api/v1/namespaces/shop/secrets', secret)).toMatchObject({
      type: 'Opaque',
      data: { a: 'aGVsbG8=' },
    });
    const services = '/api/v1/namespaces/shop/services';
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } };
    const created = await create(services, service);
    expect(created.spec?.clusterIP).toMatch(/^10\.96\.\d+\.\d+$/);
    expect(created.spec).toMatchObject({ type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] });
    const moved = await patch(`${services}/web`, { spec: { clusterIP: '10.96.9.9' } });
    expect(moved.body.message).toContain('spec.clusterIPs[0]: Invalid value: ["10.96.9.9"]: may not change once set');
    const replaced = await api.ask('PUT', `${services}/web`, { body: { ...service, spec: { ports: [{ port: 81 }] } } });
    expect(replaced.body.spec?.clusterIP).toBe(created.spec?.clusterIP);
  });
});

describe('versions', () => {
  test('an object written at v1beta1 is read at v1, and the other way round', async () => {
    const beta = routes.replace('/v1/', '/v1beta1/');
    expect((await create(beta, route('old', {}, 'v1beta1'))).apiVersion).toBe('gateway.networking.k8s.io/v1beta1');
    expect((await api.ask('GET', `${routes}/old`)).body.apiVersion).toBe('gateway.networking.k8s.io/v1');
    await create(routes, route('new'));
    expect((await api.ask('GET', `${beta}/new`)).body.apiVersion).toBe('gateway.networking.k8s.io/v1beta1');
    const patched = await patch(`${beta}/new`, { apiVersion: 'gateway.networking.k8s.io/v1beta1', spec: {} });
    expect(patched.code).toBe(200);
  });

  test('v1alpha1 objects live in a group of their own', async () => {
    const path = '/apis/networking.x-k8s.io/v1alpha1/namespaces/shop/httproutes';
    const spec = { rules: [{ forwardTo: [{ serviceName: 'store', port: 8080 }] }] };
    const legacy = {
      apiVersion: 'networking.x-k8s.io/v1alpha1',
      kind: 'HTTPRoute',
      metadata: { name: 'legacy' },
      spec,
    };
    expect(await create(path, legacy)).toMatchObject({
      spec: { rules: [{ matches: [{ path: { type: 'Prefix', value: '/' } }], forwardTo: [{ weight: 1 }] }] },
    });
    expect((await api.ask('GET', `${routes}/legacy`)).code).toBe(404);
  });

  test('a kind is not served at another kind’s version', async () => {
    expect((await api.ask('GET', routes.replace('/v1/', '/v9/'))).code).toBe(404);
  });
});

describe('lists', () => {
  const many = '/api/v1/namespaces/many/configmaps';
  beforeAll(async () => {
    await create('/api/v1/namespaces', namespace('many'));
    for (const name of ['c', 'a', 'e', 'b', 'd']) {
      await create(many, configMap(name, {}, { labels: { vowel: String('aeiou'.includes(name)) } }));
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
    await create(maps, configMap('held', {}, { finalizers: ['a.test/x'] }));
    const held = await api.ask('DELETE', `${maps}/held`);
    expect(held.body.metadata?.deletionTimestamp).toBeDefined();
    const added = await patch(`${maps}/held`, { metadata: { finalizers: ['a.test/x', 'a.test/y'] } });
    expect(added.body.message).toContain('no new finalizers can be added if the object is being deleted');
    await patch(`${maps}/held`, { metadata: { finalizers: null } });
    expect((await api.ask('GET', `${maps}/held`)).code).toBe(404);
  });

  test('what was owned goes with its owner, unless orphaned', async () => {
    const owner = await create(maps, configMap('owner'));
    const owned = (name: string, of: typeof owner) => {
      const { name: ownerName, uid } = of.metadata as unknown as { name: string; uid: string };
      const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: ownerName, uid }];
      return configMap(name, {}, { ownerReferences });
    };
    await create(maps, owned('owned', owner));
    const gone = await api.ask('DELETE', `${maps}/owner`, { body: { propagationPolicy: 'Background' } });
    expect(gone.body).toMatchObject({ status: 'Success', details: { name: 'owner', kind: 'configmaps' } });
    expect((await api.ask('GET', `${maps}/owned`)).code).toBe(404);
    const parent = await create(maps, configMap('parent'));
    await create(maps, owned('child', parent));
    await api.ask('DELETE', `${maps}/parent`, { body: { propagationPolicy: 'Orphan' } });
    expect((await api.ask('GET', `${maps}/child`)).body.metadata).not.toHaveProperty('ownerReferences.0');
  });

  test('a namespace is Terminating while something in it is held, takes nothing new, then goes', async () => {
    await create('/api/v1/namespaces', namespace('ending'));
    const inside = '/api/v1/namespaces/ending/configmaps';
    await create(inside, configMap('held', {}, { finalizers: ['a.test/x'] }));
    await create(inside, configMap('free'));
    const deleted = await api.ask('DELETE', '/api/v1/namespaces/ending');
    expect(deleted.body).toMatchObject({ status: { phase: 'Terminating' } });
    const late = await api.ask('POST', inside, { body: configMap('late') });
    expect(late.body).toMatchObject({ code: 403, message: expect.stringContaining('because it is being terminated') });
    await untilDeleted(`${inside}?fieldSelector=metadata.name%3Dfree`);
    expect((await api.ask('GET', '/api/v1/namespaces/ending')).body.status).toEqual({ phase: 'Terminating' });
    await patch(`${inside}/held`, { metadata: { finalizers: null } });
    expect((await api.ask('GET', '/api/v1/namespaces/ending')).code).toBe(404);
  });

  test('preconditions are checked', async () => {
    await create(maps, configMap('careful'));
    const other = await api.ask('DELETE', `${maps}/careful`, { body: { preconditions: { uid: 'other' } } });
    expect(other.code).toBe(409);
  });
});

describe('what it says of itself', () => {
  test('aggregated and legacy discovery agree', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    const aggregated = await api.ask('GET', '/apis', { headers: { accept } });
    expect(aggregated.headers['content-type']).toBe(accept);
    const groups = aggregated.body.items as unknown as {
      metadata: { name: string };
      versions: { version: string }[];
    }[];
    const legacy = (await api.ask('GET', '/apis')).body.groups as unknown as { name: string }[];
    expect(groups.map(({ metadata }) => metadata.name)).toEqual(legacy.map(({ name }) => name));
    const gateway = groups.find(({ metadata }) => metadata.name === 'gateway.networking.k8s.io');
    expect(gateway?.versions[0]?.version).toBe('v1');
    const resources = (await api.ask('GET', '/apis/gateway.networking.k8s.io/v1')).body.resources as unknown as {
      name: string;
    }[];
    expect(resources.map(({ name }) => name)).toContain('httproutes/status');
  });

  test('OpenAPI documents are found by a hash that stays', async () => {
    const paths = async () =>
      (await api.ask('GET', '/openapi/v3')).body.paths as unknown as Record<string, { serverRelativeURL: string }>;
    const index = await paths();
    expect(await paths()).toEqual(index);
    const url = index['apis/gateway.networking.k8s.io/v1']?.serverRelativeURL ?? '';
    expect(url).toMatch(/^\/openapi\/v3\/apis\/gateway\.networking\.k8s\.io\/v1\?hash=[0-9A-F]{64}$/);
    const document = (await api.ask('GET', url)).body;
    const post = document.paths?.['/apis/gateway.networking.k8s.io/v1/namespaces/{namespace}/httproutes']?.post;
    const parameters = post?.parameters as unknown as { name: string }[];
    expect(parameters.map(({ name }) => name)).toContain('fieldValidation');
    expect(document.components?.schemas).toHaveProperty(['io.k8s.networking.gateway.v1.HTTPRoute']);
  });

  test('every kind has a document, and none refers to what is not in it', async () => {
    const index = (await api.ask('GET', '/openapi/v3')).body.paths as unknown as Record<
      string,
      { serverRelativeURL: string }
    >;
    for (const { serverRelativeURL } of Object.values(index)) {
      const document = (await api.ask('GET', serverRelativeURL)).body;
      const refs = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
      for (const [, name = ''] of refs) expect(document.components?.schemas).toHaveProperty([name]);
    }
  });

  test('unknown paths and methods have their own answers', async () => {
    expect((await api.ask('GET', '/apis/none.test/v1')).code).toBe(404);
    expect((await api.ask('GET', '/api/v1/namespaces/shop/pods/x/log')).code).toBe(404);
    expect((await api.ask('PUT', maps, { body: {} })).code).toBe(405);
    expect((await api.ask('GET', '/version')).body.gitVersion).toMatch(/^v1\.32\.\d+\+sandbox$/);
  });
});
