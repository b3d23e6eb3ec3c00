import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '#server/logger.ts';
import { type Proxy as DataPlaneProxy, startProxy } from './proxy.ts';
import { framingMessages } from './testdata/hostile-framing.ts';
import { headMessages } from './testdata/hostile-heads.ts';
import { head, type Must } from './testdata/hostile-message.ts';
import { type RecordingBackend, startRecordingBackend } from './testdata/recording-backend.ts';
import { addressOf, backendOf, forwardTo, listener, PORT, tableOf } from './testdata/rig.ts';

let proxy: DataPlaneProxy;
let backend: RecordingBackend;
let address: string;
beforeAll(async () => {
  proxy = await startProxy({ log: createLog('silent'), network: '127.83' });
  backend = await startRecordingBackend();
  const action = forwardTo([backendOf('a', [backend.endpoint])]);
  address = addressOf(await proxy.apply(tableOf(1, [listener([{ action }])])));
});
afterAll(async () => {
  await proxy.close(0);
  backend.close();
});
beforeEach(() => {
  backend.requests.length = 0;
  backend.faults.length = 0;
});

const messages = { ...framingMessages, ...headMessages };
const rows = Object.entries(messages).flatMap(([kind, all]) =>
  all.map(([name, ...rest]) => [kind, name, ...rest] as const),
);
/** sent right behind every message, in the same write */
const next = head('GET /next HTTP/1.1', 'Host: a', 'Connection: close');
const linesOf = () => backend.requests.map((request) => request.head.slice(0, request.head.indexOf('\r\n')));

/** Sends bytes and gives all that comes back until the proxy ends the connection. */
function send(bytes: string, end: 'half-closed' | 'open'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: PORT });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      /ECONNRESET|EPIPE/.test(error.code ?? '') ? null : reject(error),
    );
    socket.on('close', () => resolve(answer));
    socket.write(Buffer.from(bytes, 'latin1'));
    if (end === 'half-closed') socket.end();
  });
}

const statusesOf = (answer: string) =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].flatMap(([, status]) => (status === '100' ? [] : [Number(status)]));

test('there are at least 150 messages, each with a name of its own', () => {
  expect(rows.length).toBeGreaterThan(150);
  expect(new Set(rows.map(([kind, name]) => `${kind} ${name}`)).size).toBe(rows.length);
});

test.each(rows)('%s: %s', async (_kind, _name, bytes, must) => {
  const sent = must.kind === 'abandoned' ? send(bytes, 'half-closed') : send(bytes + next, 'open');
  const statuses = statusesOf(await sent);
  expect(backend.faults).toEqual([]);
  expectOutcome(must, statuses);
  // and whoever comes next finds all in order
  backend.requests.length = 0;
  expect(statusesOf(await send(next, 'open'))).toEqual([200]);
  expect(linesOf()).toEqual(['GET /next HTTP/1.1']);
});

function expectOutcome(must: Must, statuses: readonly number[]): void {
  const [first] = backend.requests;
  switch (must.kind) {
    case 'refused':
      expect(linesOf()).toEqual([]);
      expect(statuses).toEqual(must.status === null ? [] : [must.status]);
      return;
    case 'cut':
    case 'abandoned':
      expect(backend.requests.length).toBeLessThanOrEqual(1);
      expect(first?.isWhole ?? false).toBe(false);
      expect(statuses).toEqual(must.status === null ? [] : [must.status]);
      return;
    case 'passed':
    case 'last':
      expect(linesOf()).toEqual(must.kind === 'last' ? [must.line] : [must.line, 'GET /next HTTP/1.1']);
      expect(first).toMatchObject({ body: must.body, isWhole: true });
      // behind an answer there may be one to what follows: it cannot be read
      expect(must.kind === 'last' ? statuses.slice(0, 1) : statuses).toEqual(must.kind === 'last' ? [200] : [200, 200]);
      for (const pattern of must.has) expect(first?.head.replaceAll('\r', '')).toMatch(pattern);
      for (const pattern of must.hasNot) expect(first?.head.replaceAll('\r', '')).not.toMatch(pattern);
  }
}
