import { connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { addressOf, backendOf, forwardTo, listener, sendRaw, startBackend, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.75';

/** A proxy before an endpoint that keeps count of what reaches it. */
async function serve() {
  const rig = await startRig(NETWORK);
  const reached: string[] = [];
  const backend = await startBackend((incoming, response) => {
    reached.push(`${incoming.method} ${incoming.url} ${incoming.headers.host}`);
    incoming.resume().once('end', () => response.end('ok'));
  });
  const action = forwardTo([backendOf('a', [backend.endpoint])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  return { address, reached, records: rig.records };
}

const head = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const statusesOf = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

test('pipelined requests are answered in order, nothing after one that is refused', async () => {
  const { address, reached } = await serve();
  const one = (path: string, ...more: string[]) => head(`GET ${path} HTTP/1.1`, 'Host: a', ...more);
  const good = await sendRaw(address, one('/1') + one('/2') + one('/3', 'Connection: close'));
  expect(statusesOf(good)).toEqual([200, 200, 200]);
  expect(reached.toSorted()).toEqual(['GET /1 a', 'GET /2 a', 'GET /3 a']);
  expect(statusesOf(await sendRaw(address, one('/1') + one('/%')))).toEqual([200, 400]);
});

test('an HTTP/1.0 client without Host is served and gets no chunks', async () => {
  const { address } = await serve();
  const answer = await sendRaw(address, head('GET / HTTP/1.0'));
  expect(statusesOf(answer)).toEqual([200]);
  expect(answer.toLowerCase()).not.toContain('transfer-encoding');
  expect(answer.endsWith('\r\n\r\nok')).toBe(true);
});

test('HEAD has no body and leaves the connection in step', async () => {
  const { address } = await serve();
  const answer = await sendRaw(
    address,
    head('HEAD / HTTP/1.1', 'Host: a') + head('GET / HTTP/1.1', 'Host: a', 'Connection: close'),
  );
  expect(statusesOf(answer)).toEqual([200, 200]);
});

test.each([
  ['another server', 'CONNECT 127.0.0.1:22 HTTP/1.1', 'Host: 127.0.0.1:22'],
  ['a host of ours', 'CONNECT a:80 HTTP/1.1', 'Host: a'],
  ['no authority', 'CONNECT / HTTP/1.1', 'Host: a'],
])('CONNECT to %s is 501 and ends the connection: nothing after it is read', async (_, ...lines) => {
  const { address, reached, records } = await serve();
  const answer = await sendRaw(address, head(...lines) + head('GET /tunnelled HTTP/1.1', 'Host: a'));
  expect(statusesOf(answer)).toEqual([501]);
  expect(answer).toMatch(/^Connection: close\r$/im);
  expect(answer).toContain('501: this kind of tunnel or upgrade is not served');
  expect(reached).toEqual([]);
  await expect.poll(() => records).toMatchObject([{ method: 'CONNECT', status: 501, answer: 'notImplemented' }]);
});

/** An endpoint that answers every connection with these bytes, whatever it is asked. */
async function answerWith(bytes: string): Promise<string> {
  const rig = await startRig(NETWORK);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.from(bytes, 'latin1')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const action = forwardTo([backendOf('a', [{ address: '127.0.0.1', port, pod: null }])]);
  const gateway = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  return sendRaw(gateway, head('GET / HTTP/1.1', 'Host: a', 'Connection: close'));
}

test.each([
  ['two Content-Lengths', `${head('HTTP/1.1 200 OK', 'Content-Length: 2', 'Content-Length: 3')}abc`],
  ['no HTTP', 'hello\r\n\r\n'],
  ['nothing', ''],
  ['an upgrade nobody asked for', head('HTTP/1.1 101 Switching Protocols', 'Upgrade: x', 'Connection: Upgrade')],
])('an endpoint that answers with %s is 502', async (_, bytes) => {
  expect(statusesOf(await answerWith(bytes))).toEqual([502]);
});

test('hop-by-hop fields of an answer stay on their hop, 103 is not taken for the answer', async () => {
  const answer = await answerWith(
    head('HTTP/1.1 103 Early Hints', 'Link: </x>') +
      head('HTTP/1.1 200 OK', 'Connection: X-Hop', 'X-Hop: 1', 'Keep-Alive: timeout=1', 'Upgrade: x', 'X-Stays: 1') +
      'until close',
  );
  expect(statusesOf(answer).at(-1)).toBe(200);
  expect(answer).toContain('X-Stays: 1');
  for (const field of ['X-Hop', 'Upgrade:', 'timeout=1']) expect(answer).not.toContain(field);
  expect(answer).toContain('until close');
});

test('a head that comes byte by byte is read', async () => {
  const { address } = await serve();
  const text = head('GET / HTTP/1.1', 'Host: a', 'Connection: close');
  const socket = connect({ host: address, port: 8080, noDelay: true });
  const answer = new Promise<string>((resolve) => {
    let all = '';
    socket.on('data', (chunk) => {
      all += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(all));
  });
  for (const char of text) await new Promise<void>((resolve) => socket.write(char, () => resolve()));
  expect(statusesOf(await answer)).toEqual([200]);
});
