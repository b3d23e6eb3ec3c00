import { expect, test } from 'vitest';
import type { CorsFilter } from '#lib/routing/route-table.ts';
import { addressOf, ask, backendOf, forwardTo, listener, startBackend, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.81';

const cors: CorsFilter = {
  type: 'CORS',
  allowOrigins: ['https://shop.test'],
  allowCredentials: false,
  allowMethods: ['GET'],
  allowHeaders: [],
  exposeHeaders: [],
  maxAgeSeconds: 5,
};

const preflight = {
  method: 'OPTIONS',
  headers: { Origin: 'https://shop.test', 'Access-Control-Request-Method': 'GET' },
};

test('a preflight is answered without a backend', async () => {
  const rig = await startRig(NETWORK);
  const action = forwardTo([backendOf('a', [])], { filters: [cors] });
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const answer = await ask(address, '/', preflight);
  expect([answer.status, answer.body]).toEqual([204, '']);
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': 'https://shop.test',
    'access-control-allow-methods': 'GET',
    'access-control-max-age': '5',
  });
  expect(await rig.recorded(() => true)).toMatchObject({ answer: 'preflight', status: 204, backend: null });
  expect((await ask(address, '/')).status).toBe(503);
});

test('answers of the backend carry the headers of the filter instead of their own', async () => {
  const rig = await startRig(NETWORK);
  const { endpoint } = await startBackend((_, response) => {
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'X-A': '1' }).end();
  });
  const action = forwardTo([backendOf('a', [endpoint])], { filters: [cors] });
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const known = await ask(address, '/', { headers: { Origin: 'https://shop.test' } });
  expect(known.headers).toMatchObject({ 'access-control-allow-origin': 'https://shop.test', 'x-a': '1' });
  const stranger = await ask(address, '/', { headers: { Origin: 'https://evil.test' } });
  expect(stranger.headers).not.toHaveProperty('access-control-allow-origin');
});
