import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { MessageChannel, Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { createCertificateAuthority } from '#server/sandbox/certificates.ts';
import type { Limits } from './limits.ts';
import { attacks, type Target } from './testdata/attacks.ts';
import { flags, frame, headers, openRawSession, requestFields, settings, types } from './testdata/http2-frames.ts';
import {
  type AtEnd,
  addressOf,
  ask,
  backendOf,
  forwardTo,
  listener,
  PORT,
  startBackend,
  startRig,
  tableOf,
} from './testdata/rig.ts';

const NETWORK = '127.85';
const TLS_PORT = 8443;
const patience = { timeout: 20_000, interval: 10 } as const;
const limits = { headMs: 300, stallMs: 300, keepAliveMs: 300, pipelined: 16 } as const;

/** A proxy with a plain and a TLS port, before an endpoint that answers, never answers or never stops to. */
async function serve(more: Partial<Limits> = {}, atEnd: AtEnd = onTestFinished) {
  const { port1: questions, port2 } = new MessageChannel();
  atEnd(async () => questions.close());
  const openWorker = () =>
    new Worker(new URL('./testdata/measured-worker.ts', import.meta.url), {
      workerData: { ...limits, ...more, questions: port2 },
      transferList: [port2],
    });
  const rig = await startRig(NETWORK, { openWorker }, atEnd);
  let open = 0;
  let asked = 0;
  const backend = await startBackend((incoming, response) => {
    open++;
    asked++;
    response.once('close', () => open--);
    if (incoming.url === '/stuck') return;
    if (incoming.url === '/endless') {
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', write);
      write();
    } else incoming.resume().once('end', () => response.end('ok'));
  }, atEnd);
  const entries = [{ action: forwardTo([backendOf('a', [backend.endpoint])]) }];
  const secret = objectKey({ group: '', kind: 'Secret', namespace: 'infra', name: 'a' });
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const authority = createCertificateAuthority('test', {
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2049-01-01'),
  });
  const { certificatePem, keyPem } = authority.issue('a', ['a.test']);
  const https = { name: 'tls', protocol: 'HTTPS', port: TLS_PORT, hostname: 'a.test', certificates: [secret] };
  const address = addressOf(
    await rig.proxy.apply(
      tableOf(
        1,
        [listener(entries), listener(entries, https)],
        new Map([[secret, { certificate: base64(certificatePem), privateKey: base64(keyPem) }]]),
      ),
    ),
  );
  const target: Target = { address, port: PORT, tlsPort: TLS_PORT };
  const heapBytes = () =>
    new Promise<number>((resolve) => {
      questions.once('message', resolve);
      questions.postMessage('how much?');
    });
  return { rig, target, heapBytes, open: () => open, asked: () => asked };
}

describe('one proxy', () => {
  let served: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    const closers: (() => Promise<void>)[] = [];
    served = await serve(limits, (close) => closers.push(close));
    return async () => {
      for (const close of closers) await close();
    };
  });

  test.each(attacks)('%s: ended, counted, nothing left behind', async (_name, counted, attack) => {
    const { rig, target, open } = served;
    const before = counted && rig.refused(counted);
    const said = await attack(target);
    if (counted === 'headTimeout' && said !== '') expect(said).toMatch(/HTTP\/1\.1 408 [\s\S]*Connection: close/);
    if (counted) await expect.poll(() => rig.refused(counted), patience).toBeGreaterThan(before ?? 0);
    expect((await ask(target.address, '/')).status).toBe(200);
    await expect.poll(open, patience).toBe(0);
  });

  test('memory is flat: the same attacks again and again leave nothing', async () => {
    const { target, heapBytes } = served;
    const round = () => Promise.all(attacks.map(([, , attack]) => attack(target)));
    for (let count = 0; count < 2; count++) await round();
    const before = await heapBytes();
    for (let count = 0; count < 6; count++) await round();
    const after = await heapBytes();
    expect(after / before).toBeLessThan(1.1);
  });
});

const windowOf = (bytes: number) => settings([[4, bytes]]);

test('a window of nothing holds an answer for so long, then its stream is reset and the others go on', async () => {
  const { rig, target, open } = await serve();
  const session = openRawSession(target.address, target.port, windowOf(0));
  onTestFinished(() => void session.socket.destroy());
  session.send(headers(1, requestFields('/endless')));
  const ended = session.until(({ type, stream }) => type === types.reset && stream === 1);
  expect(await ended).not.toBeNull();
  await expect.poll(open, patience).toBe(0);
  await expect.poll(() => rig.refused('stalled'), patience).toBe(1);
  session.send(windowOf(65_535), headers(3, requestFields('/')));
  expect(await session.until(({ type, stream }) => type === types.data && stream === 3)).not.toBeNull();
});

