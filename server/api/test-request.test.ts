import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { PortReport } from '#lib/binding/result.ts';
import { formatSentence } from '#lib/binding/sentence.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { ListenerTable, RefusedEntry, RuleAction, WeightedBackend } from '#lib/routing/route-table.ts';
import { type EntryText, entryOf, gatewayKey, listenerOf, routeKey } from '#lib/routing/testdata/entries.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { createRequestTester, type TesterDeps } from './test-request.ts';

const service = (name: string) => objectKey({ group: '', kind: 'Service', namespace: 'shop', name });
const endpoint = { address: '127.64.0.1', port: 8080, pod: 'cart-1' };

function backendOf(name: string, weight: number, more: Partial<WeightedBackend> = {}): WeightedBackend {
  const outcome = { state: 'resolved', endpoints: [endpoint], protocol: 'http1', tls: null } as const;
  return { target: service(name), port: 80, weight, filters: [], outcome, ...more };
}

function forwardTo(...backends: readonly WeightedBackend[]): RuleAction {
  return { kind: 'forward', filters: [], backends, timeouts: { requestMs: null, backendRequestMs: null }, retry: null };
}

const toCart = { path: '/cart', route: 'cart', action: forwardTo(backendOf('cart', 1)) };
const noGrant = { state: 'invalid', reason: 'RefNotPermitted', message: 'no grant' } as const;

type World = Readonly<{
  listener?: ListenerTable;
  owner?: 'ours' | 'other';
  port?: PortReport;
  address?: string;
  manifests?: string;
  apiServer?: readonly string[];
  /** what the data plane records of a request */
  record?: (id: string, index: number) => Partial<AccessRecord> | null;
}>;

const web = (entries: readonly EntryText[], more: Partial<ListenerTable> = {}) => listenerOf('web', '', entries, more);

function testerOf(world: World = {}) {
  const { listener = web([toCart]), owner = 'ours', port, address = '127.0.0.1' } = world;
  const { snapshot } = snapshotFromManifests([{ file: 'test.yaml', text: world.manifests ?? '' }], 'complete');
  const gateways = [
    { gateway: gatewayKey, owner, requestedAddresses: [], clientCertificate: null, listeners: [listener] },
  ];
  const binding = {
    gatewayClasses: new Map(),
    gateways: new Map(),
    listenerSets: new Map(),
    routes: new Map(),
    backendTlsPolicies: new Map(),
    grants: new Map(),
  };
  const certificates = new Map([[service('tls'), { certificate: 'THE-CERTIFICATE', privateKey: 'THE-KEY' }]]);
  let seen = 0;
  const deps: TesterDeps = {
    state: () => ({ snapshot, binding, table: { generation: 7, gateways, certificates } }),
    reportOf: () =>
      owner === 'ours' ? { address, unusableAddresses: [], ports: new Map(port ? [[listener.port, port]] : []) } : null,
    records: {
      expect: async (id) => {
        const facts = world.record?.(id, seen++) ?? null;
        return facts && { ...plainRecord(listener), requestId: id, ...facts };
      },
    },
    apiServerAddresses: () => world.apiServer ?? [],
    allowedLoopback: (_, each) => port?.state === 'remapped' && each === port.port,
    random: Math.random,
  };
  return createRequestTester(deps);
}

function plainRecord({ key, port }: ListenerTable): AccessRecord {
  return {
    requestId: '',
    at: '2026-01-01T00:00:00Z',
    gateway: gatewayKey,
    generation: 7,
    listener: key,
    port,
    method: 'GET',
    host: null,
    path: '/cart',
    client: '127.0.0.1',
    route: routeKey('cart'),
    ruleIndex: 0,
    matchIndex: 0,
    backend: service('cart'),
    backendPort: 80,
    endpoint,
    attempts: 1,
    status: 200,
    answer: null,
    reason: null,
    ended: 'complete',
    connectMs: 0,
    firstByteMs: 0,
    totalMs: 0,
  };
}

const input = {
  gateway: gatewayKey,
  listener: 'web',
  method: 'GET',
  host: '',
  path: '/cart',
  headers: [],
  body: '',
  count: 1,
};

/** A data plane's port, as far as the tester sees one. */
async function startTarget(answer: RequestListener): Promise<PortReport> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return { state: 'remapped', address: '127.0.0.1', port, why: 'EACCES' };
}

test('the real answer stands beside the prediction', async () => {
  const port = await startTarget((_, response) => response.writeHead(200, { 'x-a': '1' }).end('hello'));
  const tester = testerOf({ port, record: () => ({}) });
  const response = await tester.run(input);
  expect(response.answer).toMatchObject({ status: 200, body: 'hello', record: { backend: service('cart') } });
  expect(response.target).toMatchObject({ kind: 'reached', address: '127.0.0.1' });
  expect(formatSentence(response.prediction.sentence)).toBe('rules[0] of shop/cart sends it to shop/cart:80.');
  expect(response).toMatchObject({ surprises: [], failure: null, many: null });
  expect(response.curl).toMatch(/^curl .*'http:\/\/127\.0\.0\.1:\d+\/cart'$/);
});

