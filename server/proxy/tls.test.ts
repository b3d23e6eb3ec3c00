import { request as httpsRequest } from 'node:https';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import type { CertificatePair } from '#lib/routing/route-table.ts';
import { createCertificateAuthority } from '#server/sandbox/certificates.ts';
import { backendOf, forwardTo, listener, startEcho, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.76';
const ADDRESS = '127.76.0.1';
const secretKey = (name: string) => objectKey({ group: '', kind: 'Secret', namespace: 'infra', name });

const authority = createCertificateAuthority('test', {
  notBefore: new Date('2020-01-01'),
  notAfter: new Date('2049-01-01'),
});

/** A certificate of the test's own authority, as a Secret holds it. */
function createPair(commonName: string, names: readonly string[]): CertificatePair {
  const { certificatePem, keyPem } = authority.issue(commonName, names);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return { certificate: base64(certificatePem), privateKey: base64(keyPem) };
}

type Got = Readonly<{ status: number | undefined; subject: string; body: string }>;

function ask(servername: string, host: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const options = { host: ADDRESS, port: 8443, servername, rejectUnauthorized: false, agent: false as const };
    const outgoing = httpsRequest({ ...options, headers: { Host: host } });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const socket = response.socket as unknown as ReturnType<typeof connect>;
      const subject = String(socket.getPeerCertificate().subject.CN);
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, subject, body }));
    });
    outgoing.end();
  });
}

const https = { protocol: 'HTTPS', port: 8443 };

async function setUp() {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const action = forwardTo([backendOf('a', [echo.endpoint])]);
  const serve = (name: string, hostname: string, ...secrets: string[]) =>
    listener([{ hostname, action }], { ...https, name, hostname, certificates: secrets.map(secretKey) });
  return { rig, serve };
}

test('each listener answers with its own certificate, chosen by server name', async () => {
  const { rig, serve } = await setUp();
  const certificates = new Map([
    [secretKey('shop'), createPair('shop', ['shop.test'])],
    [secretKey('wild'), createPair('wild', ['*.wild.test'])],
    [secretKey('extra'), createPair('extra', ['extra.wild.test'])],
  ]);
  await rig.proxy.apply(
    tableOf(1, [serve('shop', 'shop.test', 'shop'), serve('wild', '*.wild.test', 'wild', 'extra')], certificates),
  );
  expect(await ask('shop.test', 'shop.test')).toMatchObject({ status: 200, subject: 'shop' });
  expect(await ask('a.wild.test', 'a.wild.test')).toMatchObject({ status: 200, subject: 'wild' });
  expect((await ask('shop.test', 'a.wild.test')).status).toBe(421);
  expect((await ask('shop.test', 'unknown.test')).status).toBe(404);
  const record = await rig.recorded(({ status }) => status === 200);
  expect(record.listener?.endsWith('#shop')).toBe(true);
  const got = JSON.parse((await ask('shop.test', 'shop.test')).body);
  expect(got.headers[got.headers.indexOf('X-Forwarded-Proto') + 1]).toBe('https');
});

test('the certificate whose names cover the server name goes before the first of the listener', async () => {
  const { rig, serve } = await setUp();
  const certificates = new Map([
    [secretKey('one'), createPair('one', ['one.test'])],
    [secretKey('two'), createPair('two', ['two.test'])],
  ]);
  await rig.proxy.apply(tableOf(1, [serve('any', '', 'one', 'two')], certificates));
  expect((await ask('two.test', 'two.test')).subject).toBe('two');
  expect((await ask('three.test', 'three.test')).subject).toBe('one');
  // no server name at all: the listener for any hostname answers with its first certificate
  expect((await ask('', 'one.test')).subject).toBe('one');
});

test('a handshake for a name that no listener has is closed, with no server name too', async () => {
  const { rig, serve } = await setUp();
  const certificates = new Map([[secretKey('shop'), createPair('shop', ['shop.test'])]]);
  await rig.proxy.apply(tableOf(1, [serve('shop', 'shop.test', 'shop')], certificates));
  await expect(ask('other.test', 'shop.test')).rejects.toThrow();
  await expect(ask('', 'shop.test')).rejects.toThrow();
  expect((await ask('shop.test', 'shop.test')).status).toBe(200);
});

test('a certificate is replaced without closing the port, for clients without a server name too', async () => {
  const { rig, serve } = await setUp();
  const table = async (generation: number, name: string) =>
    tableOf(generation, [serve('any', '', 'cert')], new Map([[secretKey('cert'), createPair(name, ['a.test'])]]));
  await rig.proxy.apply(await table(1, 'old'));
  const kept = connect({ host: ADDRESS, port: 8443, servername: 'a.test', rejectUnauthorized: false });
  await new Promise<void>((resolve) => kept.once('secureConnect', () => resolve()));
  expect([(await ask('a.test', 'a.test')).subject, (await ask('', 'a.test')).subject]).toEqual(['old', 'old']);
  await rig.proxy.apply(await table(2, 'new'));
  expect([(await ask('a.test', 'a.test')).subject, (await ask('', 'a.test')).subject]).toEqual(['new', 'new']);
  // a connection from before goes on
  const answered = new Promise<string>((resolve) => kept.once('data', (chunk) => resolve(chunk.toString('latin1'))));
  kept.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n');
  expect(await answered).toContain('HTTP/1.1 200');
  kept.destroy();
});

test('a key that is not the certificate’s own closes that listener alone', async () => {
  const { rig, serve } = await setUp();
  const [good, other] = [createPair('good', ['good.test']), createPair('other', ['bad.test'])];
  const certificates = new Map([
    [secretKey('good'), good],
    [secretKey('bad'), { certificate: other.certificate, privateKey: good.privateKey }],
  ]);
  await rig.proxy.apply(
    tableOf(1, [serve('good', 'good.test', 'good'), serve('bad', 'bad.test', 'bad')], certificates),
  );
  expect((await ask('good.test', 'good.test')).status).toBe(200);
  await expect(ask('bad.test', 'bad.test')).rejects.toThrow();
});

test('a port that turns from HTTP to HTTPS changes at once', async () => {
  const { rig, serve } = await setUp();
  const certificates = new Map([[secretKey('shop'), createPair('shop', ['shop.test'])]]);
  await rig.proxy.apply(tableOf(1, [{ ...serve('any', ''), protocol: 'HTTP' }]));
  const ack = await rig.proxy.apply(tableOf(2, [serve('any', '', 'shop')], certificates));
  expect([...ack.gateways.values()].map(({ ports }) => [...ports])).toEqual([[[8443, { state: 'bound' }]]]);
  expect((await ask('shop.test', 'shop.test')).status).toBe(200);
});
