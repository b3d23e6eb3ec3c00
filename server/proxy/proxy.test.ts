import { Agent } from 'node:http';
import { expect, test } from 'vitest';
import type { HeaderModifierFilter } from '#lib/routing/route-table.ts';
import { gatewayKey } from '#lib/routing/testdata/entries.ts';
import {
  addressOf,
  ask,
  backendOf,
  forwardTo,
  listener,
  startBackend,
  startEcho,
  startRig,
  tableOf,
} from './testdata/rig.ts';

const NETWORK = '127.71';

const pairs = (flat: readonly string[]) =>
  Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), flat[i + 1]]] : [])));

test('a table is served when apply resolves, at an address of the Gateway with its real port', async () => {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const ack = await rig.proxy.apply(
    tableOf(5, [listener([{ path: '/a', action: forwardTo([backendOf('a', [echo.endpoint])]) }])]),
  );
  expect(ack.generation).toBe(5);
  expect(ack.gateways.get(gatewayKey)).toEqual({
    address: '127.71.0.1',
    unusableAddresses: [],
    ports: new Map([[8080, { state: 'bound' }]]),
  });
  expect((await ask('127.71.0.1', '/a')).status).toBe(200);
  expect(await ask('127.71.0.1', '/b')).toMatchObject({
    status: 404,
    body: '404: no Route matches this request (Gatehouse, Gateway infra/edge, port 8080)\n',
  });
});

test('the endpoint gets the request as it was, with where it came from, and without what was meant for one hop', async () => {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const address = addressOf(
    await rig.proxy.apply(tableOf(1, [listener([{ action: forwardTo([backendOf('a', [echo.endpoint])]) }])])),
  );
  const answer = await ask(address, '/a/../b//c%2Fd?x=1&y=%20', {
    method: 'POST',
    headers: {
      Host: 'Shop.Test:1234',
      Connection: 'close, X-Secret, Host',
      'X-Secret': '1',
      'Keep-Alive': 'timeout=5',
      TE: 'trailers',
      'Proxy-Connection': 'keep-alive',
      'X-Forwarded-For': '10.0.0.1',
      'X-Forwarded-Proto': 'https',
      'X-Gatehouse-Request-Id': 'abcdefgh-1',
    },
    body: 'hello',
  });
  const got = JSON.parse(answer.body);
  expect([got.method, got.url, got.body]).toEqual(['POST', '/b//c%2Fd?x=1&y=%20', 'hello']);
  const headers = pairs(got.headers);
  expect(headers).toMatchObject({
    host: 'Shop.Test:1234',
    'x-forwarded-for': '10.0.0.1, 127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'Shop.Test:1234',
    'x-forwarded-port': '8080',
    'content-length': '5',
  });
  for (const name of ['x-secret', 'keep-alive', 'te', 'proxy-connection', 'x-gatehouse-request-id'])
    expect(headers).not.toHaveProperty(name);
  const record = await rig.recorded(({ requestId }) => requestId === 'abcdefgh-1');
  expect(record).toMatchObject({
    gateway: gatewayKey,
    generation: 1,
    port: 8080,
    method: 'POST',
    host: 'Shop.Test:1234',
    route: 'gateway.networking.k8s.io/HTTPRoute/shop/route',
    ruleIndex: 0,
    matchIndex: 0,
    backend: '/Service/shop/a',
    backendPort: 80,
    endpoint: echo.endpoint,
    status: 200,
    answer: null,
    ended: 'complete',
  });
  expect(record.listener).toBe(`${gatewayKey}#web`);
  expect(record.connectMs).toBeLessThanOrEqual(record.firstByteMs ?? -1);
  expect(record.firstByteMs).toBeLessThanOrEqual(record.totalMs);
});

