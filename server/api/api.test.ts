import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ChangesResponse, ObjectMessage, Session } from '#lib/api/messages.ts';
import { parseConfig } from '../config.ts';
import { createLog } from '../logger.ts';
import { type Runtime, startRuntime } from '../runtime.ts';
import type { Loose } from '../sandbox/testing.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const route = 'gateway.networking.k8s.io/HTTPRoute/hr/cross-namespace';
const namespace = { group: '', kind: 'Namespace', namespace: '', name: 'hr' };

type Opened = Readonly<{ port: number; close: () => Promise<void>; session: Session }>;
type Sent = Readonly<{ method?: string; headers?: Readonly<Record<string, string>>; body?: string }>;
type Got = Readonly<{ status: number; headers: IncomingHttpHeaders; text: string; body: Loose }>;

let main: Opened;
let readOnly: Opened;
beforeAll(async () => {
  [main, readOnly] = await Promise.all([open([]), open(['--read-only'])]);
});
afterAll(async () => {
  await main.close();
  await readOnly.close();
});

async function open(flags: readonly string[]): Promise<Opened> {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-api-'));
  const config = parseConfig(['--scenario', 'acme', '--data-dir', dir, ...flags], {});
  const runtime: Runtime = await startRuntime(config, root, createLog('silent'));
  await runtime.settled();
  const server: Server = createServer((request, response) => void runtime.api(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    session: JSON.parse((await ask({ port }, '/api/session')).text),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await runtime.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function ask({ port }: Readonly<{ port: number }>, path: string, { method = 'GET', headers, body }: Sent = {}) {
  return new Promise<Got>((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers: { ...headers }, agent: false });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      const body = /json/.test(response.headers['content-type'] ?? '') && !response.headers['content-encoding'];
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text,
        body: body ? JSON.parse(text) : ({} as Loose),
      });
    });
    sent.end(body);
  });
}

const post = (to: Opened, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask(to, '/api/changes', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-csrf-token': to.session.csrfToken, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const change = async (...changes: unknown[]) =>
  (await post(main, { dryRun: false, changes })).body as unknown as ChangesResponse;
const dryRun = async (...changes: unknown[]) =>
  (await post(main, { dryRun: true, changes })).body as unknown as ChangesResponse;
const read = async (key: string) =>
  (await ask(main, `/api/objects?key=${encodeURIComponent(key)}`)).body as unknown as ObjectMessage;
const labelPatch = (labels: Readonly<Record<string, string | null>>) => ({
  action: 'patch',
  target: namespace,
  apiVersion: 'v1',
  patchType: 'merge',
  patch: { metadata: { labels } },
});

describe('who may ask', () => {
  test.each([
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example:7080', 403],
    ['169.254.169.254', 403],
    ['localhost', 200],
    ['LOCALHOST:1', 200],
    ['127.9.9.9:7080', 200],
    ['[::1]:7080', 200],
  ])('Host %s is answered with %i', async (host, status) => {
    const got = await ask(main, '/api/session', { headers: { host } });
    expect(got.status).toBe(status);
    if (status === 403) expect(got.body).toMatchObject({ code: 'HOST_REFUSED' });
    if (status === 403) expect(got.text).not.toContain(main.session.csrfToken);
  });

  test('a name that was allowed is answered, and its pages are ours; others are not', async () => {
    const behindSignIn = await open(['--allowed-host', 'Gatehouse.example']);
    onTestFinished(() => behindSignIn.close());
    const statusFor = async (host: string, origin: string) =>
      (await ask(behindSignIn, '/api/session', { headers: { host, origin } })).status;
    expect(await statusFor('gatehouse.example', 'https://gatehouse.example')).toBe(200);
    expect(await statusFor('gatehouse.example', 'https://evil.example')).toBe(403);
    expect(await statusFor('a.gatehouse.example', 'https://a.gatehouse.example')).toBe(403);
    expect((await ask(main, '/api/session', { headers: { host: 'gatehouse.example' } })).status).toBe(403);
  });

  test.each(['https://evil.example', 'null', 'http://localhost:1', 'http://127.0.0.1'])(
    'a request of the page %s is refused, reading too',
    async (origin) => {
      const got = await ask(main, '/api/session', { headers: { origin } });
      expect([got.status, got.body.code]).toEqual([403, 'ORIGIN_REFUSED']);
    },
  );

  test('a request of our own page is answered', async () => {
    const origin = `http://127.0.0.1:${main.port}`;
    expect((await ask(main, '/api/session', { headers: { origin } })).status).toBe(200);
  });

  test.each([
    ['none', {}],
    ['a wrong one', { 'x-csrf-token': 'x'.repeat(43) }],
    ['one of another length', { 'x-csrf-token': 'short' }],
  ])('a write with %s as its token stores nothing', async (_word, headers) => {
    const got = await ask(main, '/api/changes', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ dryRun: false, changes: [labelPatch({ stolen: 'true' })] }),
    });
    expect([got.status, got.body.code]).toEqual([403, 'CSRF_TOKEN_MISSING']);
    expect((await read('/Namespace//hr')).object.metadata.labels).not.toHaveProperty('stolen');
  });

  test('a read-only Gatehouse answers every change with READ_ONLY, dry runs too, and says so in its session', async () => {
    for (const dry of [true, false]) {
      const got = await post(readOnly, { dryRun: dry, changes: [labelPatch({ a: 'b' })] });
      expect([got.status, got.body.code]).toEqual([403, 'READ_ONLY']);
    }
    expect(readOnly.session).toMatchObject({ readOnly: true, controller: false });
  });
});

