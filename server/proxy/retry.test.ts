import { expect, test } from 'vitest';
import type { RetryRule } from '#lib/routing/route-table.ts';
import { addressOf, ask, backendOf, forwardTo, listener, startBackend, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.80';

const retry = (more: Partial<RetryRule> = {}): RetryRule => ({ attempts: 3, codes: [503], backoffMs: 1, ...more });

/** Fails the first requests as told, then answers 200 with the body it got. */
async function failing(times: number, how: number | 'reset' | 'hang') {
  const seen: string[] = [];
  const { endpoint } = await startBackend(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push(body);
    if (seen.length > times) response.end(body);
    else if (how === 'reset') request.socket.resetAndDestroy();
    else if (how !== 'hang') response.writeHead(how).end('failed');
  });
  return { endpoint, seen };
}

async function serve(backend: Awaited<ReturnType<typeof failing>>, more: Parameters<typeof forwardTo>[1]) {
  const rig = await startRig(NETWORK);
  const action = forwardTo([backendOf('a', [backend.endpoint])], more);
  return { rig, address: addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])]))) };
}

test.each<[string, number, number | 'reset' | 'hang', Parameters<typeof forwardTo>[1], number, number]>([
  ['one of its codes is asked again', 2, 503, { retry: retry() }, 200, 3],
  ['the last answer is passed on when no attempt is left', 9, 503, { retry: retry() }, 503, 4],
  ['another code is passed on at once', 1, 500, { retry: retry() }, 500, 1],
  ['no answer is asked again', 1, 'reset', { retry: retry() }, 200, 2],
  ['an attempt that takes too long is made again', 1, 'hang', { retry: retry(), backendRequestMs: 1000 }, 200, 2],
  ['every attempt takes too long', 9, 'hang', { retry: retry({ attempts: 1 }), backendRequestMs: 500 }, 504, 2],
  ['the whole limit ends it', 9, 503, { retry: retry({ attempts: 9, backoffMs: 60_000 }), requestMs: 1000 }, 504, 1],
  ['without retry nothing is asked again', 1, 503, {}, 503, 1],
  ['without retry a reset is 502', 1, 'reset', {}, 502, 1],
])('%s', async (_, times, how, more, status, attempts) => {
  const backend = await failing(times, how);
  const { rig, address } = await serve(backend, more);
  const answer = await ask(address, '/', { method: 'POST', body: 'order' });
  expect(answer.status).toBe(status);
  if (status === 200) expect(answer.body).toBe('order');
  expect(backend.seen).toEqual(Array(attempts).fill('order'));
  expect(await rig.recorded(() => true)).toMatchObject({ attempts, status });
});

test('a body larger than what is kept is not sent again', async () => {
  const backend = await failing(1, 503);
  const { address } = await serve(backend, { retry: retry() });
  expect((await ask(address, '/', { method: 'POST', body: 'z'.repeat(2_000_000) })).status).toBe(503);
  expect(backend.seen.length).toBe(1);
});

test('the wait between attempts is at least the backoff', async () => {
  const backend = await failing(2, 503);
  const { rig, address } = await serve(backend, { retry: retry({ backoffMs: 120 }) });
  expect((await ask(address, '/')).status).toBe(200);
  expect((await rig.recorded(() => true)).totalMs).toBeGreaterThanOrEqual(240);
});
