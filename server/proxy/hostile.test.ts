import { connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { addressOf, backendOf, forwardTo, listener, sendRaw, startBackend, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.75';

/** A proxy before an endpoint that keeps count of what reaches it. */
async function serve(hostname = '') {
  const rig = await startRig(NETWORK);
  const reached: string[] = [];
  const backend = await startBackend((incoming, response) => {
    reached.push(`${incoming.method} ${incoming.url} ${incoming.headers.host}`);
    incoming.resume().once('end', () => response.end('ok'));
  });
  const action = forwardTo([backendOf('a', [backend.endpoint])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ hostname, action }])])));
  return { address, reached, records: rig.records };
}

const head = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const statusesOf = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

test.each([
  [
    'Content-Length and Transfer-Encoding',
    `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`,
  ],
  ['two Content-Lengths', `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5', 'Content-Length: 6')}hello!`],
  ['Content-Length with a sign', `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: +5')}hello`],
  ['an unknown transfer coding', `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: xchunked')}0\r\n\r\n`],
  [
    'chunked twice',
    `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  ],
  ['a coding before chunked', `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip, chunked')}0\r\n\r\n`],
  ['chunked on HTTP/1.0', `${head('POST / HTTP/1.0', 'Host: a', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
  ['a space before the colon', `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding : chunked')}0\r\n\r\n`],
  ['a bare CR in a value', head('GET / HTTP/1.1', 'Host: a', 'X: a\rb')],
  ['bare LFs', 'GET / HTTP/1.1\nHost: a\n\n'],
  ['a NUL in a value', head('GET / HTTP/1.1', 'Host: a', 'X: a\0b')],
  ['no Host', head('GET / HTTP/1.1')],
  ['two Hosts', head('GET / HTTP/1.1', 'Host: a', 'Host: b')],
  ['two equal Hosts', head('GET / HTTP/1.1', 'Host: a', 'Host: a')],
  ['a Host that is none', head('GET / HTTP/1.1', 'Host: a/b')],
  ['user information in the target', head('GET http://user@a/ HTTP/1.1', 'Host: a')],
  ['a bad chunk size', `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked')}zz\r\n`],
  [
    'a chunk size that overflows',
    `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked')}fffffffffffffffff\r\n`,
  ],
  ['64 KiB of header', head('GET / HTTP/1.1', 'Host: a', `X: ${'a'.repeat(65_536)}`)],
  ['a control byte in the method', head('G\x01T / HTTP/1.1', 'Host: a')],
  ['a malformed escape', head('GET /% HTTP/1.1', 'Host: a', 'Connection: close')],
  ['a fragment in the target', head('GET /a#b HTTP/1.1', 'Host: a', 'Connection: close')],
  ['an asterisk', head('OPTIONS * HTTP/1.1', 'Host: a', 'Connection: close')],
])('%s is refused and its request never whole at the endpoint', async (_, text) => {
  const { address, reached } = await serve();
  const closing = text.replace('Host: a\r\n', 'Host: a\r\nConnection: close\r\n');
  const statuses = statusesOf(await sendRaw(address, closing));
  expect(statuses.every((status) => status >= 400 && status < 500)).toBe(true);
  expect(statuses.length).toBeLessThanOrEqual(1);
  expect(reached.filter((line) => !line.startsWith('POST / a'))).toEqual([]);
});

test('a folded header line goes on unfolded or not at all', async () => {
  const { address, reached } = await serve();
  const answer = await sendRaw(address, head('GET / HTTP/1.1', 'Host: a', 'X: a', ' b', 'Connection: close'));
  expect([[200], [400]]).toContainEqual(statusesOf(answer));
  expect(reached.length).toBeLessThanOrEqual(1);
});

test('the authority of an absolute target counts, not the Host beside it', async () => {
  const { address, reached } = await serve('right.test');
  const answer = await sendRaw(
    address,
    head('GET http://right.test/x?y=1 HTTP/1.1', 'Host: wrong.test', 'Connection: close'),
  );
  expect(statusesOf(answer)).toEqual([200]);
  expect(reached).toEqual(['GET /x?y=1 right.test']);
});

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