describe('answers that are no success', () => {
  test.each([
    ['GET', '/api/nothing', 404, 'NOT_FOUND'],
    ['DELETE', '/api/session', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', '/api/routes', 400, 'BAD_REQUEST'],
    ['GET', '/api/routes?key=nonsense', 400, 'BAD_REQUEST'],
    ['GET', '/api/routes?key=gateway.networking.k8s.io/HTTPRoute/hr/none', 404, 'NOT_FOUND'],
    ['GET', '/api/gateways?key=gateway.networking.k8s.io/Gateway/hr/none', 404, 'NOT_FOUND'],
    ['GET', '/api/grants?key=gateway.networking.k8s.io/ReferenceGrant/hr/none', 404, 'NOT_FOUND'],
    ['GET', '/api/objects?key=/Secret/hr/none', 404, 'NOT_FOUND'],
    ['GET', '//', 400, 'BAD_REQUEST'],
  ])('%s %s is problem+json %i %s', async (method, path, status, code) => {
    const got = await ask(main, path, { method, headers: { 'x-csrf-token': main.session.csrfToken } });
    expect(got.headers['content-type']).toBe('application/problem+json');
    expect(got.headers['cache-control']).toBe('no-store');
    expect(got.body).toMatchObject({ status, code, type: expect.stringMatching(/^urn:gatehouse:problem:/) });
    expect(got.body).toMatchObject({ title: expect.any(String), detail: expect.stringMatching(/\.$/) });
    expect(got.status).toBe(status);
  });

  test.each([
    ['gateways', 'Gateway/infra-ns/shared-gatway', 'gateway.networking.k8s.io/Gateway/infra-ns/shared-gateway'],
    ['routes', 'HTTPRoute/hr/cross-namespce', 'gateway.networking.k8s.io/HTTPRoute/hr/cross-namespace'],
    ['gateways', 'Gateway/elsewhere/nothing-like-it', undefined],
  ])('%s?key=…%s is not there; meant was %s', async (path, key, didYouMean) => {
    const got = await ask(main, `/api/${path}?key=gateway.networking.k8s.io/${key}`);
    expect([got.status, got.body.didYouMean]).toEqual([404, didYouMean]);
  });

  test('another method is told which there are', async () => {
    const got = await ask(main, '/api/session', {
      method: 'PUT',
      headers: { 'x-csrf-token': main.session.csrfToken },
    });
    expect(got.headers.allow).toBe('GET');
  });

  test.each([
    ['no JSON', '{"dryRun":', /is no JSON/],
    ['no changes', { dryRun: true, changes: [] }, /changes/],
    ['51 changes', { dryRun: true, changes: Array(51).fill(labelPatch({ a: 'b' })) }, /changes/],
    ['an unknown action', { dryRun: true, changes: [{ action: 'delete' }] }, /action/],
    ['no word on dryRun', { changes: [labelPatch({ a: 'b' })] }, /dryRun/],
    ['YAML that is broken', { dryRun: true, changes: [{ action: 'replace', yaml: 'a: [' }] }, /yaml/],
    [
      'two objects',
      { dryRun: true, changes: [{ action: 'replace', yaml: 'a: 1\n---\nb: 2\n' }] },
      /exactly one object/,
    ],
    ['no object', { dryRun: true, changes: [{ action: 'replace', yaml: 'words' }] }, /yaml/],
    [
      'aliases that multiply',
      {
        dryRun: true,
        changes: [
          {
            action: 'replace',
            yaml: `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`)}]`).join('\n')}\n`,
          },
        ],
      },
      /yaml: .*alias/i,
    ],
  ])('a body with %s is refused with the field', async (_fault, body, words) => {
    const got = await post(main, body);
    expect([got.status, got.body.code]).toEqual([400, 'BAD_REQUEST']);
    expect(got.body.detail).toMatch(words);
  });

  test('a body that is no JSON by its type is refused', async () => {
    const got = await post(main, '{}', { 'content-type': 'text/plain' });
    expect([got.status, got.body.code]).toEqual([400, 'BAD_REQUEST']);
  });

  test('a body over 3 MiB is answered with 413, not with a broken connection', async () => {
    const got = await post(main, JSON.stringify({ dryRun: true, changes: ['x'.repeat(8 * 1024 * 1024)] }));
    expect([got.status, got.body.code]).toEqual([413, 'TOO_LARGE']);
  });
});

