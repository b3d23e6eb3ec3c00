import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Refusal } from '../refusals.ts';
import { encodeFields, flags, frame, headers, openRawSession, requestFields, settings, types } from './http2-frames.ts';

/** Where an attack goes: a plain and a TLS port of one address. */
export type Target = Readonly<{ address: string; port: number; tlsPort: number }>;

/** Resolves when the proxy ended the connection, with what it said before. Attacks never end theirs. */
export type Attack = (target: Target) => Promise<string>;

/** `counted` null: it is ended as any other that has nothing to ask, which is no refusal. */
export type AttackRow = readonly [name: string, counted: Refusal | null, attack: Attack];

/** All that comes until the other side ends the connection. */
function untilClosed(socket: Socket): Promise<string> {
  let all = '';
  socket.on('data', (chunk: Buffer) => {
    all += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  return new Promise((resolve) => socket.once('close', () => resolve(all)));
}

const send =
  (text: string): Attack =>
  ({ address, port }) => {
    const socket = connect({ host: address, port });
    socket.write(text, 'latin1');
    return untilClosed(socket);
  };

/** Sends a beginning and then byte by byte, never the end. */
const dribble =
  (beginning: string): Attack =>
  async ({ address, port }) => {
    const socket = connect({ host: address, port, noDelay: true });
    socket.write(beginning, 'latin1');
    const timer = setInterval(() => socket.write('a'), 20);
    return untilClosed(socket).finally(() => clearInterval(timer));
  };

/** Asks and reads nothing of the answer. */
const deaf: Attack = ({ address, port }) => {
  const socket = connect({ host: address, port });
  socket.on('error', () => {});
  socket.write('GET /endless HTTP/1.1\r\nHost: a\r\n\r\n');
  // who does not read does not hear the end either: writing tells
  const timer = setInterval(() => socket.write('a'), 20);
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(timer);
      resolve('');
    });
  });
};

const overTls =
  (options: ConnectionOptions, then: (socket: ReturnType<typeof connectTls>) => void = () => {}): Attack =>
  ({ address, tlsPort }) => {
    const socket = connectTls({ host: address, port: tlsPort, servername: 'a.test', rejectUnauthorized: false, ...options });
    socket.once('secureConnect', () => then(socket));
    return untilClosed(socket);
  };

const toTlsPort =
  (bytes: string, end: 'open' | 'half-closed' = 'open'): Attack =>
  ({ address, tlsPort }) => {
    const socket = connect({ host: address, port: tlsPort });
    socket.write(bytes, 'latin1');
    if (end === 'half-closed') socket.end();
    return untilClosed(socket);
  };

/** Frames behind a preface; `first` are the client's settings. */
const session =
  (frames: () => Buffer, first = settings()): Attack =>
  async ({ address, port }) => {
    const { socket, send: write, closed } = openRawSession(address, port, first);
    write(frames());
    await closed;
    socket.destroy();
    return '';
  };

const many = (count: number, one: (index: number) => Buffer | readonly Buffer[]) => () =>
  Buffer.concat(Array.from({ length: count }, (_, index) => one(index)).flat());
const streamOf = (index: number) => 2 * index + 1;
const reset = (stream: number) => frame(types.reset, 0, stream, Buffer.from([0, 0, 0, 8]));
const noWindow = frame(types.window, 0, 0, Buffer.alloc(4));
const tooWide = Buffer.from([0x7f, 0xff, 0xff, 0xff]);
const hello = '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03';

