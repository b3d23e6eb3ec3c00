import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { BackendEndpoint } from '#lib/routing/route-table.ts';
import { addressOf, ask, backendOf, forwardTo, listener, startEcho, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.77';

/** An endpoint that refuses connections: its port was free a moment ago, on an address nobody else is given. */
async function refusing(): Promise<BackendEndpoint> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.77.255.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return { address: '127.77.255.1', port, pod: null };
}

test.each([
  ['GET', undefined],
  ['POST', 'a'.repeat(300_000)],
  ['PATCH', 'short'],
])('%s goes to another endpoint of its backend where no connection comes about', async (method, body) => {
  const rig = await startRig(NETWORK);
  const { endpoint } = await startEcho();
  const action = forwardTo([backendOf('a', [await refusing(), endpoint, await refusing()])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  for (let count = 0; count < 12; count++) {
    const answer = await ask(address, '/', { method, ...(body !== undefined && { body }) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ method, body: body ?? '' });
  }
  await expect.poll(() => rig.records.length).toBe(12);
  expect(new Set(rig.records.map((record) => record.endpoint?.pod))).toEqual(new Set([endpoint.pod]));
});

test('another backend is never tried: weights stay as they were written', async () => {
  const rig = await startRig(NETWORK);
  const { endpoint } = await startEcho();
  const dead = backendOf('dead', [await refusing(), await refusing()]);
  const action = forwardTo([dead, backendOf('spare', [endpoint], { weight: 0 })]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  expect((await ask(address, '/', { method: 'POST', body: 'order' })).status).toBe(502);
  expect(await rig.recorded(() => true)).toMatchObject({ answer: 'upstreamFailed', reason: 'ECONNREFUSED' });
});
