import { expect, test } from 'vitest';
import type { MirrorFilter, WeightedBackend } from '#lib/routing/route-table.ts';
import {
  addressOf,
  ask,
  type Backend,
  backendOf,
  forwardTo,
  listener,
  startBackend,
  startEcho,
  startRig,
  tableOf,
} from './testdata/rig.ts';

const NETWORK = '127.79';

type Copy = Readonly<{ method: string; url: string; headers: NodeJS.Dict<string | string[]>; body: string }>;

/** Keeps what it got, and answers as told. */
async function startCollector(answer: 'answers' | 'hangs' = 'answers'): Promise<Backend & { copies: Copy[] }> {
  const copies: Copy[] = [];
  const backend = await startBackend(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    copies.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    if (answer === 'answers') response.writeHead(500).end('dropped');
  });
  return { ...backend, copies };
}

const mirrorTo = ({ target, port, outcome }: WeightedBackend, share = 1): MirrorFilter => {
  return { type: 'RequestMirror', share, backend: { target, port, outcome } };
};

async function serve(backend: Backend, filters: Parameters<typeof forwardTo>[1]) {
  const rig = await startRig(NETWORK);
  const action = forwardTo([backendOf('a', [backend.endpoint])], filters);
  return addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
}

test('every mirror gets the request with its body; the client gets the backend’s answer', async () => {
  const [echo, one, two] = [await startEcho(), await startCollector(), await startCollector()];
  const address = await serve(echo, {
    filters: [mirrorTo(backendOf('one', [one.endpoint])), mirrorTo(backendOf('two', [two.endpoint]))],
  });
  const body = 'x'.repeat(100_000);
  const answer = await ask(address, '/a%20b?c=d&e', { method: 'POST', headers: { Host: 'shop.test' }, body });
  expect([answer.status, JSON.parse(answer.body).body]).toEqual([200, body]);
  for (const { copies } of [one, two]) {
    await expect.poll(() => copies.length).toBe(1);
    expect(copies[0]).toMatchObject({ method: 'POST', url: '/a%20b?c=d&e', headers: { host: 'shop.test' }, body });
  }
});

test('a copy is changed by the filters before its mirror and by none behind', async () => {
  const [echo, collector] = [await startEcho(), await startCollector()];
  const set = (name: string) =>
    ({ type: 'RequestHeaderModifier', set: [{ name, value: '1' }], add: [], remove: [] }) as const;
  const address = await serve(echo, {
    filters: [set('x-before'), mirrorTo(backendOf('one', [collector.endpoint])), set('x-behind')],
  });
  await ask(address, '/');
  await expect.poll(() => collector.copies.length).toBe(1);
  expect(collector.copies[0]?.headers).toMatchObject({ 'x-before': '1' });
  expect(collector.copies[0]?.headers).not.toHaveProperty('x-behind');
});

test('a share of the requests is mirrored', async () => {
  const [echo, collector] = [await startEcho(), await startCollector()];
  const address = await serve(echo, { filters: [mirrorTo(backendOf('one', [collector.endpoint]), 0.25)] });
  for (let count = 0; count < 400; count++) await ask(address, '/');
  // five standard deviations: sqrt(400 · 0.25 · 0.75) is 8.7
  expect(collector.copies.length).toBeGreaterThan(56);
  expect(collector.copies.length).toBeLessThan(144);
});

test.each<[string, () => Promise<WeightedBackend>]>([
  ['hangs', async () => backendOf('m', [(await startCollector('hangs')).endpoint])],
  ['refuses connections', async () => backendOf('m', [{ address: '127.79.255.1', port: 9, pod: null }])],
  ['has no endpoints', async () => backendOf('m', [])],
  ['is invalid', async () => backendOf('m', [], { outcome: { state: 'invalid', reason: 'InvalidKind', message: '' } })],
])('a mirror that %s changes nothing for the client', async (_, mirror) => {
  const address = await serve(await startEcho(), { filters: [mirrorTo(await mirror())] });
  const body = 'y'.repeat(1_000_000);
  const answer = await ask(address, '/', { method: 'PUT', body });
  expect([answer.status, JSON.parse(answer.body).body.length]).toEqual([200, body.length]);
});