test('only what was asked for is sent, with an id of its own', async () => {
  let got: IncomingMessage | undefined;
  const port = await startTarget((request, response) => {
    got = request;
    response.end();
  });
  const headers = [
    ['X-Team', 'a'],
    ['x-gatehouse-request-id', 'forged-00000'],
  ];
  await testerOf({ port, record: () => ({}) }).run({ ...input, host: 'shop.test', headers });
  const { 'x-gatehouse-request-id': id, ...rest } = got?.headers ?? {};
  expect(id).toMatch(/^test-[A-Za-z0-9-]{3,59}$/);
  expect(rest).toEqual({ host: 'shop.test', 'x-team': 'a', connection: 'close' });
});

test.each([
  ['the dashboard itself', 'DELETE', /^method must be one of/],
  ['method', { method: 'CONNECT' }, /^method must be one of/],
  ['path', { path: 'cart' }, /^path must start with \//],
  ['path with a space', { path: '/a b' }, /^path has characters/],
  ['line feed in a header', { headers: [['x-a', 'b\r\nx-c: d']] }, /^headers\[0\]\[1\] has characters/],
  ['NUL in a header', { headers: [['x-a', '\0']] }, /^headers\[0\]\[1\] has characters/],
  ['header name', { headers: [['x a', '']] }, /^headers\[0\]\[0\] is no header name/],
  ['Host among the headers', { headers: [['HOST', 'x']] }, /^headers\[0\]\[0\] is set by the field host/],
  ['framing', { headers: [['Transfer-Encoding', 'chunked']] }, /^headers\[0\]\[0\] belongs to the connection/],
  ['too many headers', { headers: Array.from({ length: 65 }, () => ['x-a', '1']) }, /^headers are more than 64/],
  ['long host', { host: 'a'.repeat(254) }, /^host is over 253/],
  ['line feed in the host', { host: 'a\r\nb' }, /^host has characters/],
  ['body', { body: 'é'.repeat(32 * 1024 + 1) }, /^body is over 64 KiB/],
  ['no count', { count: 0 }, /^count must be 1 or more/],
  ['high count', { count: 1001 }, /^count must be 1000 or less/],
  ['half a count', { count: 1.5 }, /^count must be a whole number/],
  ['gateway', { gateway: 'edge' }, /^gateway is no key of an object/],
  ['unknown Gateway', { gateway: 'g/Gateway/infra/other' }, /^gateway: there is no Gateway infra\/other/],
  ['unknown listener', { listener: 'tls' }, /^listener: Gateway infra\/edge has no listener tls; it has web/],
] as const)('%s is refused by the field', async (_, fields, expected) => {
  const asked = typeof fields === 'string' ? { ...input, method: 'BREW' } : { ...input, ...fields };
  await expect(testerOf().run(asked)).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringMatching(expected),
  });
});

test('a listener of another protocol takes no test requests', async () => {
  const tester = testerOf({ listener: web([], { protocol: 'TCP' }) });
  await expect(tester.run(input)).rejects.toThrow('listener: web speaks TCP');
});