test('large answers are compressed for who asks for it, and are never cached', async () => {
  const plain = await ask(main, '/api/topology');
  const small = await ask(main, '/api/topology', { headers: { 'accept-encoding': 'gzip' } });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(small.headers).toMatchObject({
    'content-encoding': 'gzip',
    vary: 'accept-encoding',
    'cache-control': 'no-store',
  });
  expect(small.text.length).toBeLessThan(plain.text.length / 3);
});

describe('changes', () => {
  test('a dry run says what would be stored and stores nothing', async () => {
    const { dryRun: dry, outcomes } = await dryRun(labelPatch({ colour: 'blue' }));
    expect(dry).toBe(true);
    expect(outcomes).toMatchObject([{ action: 'patch', refusal: null }]);
    expect(outcomes[0]?.before).not.toContain('colour: blue');
    expect(outcomes[0]?.after).toContain('colour: blue');
    expect(await stored('hr')).not.toHaveProperty('colour');
  });

  test('the same change, meant, is stored', async () => {
    await change(labelPatch({ colour: 'green' }));
    expect(await stored('hr')).toMatchObject({ colour: 'green' });
    await change(labelPatch({ colour: null }));
    expect(await stored('hr')).not.toHaveProperty('colour');
  });

  /** as the API server has it, by a dry run that changes nothing */
  async function stored(name: string): Promise<object> {
    const { outcomes } = await dryRun({ ...labelPatch({}), target: { ...namespace, name } });
    const labels = /labels:\n((?: {4}.*\n)*)/.exec(outcomes[0]?.before ?? '')?.[1] ?? '';
    return Object.fromEntries(
      [...labels.matchAll(/^ {4}(\S+): "?([^"\n]*)"?$/gm)].map(([, key, value]) => [key, value]),
    );
  }

  test("a refusal carries the API server's words and causes, and ends the list", async () => {
    const bad = {
      action: 'create',
      object: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: 'bad', namespace: 'hr' },
        spec: { hostnames: ['UPPER CASE'] },
      },
    };
    const { outcomes } = await change(bad, labelPatch({ after: 'refusal' }));
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({ action: 'create', before: null, after: null });
    expect(outcomes[0]?.refusal?.message).toMatch(/^HTTPRoute.* "bad" is invalid: spec\.hostnames\[0\]/);
    expect(outcomes[0]?.refusal?.causes).toMatchObject([{ field: 'spec.hostnames[0]' }]);
    expect(await stored('hr')).not.toHaveProperty('after');
  });

  test.each([
    ['a kind nobody knows', 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a, namespace: hr}\n', /Widget/],
    ['an unknown field', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: hr}\nspecs: {}\n', /unknown field "specs"/],
  ])('%s is a refusal, not a fault of ours', async (_what, yaml, words) => {
    const { outcomes } = await dryRun({ action: 'replace', yaml });
    expect(outcomes[0]?.refusal?.message).toMatch(words);
  });

  test('an edit of an object that changed since it was read is refused with the words of a conflict', async () => {
    const { object, yaml } = await read(route);
    await change({
      action: 'patch',
      target: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'hr', name: 'cross-namespace' },
      apiVersion: 'gateway.networking.k8s.io/v1',
      patchType: 'merge',
      patch: { metadata: { annotations: { note: 'meanwhile' } } },
    });
    const resourceVersion = object.metadata.resourceVersion;
    const edited = yaml.replace('value: /hr', 'value: /people');
    expect(edited).not.toBe(yaml);
    const { outcomes } = await change({ action: 'replace', yaml: edited, resourceVersion });
    expect(outcomes[0]?.refusal?.message).toMatch(
      /the object has been modified; please apply your changes to the latest/,
    );
    expect(outcomes[0]?.refusal?.isConflict).toBe(true);
  });

  test("an edit keeps kubectl's bookkeeping and everything else the page does not show", async () => {
    const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
    await change({
      action: 'create',
      object: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'kept', namespace: 'hr', annotations: { [lastApplied]: '{"a":1}', note: 'mine' } },
        spec: { ports: [{ port: 80 }] },
      },
    });
    const { outcomes: before } = await dryRun({
      action: 'patch',
      target: { group: '', kind: 'Service', namespace: 'hr', name: 'kept' },
      apiVersion: 'v1',
      patchType: 'merge',
      patch: {},
    });
    const shown = before[0]?.before ?? '';
    expect(shown).not.toContain(lastApplied);
    const edited = shown.replace('port: 80', 'port: 81').replace(/ +note: mine\n/, '');
    expect((await change({ action: 'replace', yaml: edited })).outcomes).toMatchObject([{ refusal: null }]);
    const patch = [{ op: 'test', path: '/metadata/annotations', value: { [lastApplied]: '{"a":1}' } }];
    const target = { group: '', kind: 'Service', namespace: 'hr', name: 'kept' };
    const { outcomes } = await dryRun({ action: 'patch', target, apiVersion: 'v1', patchType: 'json', patch });
    expect(outcomes).toMatchObject([{ refusal: null }]);
    expect(outcomes[0]?.after).toContain('port: 81');
  });

  test('an edit of an object that was deleted since does not make it anew', async () => {
    const yaml = 'apiVersion: v1\nkind: Service\nmetadata: {name: gone, namespace: hr}\nspec: {ports: [{port: 80}]}\n';
    const { outcomes } = await change({ action: 'replace', yaml, resourceVersion: '7' });
    expect(outcomes[0]?.refusal).toMatchObject({
      message: expect.stringMatching(/Service hr\/gone is not there/),
      isConflict: false,
    });
  });

  test('YAML without a namespace goes to default, as with kubectl', async () => {
    const yaml = 'apiVersion: v1\nkind: Service\nmetadata: {name: placed}\nspec: {ports: [{port: 80}]}\n';
    const { outcomes } = await dryRun({ action: 'replace', yaml });
    expect(outcomes).toMatchObject([{ key: '/Service/default/placed', action: 'create', refusal: null }]);
  });
});

test('the values of a Secret do not cross the wire', async () => {
  await change({
    action: 'create',
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'tls', namespace: 'hr' },
      type: 'kubernetes.io/tls',
      data: { 'tls.crt': 'c2VjcmV0LWNydA==', 'tls.key': 'c2VjcmV0LWtleQ==' },
    },
  });
  const deadline = Date.now() + 10_000;
  let got = await ask(main, '/api/objects?key=/Secret/hr/tls');
  while (got.status !== 200 && Date.now() < deadline) got = await ask(main, '/api/objects?key=/Secret/hr/tls');
  expect(got.status).toBe(200);
  expect(got.text).toContain('(not shown)');
  expect(got.text).not.toMatch(/c2VjcmV0/);
});