test.each([
  ['a rule that asks for what is not served', { kind: 'unusable', problems: [] } as const, 500, 'ruleUnusable'],
  ['no backends', forwardTo([]), 500, 'noBackends'],
  ['weights that are all 0', forwardTo([backendOf('a', [], { weight: 0 })]), 500, 'allWeightsZero'],
  [
    'an invalid backend',
    forwardTo([backendOf('a', [], { outcome: { state: 'invalid', reason: 'RefNotPermitted', message: '' } })]),
    500,
    'invalidBackend',
  ],
  ['a Service without endpoints', forwardTo([backendOf('a', [])]), 503, 'noEndpoints'],
  [
    'an endpoint that refuses the connection',
    forwardTo([backendOf('a', [{ address: '127.0.0.1', port: 1, pod: null }])]),
    502,
    'upstreamFailed',
  ],
] as const)('%s is answered by us', async (_, action, status, own) => {
  const rig = await startRig(NETWORK);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const answer = await ask(address, '/');
  expect([answer.status, answer.body.startsWith(`${status}: `)]).toEqual([status, true]);
  expect(await rig.recorded(() => true)).toMatchObject({ status, answer: own });
});

test.each([{ requestMs: 500 }, { backendRequestMs: 500 }])(
  'a limit that runs out is 504 and stops the upstream: %o',
  async (limit) => {
    const rig = await startRig(NETWORK);
    const gone = Promise.withResolvers<void>();
    const slow = await startBackend((_, response) => response.once('close', gone.resolve));
    const action = forwardTo([backendOf('a', [slow.endpoint])], limit);
    const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
    expect((await ask(address, '/')).status).toBe(504);
    await gone.promise;
    expect(await rig.recorded(() => true)).toMatchObject({ status: 504, answer: 'upstreamTimeout', ended: 'complete' });
  },
);

test('a limit that runs out after the head cuts the connection', async () => {
  const rig = await startRig(NETWORK);
  const stuck = await startBackend((_, response) => response.writeHead(200).write('half'));
  const action = forwardTo([backendOf('a', [stuck.endpoint])], { requestMs: 200 });
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  await expect(ask(address, '/')).rejects.toThrow();
  expect(await rig.recorded(() => true)).toMatchObject({ status: 200, ended: 'timedOut' });
});

test('an endpoint that dies in the middle of a body cuts the client: half is never passed off as whole', async () => {
  const rig = await startRig(NETWORK);
  const dying = await startBackend((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  const address = addressOf(
    await rig.proxy.apply(tableOf(1, [listener([{ action: forwardTo([backendOf('a', [dying.endpoint])]) }])])),
  );
  await expect(ask(address, '/')).rejects.toThrow();
  expect(await rig.recorded(() => true)).toMatchObject({ ended: 'upstreamAborted' });
});

test('filters of the rule and of the drawn backend both apply, names without case', async () => {
  const rig = await startRig(NETWORK);
  const echo = await startBackend((request, response) => {
    response.setHeader('X-Old', 'old').setHeader('X-Gone', '1');
    response.end(JSON.stringify(request.headers));
  });
  const modifier = (type: HeaderModifierFilter['type'], name: string, remove: string): HeaderModifierFilter => ({
    type,
    set: [{ name, value: 'new' }],
    add: [],
    remove: [remove],
  });
  const action = forwardTo(
    [backendOf('a', [echo.endpoint], { filters: [modifier('RequestHeaderModifier', 'x-backend', 'none')] })],
    {
      filters: [
        modifier('RequestHeaderModifier', 'x-set', 'X-REMOVE'),
        modifier('ResponseHeaderModifier', 'x-old', 'x-gone'),
      ],
    },
  );
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const answer = await ask(address, '/', { headers: { 'X-Set': '1', 'x-remove': '1' } });
  const got = JSON.parse(answer.body);
  expect([got['x-set'], got['x-remove'], got['x-backend']]).toEqual(['new', undefined, 'new']);
  expect([answer.headers['x-old'], answer.headers['x-gone']]).toEqual(['new', undefined]);
});

test('a rewrite changes path and Host upstream and says what they were', async () => {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const action = forwardTo([backendOf('a', [echo.endpoint])], {
    filters: [{ type: 'URLRewrite', hostname: 'inner.test', path: { type: 'ReplacePrefixMatch', value: '/v1' } }],
  });
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ path: '/api', action }])])));
  const got = JSON.parse((await ask(address, '/api/x?q=1', { headers: { Host: 'outer.test' } })).body);
  expect([got.url, pairs(got.headers).host, pairs(got.headers)['x-forwarded-host']]).toEqual([
    '/v1/x?q=1',
    'inner.test',
    'outer.test',
  ]);
});

