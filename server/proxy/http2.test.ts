import { Agent, createServer as createHttp1, type IncomingMessage, request as requestHttp1 } from 'node:http';
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { createCertificateAuthority } from '#server/sandbox/certificates.ts';
import {
  addressOf,
  ask,
  backendOf,
  forwardTo,
  listener,
  PORT,
  startBackend,
  startEcho,
  startRig,
  tableOf,
} from './testdata/rig.ts';

const NETWORK = '127.82';

type Answer = Readonly<{ headers: IncomingHttpHeaders; body: string; trailers: IncomingHttpHeaders }>;

function openSession(url: string): ClientHttp2Session {
  const session = connect(url, { rejectUnauthorized: false });
  session.on('error', () => {});
  onTestFinished(() => session.destroy());
  return session;
}

function askHttp2(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    let [got, trailers]: IncomingHttpHeaders[] = [{}, {}];
    let text = '';
    stream.on('response', (head) => {
      got = head;
    });
    stream.on('trailers', (head) => {
      trailers = head;
    });
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    stream.on('error', reject);
    stream.on('close', () => resolve({ headers: got ?? {}, body: text, trailers: trailers ?? {} }));
    if (body !== undefined) stream.end(body);
  });
}

async function serveEcho() {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const action = forwardTo([backendOf('a', [echo.endpoint])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  return { rig, address };
}

test('one port answers HTTP/1.1, and HTTP/2 by prior knowledge', async () => {
  const { rig, address } = await serveEcho();
  const session = openSession(`http://${address}:${PORT}`);
  const answer = await askHttp2(
    session,
    { ':path': '/a?b=c', ':authority': 'shop.test', ':method': 'POST', cookie: ['a=1', 'b=2'], te: 'trailers' },
    'order',
  );
  expect(answer.headers[':status']).toBe(200);
  const got = JSON.parse(answer.body);
  expect([got.method, got.url, got.body]).toEqual(['POST', '/a?b=c', 'order']);
  const headers = new Map<string, string>();
  for (let i = 0; i < got.headers.length; i += 2) headers.set(got.headers[i].toLowerCase(), got.headers[i + 1]);
  expect(Object.fromEntries(headers)).toMatchObject({
    host: 'shop.test',
    cookie: 'a=1; b=2',
    'x-forwarded-proto': 'http',
  });
  expect([...headers.keys()].filter((name) => name.startsWith(':') || name === 'te')).toEqual([]);
  expect((await ask(address, '/plain')).status).toBe(200);
  expect(await rig.recorded(({ path }) => path === '/a?b=c')).toMatchObject({ host: 'shop.test', status: 200 });
});

test('a request without a body goes on without one; 404 and redirects are answered over HTTP/2 as well', async () => {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const redirect = {
    type: 'RequestRedirect',
    scheme: null,
    hostname: 'new.test',
    path: null,
    port: null,
    statusCode: 301,
  } as const;
  const table = tableOf(1, [
    listener([
      { path: '/a', action: forwardTo([backendOf('a', [echo.endpoint])]) },
      { path: '/r', action: { kind: 'redirect', redirect, filters: [redirect] } },
    ]),
  ]);
  const session = openSession(`http://${addressOf(await rig.proxy.apply(table))}:${PORT}`);
  const got = JSON.parse((await askHttp2(session, { ':path': '/a' })).body);
  expect(got.headers.filter((name: string) => /^(content-length|transfer-encoding)$/i.test(name))).toEqual([]);
  expect((await askHttp2(session, { ':path': '/b' })).headers[':status']).toBe(404);
  const moved = await askHttp2(session, { ':path': '/r', ':authority': 'old.test' });
  expect(moved.headers).toMatchObject({ ':status': 301, location: 'http://new.test:8080/r' });
  expect((await askHttp2(session, { ':method': 'CONNECT', ':authority': 'evil.test:80' })).headers[':status']).toBe(
    501,
  );
});

test('a preface that comes byte by byte is understood, and so is a request line', async () => {
  const { address } = await serveEcho();
  const dribble = async (text: string) => {
    const socket = connectTcp({ host: address, port: PORT, noDelay: true });
    onTestFinished(() => void socket.destroy());
    const first = firstBytes(socket);
    for (const character of text) await new Promise((resolve) => socket.write(character, resolve));
    return first;
  };
  expect((await dribble('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')).toString()).toContain(
    'HTTP/1.1 200',
  );
  // the first frame is the server's SETTINGS (type 4) on stream 0
  const settings = await dribble('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0');
  expect(settings[3]).toBe(4);
});

function firstBytes(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('data', resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

test('ALPN chooses HTTP/2 under TLS, and a host of another listener on the same connection is 421', async () => {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const authority = createCertificateAuthority('test', {
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2049-01-01'),
  });
  const { certificatePem, keyPem } = authority.issue('all', ['a.test', 'b.test']);
  const secret = objectKey({ group: '', kind: 'Secret', namespace: 'infra', name: 'all' });
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const action = forwardTo([backendOf('a', [echo.endpoint])]);
  const https = (name: string, hostname: string) =>
    listener([{ hostname, action }], { protocol: 'HTTPS', port: 8443, name, hostname, certificates: [secret] });
  const certificates = new Map([[secret, { certificate: base64(certificatePem), privateKey: base64(keyPem) }]]);
  const table = tableOf(1, [https('a', 'a.test'), https('b', 'b.test')], certificates);
  const address = addressOf(await rig.proxy.apply(table));
  const session = connect(`https://${address}:8443`, { rejectUnauthorized: false, servername: 'a.test' });
  onTestFinished(() => session.destroy());
  const own = await askHttp2(session, { ':path': '/', ':authority': 'a.test' });
  expect(own.headers[':status']).toBe(200);
  expect(JSON.parse(own.body).headers).toContain('https');
  expect((await askHttp2(session, { ':path': '/', ':authority': 'b.test' })).headers[':status']).toBe(421);
  expect((await askHttp2(session, { ':path': '/', ':authority': 'a.test' })).headers[':status']).toBe(200);
});

test('a client that resets its stream stops the upstream; one that loses its upstream is reset', async () => {
  const rig = await startRig(NETWORK);
  const [seen, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const stuck = await startBackend((_, response) => {
    seen.resolve();
    response.once('close', gone.resolve);
  });
  const dying = await startBackend((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  const table = tableOf(1, [
    listener([
      { path: '/stuck', action: forwardTo([backendOf('a', [stuck.endpoint])]) },
      { path: '/dying', action: forwardTo([backendOf('b', [dying.endpoint])]) },
    ]),
  ]);
  const session = openSession(`http://${addressOf(await rig.proxy.apply(table))}:${PORT}`);
  const stream = session.request({ ':path': '/stuck' });
  stream.on('error', () => {});
  await seen.promise;
  stream.close(constants.NGHTTP2_CANCEL);
  await gone.promise;
  expect(await rig.recorded(({ path }) => path === '/stuck')).toMatchObject({ ended: 'clientAborted', status: null });
  await expect(askHttp2(session, { ':path': '/dying' })).rejects.toThrow();
  expect(await rig.recorded(({ path }) => path === '/dying')).toMatchObject({ ended: 'upstreamAborted' });
});

test('a port that goes lets streams of HTTP/2 end and takes no more', async () => {
  const rig = await startRig(NETWORK);
  const [asked, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = await startBackend(async (_, response) => {
    asked.resolve();
    await goOn.promise;
    response.end('whole');
  });
  const action = forwardTo([backendOf('a', [slow.endpoint])]);
  const session = openSession(
    `http://${addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])))}:${PORT}`,
  );
  const answer = askHttp2(session, { ':path': '/' });
  await asked.promise;
  const goaway = new Promise((resolve) => session.once('goaway', resolve));
  await rig.proxy.apply(tableOf(2, []));
  await goaway;
  goOn.resolve();
  expect((await answer).body).toBe('whole');
});

/** Speaks HTTP/2 in plain text and nothing else. */
async function startH2c() {
  const server = createServer();
  server.on('stream', async (stream, headers) => {
    let body = '';
    stream.setEncoding('utf8');
    for await (const part of stream) body += part;
    stream.respond({ ':status': 200, 'x-kind': 'h2c' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': 'yes' }));
    stream.end(JSON.stringify({ headers, body }));
  });
  server.on('sessionError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { address: '127.0.0.1', port, pod: null };
}

test('an h2c backend is spoken to by prior knowledge, body, Host and trailers included', async () => {
  const rig = await startRig(NETWORK);
  const outcome = { state: 'resolved', endpoints: [await startH2c()], protocol: 'h2c', tls: null } as const;
  const action = forwardTo([backendOf('a', [], { outcome })]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const answer = await ask(address, '/x?y', { method: 'POST', headers: { Host: 'shop.test' }, body: 'order' });
  expect([answer.status, answer.headers['x-kind']]).toEqual([200, 'h2c']);
  expect(JSON.parse(answer.body)).toMatchObject({
    headers: { ':authority': 'shop.test', ':path': '/x?y', ':method': 'POST', 'x-forwarded-proto': 'http' },
    body: 'order',
  });
  const session = openSession(`http://${address}:${PORT}`);
  expect((await askHttp2(session, { ':path': '/' })).trailers).toMatchObject({ 'x-end': 'yes' });
});

test('an h2c backend that speaks only HTTP/1.1 is 502, one that refuses connections too', async () => {
  const rig = await startRig(NETWORK);
  const plain = createHttp1((_, response) => response.end());
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void plain.close());
  const { port } = plain.address() as AddressInfo;
  const h2c = (endpoint: { address: string; port: number }) =>
    backendOf('a', [], {
      outcome: { state: 'resolved', endpoints: [{ ...endpoint, pod: null }], protocol: 'h2c', tls: null },
    });
  const table = tableOf(1, [
    listener([
      { path: '/plain', action: forwardTo([h2c({ address: '127.0.0.1', port })]) },
      { path: '/none', action: forwardTo([h2c({ address: '127.82.255.1', port: 9 })]) },
    ]),
  ]);
  const address = addressOf(await rig.proxy.apply(table));
  expect((await ask(address, '/plain')).status).toBe(502);
  expect((await ask(address, '/none')).status).toBe(502);
});

test('rapid reset ends the connection of the client that does it, and nobody else’s', async () => {
  const { address } = await serveEcho();
  const abuser = openSession(`http://${address}:${PORT}`);
  const ended = new Promise((resolve) => abuser.once('close', resolve));
  for (let count = 0; count < 2000 && !abuser.destroyed; count++) {
    const stream = abuser.request({ ':path': '/' });
    stream.on('error', () => {});
    stream.close(constants.NGHTTP2_CANCEL);
    if (count % 100 === 0) await new Promise(setImmediate);
  }
  await ended;
  expect((await ask(address, '/')).status).toBe(200);
});

test('a kept connection of HTTP/1.1 is used again', async () => {
  const { address } = await serveEcho();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  await ask(address, '/', { agent });
  const reused = new Promise<boolean>((resolve, reject) => {
    const outgoing = requestHttp1({ host: address, port: PORT, agent });
    outgoing.on('response', (response: IncomingMessage) => {
      response.resume();
      resolve(outgoing.reusedSocket);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
  expect(await reused).toBe(true);
});