test.each([
  ['127.0.0.1', /for itself or its own link/],
  ['::1', /for itself/],
  ['::ffff:127.0.0.1', /for itself/],
  ['0.0.0.0', /for itself/],
  ['169.254.169.254', /for itself/],
  ['fe80::1', /for itself/],
  ['10.0.0.1', /is the API server's/],
  ['fe80::1%eth0', /names no IP address, only fe80::1%eth0/],
])('the status of another controller may not send us to %s', async (value, why) => {
  const tester = testerOf({ owner: 'other', manifests: gatewayAt('IPAddress', value), apiServer: ['10.0.0.1'] });
  const response = await tester.run(input);
  expect(response).toMatchObject({ answer: null, curl: '', surprises: [] });
  expect(response.target).toMatchObject({ kind: 'unreachable', why: expect.stringMatching(why) });
  expect(response.prediction.decision.outcome.kind).toBe('matched');
});

test('an address that is a name is never resolved', async () => {
  const tester = testerOf({ owner: 'other', manifests: gatewayAt('Hostname', 'localhost') });
  const { target, prediction } = await tester.run(input);
  expect(target).toEqual({
    kind: 'unreachable',
    why: 'Not sent: the status of Gateway infra/edge names no IP address, only localhost.',
  });
  expect(prediction.decision.trace?.host).toBe('localhost');
});

test.each([
  ['no report', { port: undefined }, /port 80 of Gateway infra\/edge is not served/],
  ['a refused port', { port: { state: 'refused', why: 'EACCES' } }, /the system refused port 80 .*: EACCES/],
  ['a loopback port that is not ours', { port: { state: 'bound' } }, /127\.0\.0\.1:80 is on this machine/],
  ['a link-local address', { port: { state: 'bound' }, address: '169.254.0.1' }, /for itself or its own link/],
] as const)('%s leaves the prediction alone', async (_, world, why) => {
  const { target, answer } = await testerOf(world as World).run(input);
  expect(answer).toBeNull();
  expect(target).toMatchObject({ kind: 'unreachable', why: expect.stringMatching(why) });
});

const refused: RefusedEntry = { entry: entryOf({ path: '/hr', route: 'hr' }), attachment: 'refused', failed: [] };

test.each<[string, Partial<typeof input>, ListenerTable, number | null, string]>([
  [
    'nothing attached matches',
    { path: '/hr?x=1' },
    web([toCart], { refused: [refused] }),
    404,
    'No attached Route matches /hr, so listener web answers 404. shop/hr would match, but it is not attached.',
  ],
  [
    'an invalid backend',
    {},
    web([{ ...toCart, action: forwardTo(backendOf('cart', 1, { outcome: noGrant })) }]),
    500,
    'rules[0] of shop/cart sends it to shop/cart:80. Every request gets 500: RefNotPermitted.',
  ],
  [
    'a share that is invalid',
    {},
    web([{ ...toCart, action: forwardTo(backendOf('cart', 70), backendOf('pay', 30, { outcome: noGrant })) }]),
    null,
    'rules[0] of shop/cart sends it to shop/cart:80 (70) or shop/pay:80 (30), by weight. The share of shop/pay gets 500: RefNotPermitted.',
  ],
  [
    'no endpoints',
    {},
    web([
      {
        ...toCart,
        action: forwardTo(
          backendOf('cart', 1, { outcome: { state: 'resolved', endpoints: [], protocol: 'http1', tls: null } }),
        ),
      },
    ]),
    503,
    'rules[0] of shop/cart sends it to shop/cart:80. Every request gets 503: no ready endpoints.',
  ],
  [
    'no backends',
    {},
    web([{ ...toCart, action: forwardTo() }]),
    500,
    'rules[0] of shop/cart names no backend, so the answer is 500.',
  ],
  [
    'weight 0',
    {},
    web([{ ...toCart, action: forwardTo(backendOf('cart', 0)) }]),
    500,
    'rules[0] of shop/cart has only backends of weight 0, so the answer is 500.',
  ],
  [
    'another host',
    { host: 'a.test' },
    web([toCart], { hostname: 'b.test' }),
    404,
    'No listener on port 80 has the host a.test, so the answer is 404.',
  ],
  [
    'a bad escape',
    { path: '/%zz' },
    web([toCart]),
    400,
    'The request is refused with 400: the path has a malformed escape.',
  ],
])('%s is predicted', async (_, fields, listener, status, sentence) => {
  const { prediction } = await testerOf({ listener }).run({ ...input, ...fields });
  expect(prediction.status).toBe(status);
  expect(formatSentence(prediction.sentence)).toBe(sentence);
});

const redirect: RuleAction = {
  kind: 'redirect',
  redirect: { type: 'RequestRedirect', scheme: 'https', hostname: null, path: null, port: null, statusCode: 301 },
  filters: [],
};

test('a redirect is shown, compared and not followed', async () => {
  let requests = 0;
  const port = await startTarget((_, response) => {
    requests += 1;
    response.writeHead(301, { location: 'https://shop.test/cart' }).end();
  });
  const record = () => ({ backend: null, backendPort: null, endpoint: null, answer: 'redirect', status: 301 }) as const;
  const world = { listener: web([{ ...toCart, action: redirect }]), port, record };
  const response = await testerOf(world).run({ ...input, host: 'shop.test' });
  expect(response).toMatchObject({ prediction: { location: 'https://shop.test/cart', status: 301 }, surprises: [] });
  expect(requests).toBe(1);
  const other = await testerOf(world).run({ ...input, host: 'other.test' });
  expect(other.surprises).toEqual([
    'A redirect to https://other.test/cart was predicted, but it goes to https://shop.test/cart.',
  ]);
});

test.each<[string, Partial<AccessRecord>, string]>([
  [
    'another rule',
    { ruleIndex: 1 },
    'rules[0].matches[0] of shop/cart was predicted, but rules[1].matches[0] of shop/cart took it.',
  ],
  [
    'no rule',
    { route: null, ruleIndex: null, matchIndex: null },
    'rules[0].matches[0] of shop/cart was predicted, but no Route took it.',
  ],
  ['another backend', { backend: service('pay') }, 'shop/pay got it, which is no backend of the rule.'],
  [
    'another endpoint',
    { endpoint: { ...endpoint, port: 1 } },
    'Endpoint 127.64.0.1:1 got it, which is not a ready one.',
  ],
  [
    'no answer of the backend',
    { answer: 'upstreamFailed', reason: 'ECONNREFUSED' },
    'An answer of shop/cart was predicted, but the data plane answered 200 itself: ECONNREFUSED.',
  ],
])('%s is a surprise', async (_, facts, expected) => {
  const port = await startTarget((_request, response) => response.end());
  const { surprises } = await testerOf({ port, record: () => facts }).run(input);
  expect(surprises).toEqual([expected]);
});

test('a surprise under another table says so', async () => {
  const port = await startTarget((_, response) => response.end());
  const { surprises } = await testerOf({ port, record: () => ({ ruleIndex: 1, generation: 8 }) }).run(input);
  expect(surprises).toHaveLength(2);
  expect(surprises[1]).toMatch('The route table changed');
});

test('no answer is said in the words of the system', async () => {
  const port = await startTarget((request) => request.socket.destroy());
  const response = await testerOf({ port }).run(input);
  expect(response).toMatchObject({ answer: null, failure: 'ECONNRESET' });
  expect(response.surprises).toEqual(['An answer was predicted, but there was none: ECONNRESET.']);
});

test('a body is cut at 64 KiB', async () => {
  const port = await startTarget((_, response) => response.end('x'.repeat(70_000)));
  const { answer } = await testerOf({ port, record: () => ({}) }).run(input);
  expect(answer).toMatchObject({ truncated: true, bodyBytes: 65_536 });
  expect(answer?.body).toHaveLength(65_536);
});

const split = web([
  { ...toCart, action: forwardTo(backendOf('cart', 70), backendOf('pay', 30, { outcome: noGrant })) },
]);
/** 7 of 10 go to `cart`; the other `share` of them is refused */
const sevenOfTen = (_: string, index: number) =>
  index % 10 < 7 ? {} : ({ backend: service('pay'), endpoint: null, status: 500, answer: 'invalidBackend' } as const);

test('many requests are counted by status and by backend, each under an id of its own', async () => {
  const ids = new Set<unknown>();
  const byId = new Map<string, number>();
  const port = await startTarget((request, response) => {
    const id = String(request.headers['x-gatehouse-request-id']);
    ids.add(id);
    response.writeHead((byId.get(id) ?? 0) % 10 < 7 ? 200 : 500).end();
  });
  const record = (id: string, index: number) => {
    byId.set(id, index);
    return sevenOfTen(id, index);
  };
  const { many, surprises, answer } = await testerOf({ listener: split, port, record }).run({ ...input, count: 100 });
  expect(ids.size).toBe(100);
  expect(surprises).toEqual([]);
  expect(answer).not.toBeNull();
  expect(many).toMatchObject({ sent: 100, failures: [], agreement: 'agree' });
  expect(many?.statuses).toEqual([
    { status: 200, count: 70 },
    { status: 500, count: 30 },
  ]);
  expect(many?.shares).toMatchObject([
    { backend: service('cart'), weight: 70, expected: 0.7, observed: 0.7 },
    { backend: service('pay'), weight: 30, expected: 0.3, observed: 0.3 },
  ]);
});

test('shares far from the weights do not agree', async () => {
  const port = await startTarget((_, response) => response.end());
  const { many } = await testerOf({ listener: split, port, record: () => ({}) }).run({ ...input, count: 100 });
  expect(many?.agreement).toBe('disagree');
});

test('without records nothing is said of shares', async () => {
  const port = await startTarget((_, response) => response.end());
  const { many, surprises } = await testerOf({ listener: split, port }).run({ ...input, count: 10 });
  expect(many).toMatchObject({ shares: null, agreement: 'unknown' });
  expect(surprises).toEqual([]);
});

test('a port nobody listens on fails every request alike', async () => {
  const port: PortReport = { state: 'remapped', address: '127.0.0.1', port: 1, why: 'EACCES' };
  const { many, answer } = await testerOf({ port }).run({ ...input, count: 40 });
  expect(answer).toBeNull();
  expect(many).toMatchObject({ sent: 40, failures: [{ why: 'ECONNREFUSED', count: 40 }], statuses: [] });
});

test('nothing of a private key is in a response', async () => {
  const port = await startTarget((_, response) => response.end());
  const response = await testerOf({
    port,
    listener: web([toCart], { certificates: [service('tls')] }),
    record: () => ({}),
  }).run(input);
  expect(JSON.stringify(response)).not.toMatch(/THE-|privateKey/);
});

function gatewayAt(type: string, value: string): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: infra }
spec: { gatewayClassName: other, listeners: [{ name: web, protocol: HTTP, port: 80 }] }
status: { addresses: [{ type: ${type}, value: '${value}' }] }
`;
}