test('a window that is opened keeps a slow reader alive, however long the whole takes', async () => {
  const { rig, target } = await serve();
  const session = openRawSession(target.address, target.port, windowOf(1));
  onTestFinished(() => void session.socket.destroy());
  session.send(headers(1, requestFields('/endless')));
  const start = performance.now();
  const got = () => session.frames.filter(({ type, stream }) => type === types.data && stream === 1).length;
  for (let count = 1; performance.now() - start < 3 * limits.stallMs; count++) {
    await expect.poll(got, patience).toBeGreaterThanOrEqual(count);
    session.send(frame(types.window, 0, 1, Buffer.from([0, 0, 0, 1])));
  }
  expect(rig.refused('stalled')).toBe(0);
});

test('a client that pings for every piece it gets, as gRPC does, is no flood', async () => {
  const { rig, target } = await serve();
  const session = openRawSession(target.address, target.port, windowOf(0));
  onTestFinished(() => void session.socket.destroy());
  session.send(headers(1, requestFields('/endless')));
  const countOf = (wanted: number) => session.frames.filter(({ type }) => type === wanted).length;
  const piece = Buffer.from([0, 0, 8, 0]);
  for (let count = 1; count <= 400; count++) {
    session.send(
      frame(types.ping, 0, 0, Buffer.alloc(8)),
      frame(types.window, 0, 0, piece),
      frame(types.window, 0, 1, piece),
    );
    await session.until(() => countOf(types.ping) >= count && countOf(types.data) >= count);
  }
  expect(session.socket.closed).toBe(false);
  expect(rig.refused('http2Flood')).toBe(0);
});

test('a body of HTTP/2 that stops is 408, its stream is closed and the endpoint let go', async () => {
  const { rig, target, open } = await serve();
  const session = openRawSession(target.address, target.port);
  onTestFinished(() => void session.socket.destroy());
  session.send(headers(1, requestFields('/', 'POST'), flags.endHeaders), frame(types.data, 0, 1, 'hello'));
  expect(await session.until(({ type, stream }) => type === types.reset && stream === 1)).not.toBeNull();
  await expect.poll(open, patience).toBe(0);
  expect(await rig.recorded(() => true)).toMatchObject({ status: 408, answer: 'clientStalled' });
  await expect.poll(() => rig.refused('stalled'), patience).toBe(1);
});

test('an endpoint that takes its time is not the client’s fault', async () => {
  const { rig, target, open } = await serve();
  const socket = connect({ host: target.address, port: target.port });
  onTestFinished(() => void socket.destroy());
  const session = openRawSession(target.address, target.port);
  onTestFinished(() => void session.socket.destroy());
  socket.write('GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n');
  session.send(headers(1, requestFields('/stuck')));
  await expect.poll(open, patience).toBe(2);
  const idle = connect({ host: target.address, port: target.port });
  // three silent connections in turn: three times the limit has passed
  for (let count = 0; count < 3; count++)
    await new Promise((resolve) =>
      (count === 0 ? idle : connect({ host: target.address, port: target.port })).once('close', resolve).resume(),
    );
  expect(open()).toBe(2);
  expect(rig.refused('stalled')).toBe(0);
});

test('renegotiation is not taken up', async () => {
  const { target } = await serve();
  const socket = connectTls({
    host: target.address,
    port: target.tlsPort,
    servername: 'a.test',
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
  });
  onTestFinished(() => void socket.destroy());
  await new Promise<void>((resolve) => socket.once('secureConnect', () => resolve()));
  const failed = new Promise<Error>((resolve) => socket.once('error', resolve));
  socket.renegotiate({}, () => {});
  expect((await failed).message).toMatch(/no.renegotiation/i);
  expect((await ask(target.address, '/')).status).toBe(200);
});

test('a client that ends its side is gone: its endpoint is let go', async () => {
  const { target, open } = await serve();
  const socket = connect({ host: target.address, port: target.port, allowHalfOpen: true });
  const closed = new Promise((resolve) => socket.once('close', resolve).resume());
  socket.write('GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n');
  await expect.poll(open, patience).toBe(1);
  socket.end();
  await closed;
  await expect.poll(open, patience).toBe(0);
});

test('connections above the limit are closed at once and counted; those before go on', async () => {
  const { rig, target, asked } = await serve({ connections: 8, headMs: 60_000 });
  const held = Array.from({ length: 8 }, () => connect({ host: target.address, port: target.port }));
  for (const socket of held) {
    onTestFinished(() => void socket.destroy());
    await new Promise((resolve) => (socket.connecting ? socket.once('connect', resolve) : resolve(null)));
  }
  const above = connect({ host: target.address, port: target.port });
  above.on('error', () => {});
  await new Promise((resolve) => above.once('close', resolve));
  await expect.poll(() => rig.refused('tooManyConnections'), patience).toBe(1);
  held[0]?.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await new Promise((resolve) => held[0]?.once('data', resolve));
  expect(asked()).toBe(1);
});