export const attacks: readonly AttackRow[] = [
  ['a head that comes byte by byte and never ends', 'headTimeout', dribble('GET / HTTP/1.1\r\nHost: a\r\nX: ')],
  ['a request line that comes byte by byte', 'headTimeout', dribble('GET /')],
  ['a connection that says nothing', 'headTimeout', send('')],
  ['a preface of HTTP/2 that stops', 'headTimeout', send('PRI * HTTP/2.0\r\n')],
  ['a second head on a kept connection that stops', 'headTimeout', send('GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT')],
  ['a connection kept and not used', null, send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['a body that stops', 'stalled', send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhello')],
  ['a body that never begins', 'stalled', send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n')],
  ['chunks that stop', 'stalled', send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel')],
  ['an answer that is not read', 'stalled', deaf],
  ['1000 requests at once behind one that is not answered', 'pipelining', send('GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1000))],
  ['a field of 1 MiB', 'headTooLarge', send(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(1_048_576)}`)],
  ['100 000 fields', 'headTooLarge', send(`GET / HTTP/1.1\r\nHost: a\r\n${'X: a\r\n'.repeat(100_000)}`)],
  ['garbage in place of a TLS hello', 'tlsHandshake', toTlsPort('\x80\x81\x82\x83garbage\r\n\r\n')],
  ['plain HTTP on the TLS port', 'tlsHandshake', toTlsPort('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['a TLS hello cut in the middle', 'tlsHandshake', toTlsPort(hello, 'half-closed')],
  ['a TLS hello that stops', 'headTimeout', toTlsPort(hello)],
  ['a TLS version that is no longer served', 'tlsHandshake', overTls({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })],
  ['no protocol in common by ALPN', 'tlsHandshake', overTls({ ALPNProtocols: ['smtp'] })],
  ['a server name of nobody', 'tlsHandshake', overTls({ servername: 'nobody.test' })],
  ['a handshake and then garbage for HTTP', 'badRequest', overTls({}, (socket) => socket.write('\x80\x81garbage\r\n\r\n'))],
  ['a handshake and then nothing', 'headTimeout', overTls({ ALPNProtocols: ['http/1.1'] })],
  ['streams opened and reset', 'http2Protocol', session(many(400, (index) => [headers(streamOf(index), requestFields('/stuck')), reset(streamOf(index))]))],
  ['streams opened and made to be reset', 'http2Protocol', session(many(400, (index) => [headers(streamOf(index), requestFields('/stuck')), frame(types.window, 0, streamOf(index), tooWide)]))],
  ['pings', 'http2Flood', session(many(3000, () => frame(types.ping, 0, 0, Buffer.alloc(8))))],
  ['settings', 'http2Flood', session(many(3000, () => settings([[4, 65_535]])))],
  ['empty settings', 'http2Flood', session(many(3000, () => settings()))],
  ['a head that goes on and on', 'http2Protocol', session(many(1000, (index) => (index === 0 ? headers(1, requestFields(), 0) : frame(types.continuation, 0, 1, encodeFields([['x', 'y']])))))],
  ['empty parts of a head without end', 'http2Protocol', session(many(1000, (index) => (index === 0 ? headers(1, requestFields(), 0) : frame(types.continuation, 0, 1))))],
  ['empty parts of a body without end', 'http2Protocol', session(many(3000, (index) => (index === 0 ? headers(1, requestFields('/', 'POST'), flags.endHeaders) : frame(types.data, 0, 1))))],
  ['heads of 100 KiB, again and again', 'headTooLarge', session(many(100, (index) => giant(streamOf(index))))],
  ['a frame longer than agreed', 'http2Protocol', session(() => frame(types.data, 0, 1, Buffer.alloc(65_536)))],
  ['a window that is opened by nothing', 'http2Protocol', session(() => noWindow)],
  ['a window opened too wide', 'http2Protocol', session(many(3, () => frame(types.window, 0, 0, tooWide)))],
  ['data for a stream that was never opened', 'http2Protocol', session(() => frame(types.data, 0, 1, 'hello'))],
  ['a stream of the server’s opened by the client', 'http2Protocol', session(() => headers(2, requestFields()))],
  ['garbage for frames', 'http2Protocol', session(() => Buffer.alloc(4096, '\xff', 'latin1'))],
  ['a head that cannot be decompressed', 'http2Protocol', session(() => frame(types.headers, flags.endHeaders, 1, '\xff\xff\xff\xff\xff'))],
  ['a preface and then nothing', null, session(() => Buffer.alloc(0))],
];

/** A head in seven frames of 16 KiB: more than is agreed, with less parts than are too many. */
function giant(stream: number): readonly Buffer[] {
  const bytes = encodeFields([...requestFields(), ...Array.from({ length: 7 }, (): readonly [string, string] => ['x', 'a'.repeat(15_000)])]);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 16_384) {
    const part = bytes.subarray(at, at + 16_384);
    const isLast = at + 16_384 >= bytes.length;
    const type = at === 0 ? types.headers : types.continuation;
    parts.push(frame(type, (isLast ? flags.endHeaders : 0) | (at === 0 ? flags.endStream : 0), stream, part));
  }
  return parts;
}