test('a redirect names the listener port and has no body', async () => {
  const rig = await startRig(NETWORK);
  const redirect = {
    type: 'RequestRedirect',
    scheme: null,
    hostname: null,
    path: null,
    port: null,
    statusCode: 301,
  } as const;
  const address = addressOf(
    await rig.proxy.apply(tableOf(1, [listener([{ action: { kind: 'redirect', redirect, filters: [redirect] } }])])),
  );
  const answer = await ask(address, '/a?b=1', { method: 'POST', headers: { Host: 'shop.test:99' }, body: 'x' });
  expect([answer.status, answer.headers.location, answer.body]).toEqual([301, 'http://shop.test:8080/a?b=1', '']);
  expect(await rig.recorded(() => true)).toMatchObject({ status: 301, answer: 'redirect' });
});

test('1,000 requests over 70 and 30 fall within 99.99 % of 700', async () => {
  const rig = await startRig(NETWORK);
  const [a, b] = [await startEcho('a'), await startEcho('b')];
  const action = forwardTo([
    backendOf('a', [a.endpoint], { weight: 70 }),
    backendOf('b', [b.endpoint], { weight: 30 }),
    backendOf('zero', [], { weight: 0 }),
  ]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const answers = await Promise.all(Array.from({ length: 1000 }, () => ask(address, '/', { agent })));
  agent.destroy();
  const share = answers.filter(({ body }) => JSON.parse(body).name === 'a').length;
  // binomial standard deviation 14.5; 99.99 % of all runs lie within 3.9 of it, 73 is 5
  expect(Math.abs(share - 700)).toBeLessThanOrEqual(73);
});

test('connections to an endpoint are kept and used again', async () => {
  const rig = await startRig(NETWORK);
  const ports = new Set<number | undefined>();
  const backend = await startBackend((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('ok');
  });
  const action = forwardTo([backendOf('a', [backend.endpoint])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  for (let i = 0; i < 10; i++) await ask(address, '/');
  expect(ports.size).toBe(1);
});

test('a kept connection that the endpoint closes on the next request costs nothing that may be sent twice', async () => {
  const rig = await startRig(NETWORK);
  const used = new WeakSet<object>();
  const backend = await startBackend((incoming, response) => {
    if (used.has(incoming.socket)) return incoming.socket.destroy();
    used.add(incoming.socket);
    return incoming.resume().once('end', () => response.end('ok'));
  });
  const action = forwardTo([backendOf('a', [backend.endpoint])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await ask(address, '/')).status);
  expect(statuses).toEqual([200, 200, 200, 200]);
  // a body may have been acted on: the first POST opens a connection, the second finds it dead
  expect((await ask(address, '/', { method: 'POST', body: 'order' })).status).toBe(200);
  expect((await ask(address, '/', { method: 'POST', body: 'order' })).status).toBe(502);
});

test('Expect: 100-continue reaches the endpoint and its go-ahead the client', async () => {
  const rig = await startRig(NETWORK);
  const seen: (string | undefined)[] = [];
  const backend = await startBackend((request, response) => {
    seen.push(request.headers.expect);
    if (request.url === '/no') return response.writeHead(417).end();
    response.writeContinue();
    request.resume().once('end', () => response.end('thanks'));
  });
  const action = forwardTo([backendOf('a', [backend.endpoint])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const { request } = await import('node:http');
  const send = (path: string) =>
    new Promise<[boolean, number | undefined]>((resolve, reject) => {
      let continued = false;
      const outgoing = request({
        host: address,
        port: 8080,
        path,
        method: 'POST',
        headers: { expect: '100-continue', 'content-length': '4' },
      });
      outgoing.on('continue', () => {
        continued = true;
        outgoing.end('body');
      });
      outgoing.on('response', (response) => {
        response.resume().once('end', () => {
          resolve([continued, response.statusCode]);
          outgoing.destroy();
        });
      });
      outgoing.on('error', reject);
      outgoing.flushHeaders();
    });
  expect(await send('/yes')).toEqual([true, 200]);
  expect(await send('/no')).toEqual([false, 417]);
  expect(seen).toEqual(['100-continue', '100-continue']);
});
