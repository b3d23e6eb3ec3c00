import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configMap, namespace, openTestSandbox, type TestSandbox } from './testing.ts';

let api: TestSandbox;
beforeAll(async () => {
  api = await openTestSandbox();
  for (const name of ['shop', 'infra']) await api.create('/api/v1/namespaces', namespace(name));
});
afterAll(() => api.close());

const maps = '/api/v1/namespaces/shop/configmaps';

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

  test('custom kinds are found by their definitions, which are read only', async () => {
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const { body } = await api.ask('GET', `${path}/httproutes.gateway.networking.k8s.io`);
    expect(body.spec).toMatchObject({ names: { kind: 'HTTPRoute' }, versions: [{ name: 'v1', storage: true }, {}] });
    const refused = await api.patch(`${path}/httproutes.gateway.networking.k8s.io`, { spec: {} });
    expect(refused.body).toMatchObject({ code: 403, message: expect.stringContaining('kinds built in') });
  });

  test.each([
    ['finalizers', 'x'],
    ['ownerReferences', [{}]],
    ['labels', { a: 1 }],
    ['name', 7],
  ])('metadata.%s of another type is refused', async (field, value) => {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', [field]: value } };
    const reply = await api.ask('POST', maps, { body });
    expect(reply.body).toMatchObject({ code: 400, message: expect.stringContaining(`metadata.${field}`) });
  });

  test.each(['/%zz', '//', '/api/v1/namespaces/%E0%A4%A/pods'])('the path %s is not found', async (path) => {
    expect((await api.ask('GET', path)).code).toBe(404);
  });

  test('unknown paths and methods have their own answers', async () => {
    expect((await api.ask('GET', '/apis/none.test/v1')).code).toBe(404);
    expect((await api.ask('GET', '/api/v1/namespaces/shop/pods/x/log')).code).toBe(404);
    expect((await api.ask('PUT', maps, { body: {} })).code).toBe(405);
    expect((await api.ask('GET', '/version')).body.gitVersion).toMatch(/^v1\.32\.\d+\+sandbox$/);
  });
});
