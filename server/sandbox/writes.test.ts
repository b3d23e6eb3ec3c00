import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configMap, gatewayObject, namespace, openTestSandbox, type TestSandbox } from './testing.ts';

let api: TestSandbox;
beforeAll(async () => {
  api = await openTestSandbox();
  for (const name of ['shop', 'infra']) await api.create('/api/v1/namespaces', namespace(name));
});
afterAll(() => api.close());

const maps = '/api/v1/namespaces/shop/configmaps';
const routes = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
const route = (name: string, spec: unknown = {}, version = 'v1') =>
  gatewayObject('HTTPRoute', name, 'shop', spec, version);

describe('writes', () => {
  test('a create fills in identity and is refused a second time', async () => {
    const created = await api.create(routes, route('first', { parentRefs: [{ name: 'gw' }] }));
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
    const created = await api.create(routes, route('still', { hostnames: ['a.test'] }));
    const same = await api.patch(`${routes}/still`, { spec: { hostnames: ['a.test'] } });
    expect(same.body.metadata).toEqual(created.metadata);
  });

  test('generation counts changes of spec, not of metadata or status', async () => {
    await api.create(routes, route('counted'));
    const labelled = await api.patch(`${routes}/counted`, { metadata: { labels: { a: 'b' } } });
    const judged = await api.patch(`${routes}/counted/status`, { status: { parents: [] } });
    const changed = await api.patch(`${routes}/counted`, { spec: { hostnames: ['b.test'] } });
    expect([labelled, judged, changed].map(({ body }) => body.metadata?.generation)).toEqual([1, 1, 2]);
    expect(changed.body.status).toEqual({ parents: [] });
  });

  test('status is written through its subresource alone, spec never', async () => {
    await api.create(routes, route('parts', { hostnames: ['a.test'] }));
    const main = await api.patch(`${routes}/parts`, { status: { parents: [] } });
    expect(main.body.status).toBeUndefined();
    const status = await api.patch(`${routes}/parts/status`, {
      spec: { hostnames: ['b.test'] },
      status: { parents: [] },
    });
    expect(status.body).toMatchObject({ spec: { hostnames: ['a.test'] }, status: { parents: [] } });
  });

  test('a Gateway starts as pending', async () => {
    const spec = { gatewayClassName: 'c', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] };
    const path = '/apis/gateway.networking.k8s.io/v1/namespaces/infra/gateways';
    const created = await api.create(path, gatewayObject('Gateway', 'gw', 'infra', spec));
    const conditions = (created.status as unknown as { conditions: { type: string; status: string }[] }).conditions;
    expect(conditions.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'Accepted=Unknown',
      'Programmed=Unknown',
    ]);
  });

  test('an outdated resourceVersion is a conflict', async () => {
    const created = await api.create(maps, configMap('raced'));
    await api.patch(`${maps}/raced`, { data: { a: '1' } });
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
    await api.create(maps, configMap('dry', { a: '1' }));
    expect((await api.patch(`${maps}/dry?dryRun=All`, { data: { a: '2' } })).body.data).toEqual({ a: '2' });
    expect((await api.ask('DELETE', `${maps}/dry?dryRun=All`)).code).toBe(200);
    expect((await api.ask('GET', `${maps}/dry`)).body.data).toEqual({ a: '1' });
  });

  test('patch types a kind does not take are 415', async () => {
    await api.create(routes, route('patched'));
    const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
    expect((await api.patch(`${routes}/patched`, {}, strategic)).code).toBe(415);
    expect((await api.patch('/api/v1/namespaces/shop', { metadata: { labels: { a: 'b' } } }, strategic)).code).toBe(
      200,
    );
  });

  test('a JSON patch checks what it tests', async () => {
    await api.create(maps, configMap('json', { a: '1' }));
    const headers = { 'content-type': 'application/json-patch+json' };
    const test = (value: string) => [
      { op: 'test', path: '/data/a', value },
      { op: 'replace', path: '/data/a', value: '2' },
    ];
    expect((await api.patch(`${maps}/json`, test('0'), headers)).code).toBe(422);
    expect((await api.patch(`${maps}/json`, test('1'), headers)).body.data).toEqual({ a: '2' });
  });

  test('what the body says of itself must fit the path', async () => {
    const other = await api.ask('POST', maps, { body: configMap('x', {}, { namespace: 'infra' }) });
    expect(other.body.message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
    expect((await api.ask('POST', maps, { body: namespace('x') })).code).toBe(400);
    const mistyped = { ...configMap('x'), metadata: { name: 'x', namespace: 1234 } };
    expect((await api.ask('POST', maps, { body: mistyped })).body).toMatchObject({
      code: 400,
      message: expect.stringContaining('cannot unmarshal into field ObjectMeta.metadata.namespace of type string'),
    });
    expect((await api.ask('POST', '/api/v1/namespaces/none/configmaps', { body: configMap('x') })).body).toMatchObject({
      code: 404,
      message: 'namespaces "none" not found',
    });
  });

  test('Secrets take plain text, Services get an address that stays', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'hello' } };
    expect(await api.create('/api/v1/namespaces/shop/secrets', secret)).toMatchObject({
      type: 'Opaque',
      data: { a: 'aGVsbG8=' },
    });
    const services = '/api/v1/namespaces/shop/services';
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } };
    const created = await api.create(services, service);
    expect(created.spec?.clusterIP).toMatch(/^10\.96\.\d+\.\d+$/);
    expect(created.spec).toMatchObject({ type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] });
    const moved = await api.patch(`${services}/web`, { spec: { clusterIP: '10.96.9.9' } });
    expect(moved.body.message).toContain('spec.clusterIPs[0]: Invalid value: ["10.96.9.9"]: may not change once set');
    const replaced = await api.ask('PUT', `${services}/web`, { body: { ...service, spec: { ports: [{ port: 81 }] } } });
    expect(replaced.body.spec?.clusterIP).toBe(created.spec?.clusterIP);
  });
});

describe('versions', () => {
  test('an object written at v1beta1 is read at v1, and the other way round', async () => {
    const beta = routes.replace('/v1/', '/v1beta1/');
    expect((await api.create(beta, route('old', {}, 'v1beta1'))).apiVersion).toBe('gateway.networking.k8s.io/v1beta1');
    expect((await api.ask('GET', `${routes}/old`)).body.apiVersion).toBe('gateway.networking.k8s.io/v1');
    await api.create(routes, route('new'));
    expect((await api.ask('GET', `${beta}/new`)).body.apiVersion).toBe('gateway.networking.k8s.io/v1beta1');
    const patched = await api.patch(`${beta}/new`, { apiVersion: 'gateway.networking.k8s.io/v1beta1', spec: {} });
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
    expect(await api.create(path, legacy)).toMatchObject({
      spec: { rules: [{ matches: [{ path: { type: 'Prefix', value: '/' } }], forwardTo: [{ weight: 1 }] }] },
    });
    expect((await api.ask('GET', `${routes}/legacy`)).code).toBe(404);
  });

  test('a kind is not served at another kind’s version', async () => {
    expect((await api.ask('GET', routes.replace('/v1/', '/v9/'))).code).toBe(404);
  });
});

test('the namespaces every cluster has may not be deleted', async () => {
  const { code, body } = await api.ask('DELETE', '/api/v1/namespaces/default');
  expect([code, body.message]).toEqual([403, 'namespaces "default" is forbidden: this namespace may not be deleted']);
});

test('a limit that is no number is refused', async () => {
  expect((await api.ask('GET', '/api/v1/namespaces?limit=abc')).code).toBe(400);
});
