import { createServer as createPlain } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import type { BackendEndpoint, CertificatePair, UpstreamTls } from '#lib/routing/route-table.ts';
import { createCertificateAuthority } from '#server/sandbox/certificates.ts';
import { addressOf, ask, backendOf, forwardTo, listener, type Rig, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.84';
const span = { notBefore: new Date('2020-01-01'), notAfter: new Date('2049-01-01') };
const authority = createCertificateAuthority('backends', span);
const stranger = createCertificateAuthority('stranger', span);
const clients = createCertificateAuthority('clients', span);

const tlsOf = (more: Partial<UpstreamTls> = {}): UpstreamTls => ({
  serverName: 'api.test',
  authorities: { from: 'pem', pem: authority.caPem },
  subjectAltNames: [],
  ...more,
});

const backendNames = ['api.test', '*.wild.test', 'spiffe://test/api'];

/** Says which server name it was asked for and whose certificate it was shown. */
async function startSecure(
  more: Readonly<{ names?: readonly string[]; asks?: boolean }> = {},
): Promise<BackendEndpoint> {
  const { certificatePem, keyPem } = authority.issue('backend', more.names ?? backendNames);
  const server = createSecure(
    { cert: certificatePem, key: keyPem, ca: clients.caPem, requestCert: more.asks ?? false },
    (request, response) => {
      const socket = request.socket as TLSSocket & { servername?: string };
      const shown = socket.getPeerCertificate().subject?.CN ?? null;
      response.end(JSON.stringify({ servername: socket.servername, shown, host: request.headers.host }));
    },
  );
  return listenOn(server);
}

async function listenOn(server: NetServer): Promise<BackendEndpoint> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { address: '127.0.0.1', port: (server.address() as AddressInfo).port, pod: null };
}

type Serving = Readonly<{ endpoint: BackendEndpoint; tls: UpstreamTls; protocol?: 'http1' | 'h2c' }>;

async function serve(rig: Rig, { endpoint, tls, protocol = 'http1' }: Serving, client?: CertificatePair) {
  const outcome = { state: 'resolved', endpoints: [endpoint], protocol, tls } as const;
  const secret = objectKey({ group: '', kind: 'Secret', namespace: 'infra', name: 'client' });
  const table = tableOf(1, [listener([{ action: forwardTo([backendOf('a', [], { outcome })]) }])]);
  const gateways = table.gateways.map((gateway) => ({ ...gateway, clientCertificate: client ? secret : null }));
  return addressOf(
    await rig.proxy.apply({ ...table, gateways, certificates: client ? new Map([[secret, client]]) : new Map() }),
  );
}

test('a backend is spoken to under TLS, with the server name of the policy and the Host of the client', async () => {
  const rig = await startRig(NETWORK);
  const address = await serve(rig, { endpoint: await startSecure(), tls: tlsOf() });
  const answer = await ask(address, '/', { headers: { Host: 'shop.test' } });
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    200,
    { servername: 'api.test', shown: null, host: 'shop.test' },
  ]);
});

const dns = (value: string) => ({ type: 'Hostname', value }) as const;
const uri = (value: string) => ({ type: 'URI', value }) as const;

test.each<[string, Partial<UpstreamTls>, number]>([
  ['the server name', {}, 200],
  ['another server name', { serverName: 'other.test' }, 502],
  ['a wildcard that covers the server name', { serverName: 'a.wild.test' }, 200],
  ['other authorities', { authorities: { from: 'pem', pem: stranger.caPem } }, 502],
  ['the authorities of the system', { authorities: { from: 'system' } }, 502],
  ['a name beside the server name', { serverName: 'other.test', subjectAltNames: [dns('api.test')] }, 200],
  ['a name under a wildcard', { serverName: 'other.test', subjectAltNames: [dns('b.wild.test')] }, 200],
  ['the wildcard itself', { serverName: 'other.test', subjectAltNames: [dns('*.wild.test')] }, 200],
  ['a wildcard it does not have', { subjectAltNames: [dns('*.test')] }, 502],
  ['a URI', { serverName: 'other.test', subjectAltNames: [uri('spiffe://test/api')] }, 200],
  ['another URI', { subjectAltNames: [uri('spiffe://test/api/more')] }, 502],
  ['one of two', { subjectAltNames: [uri('spiffe://other'), dns('api.test')] }, 200],
  ['names that leave the server name out', { subjectAltNames: [dns('other.test')] }, 502],
])('a certificate for %s', async (_, more, status) => {
  const rig = await startRig(NETWORK);
  const address = await serve(rig, { endpoint: await startSecure(), tls: tlsOf(more) });
  expect((await ask(address, '/', { method: 'POST', body: 'order' })).status).toBe(status);
});

test('a change of authorities counts for the next request: no kept connection outlives it', async () => {
  const rig = await startRig(NETWORK);
  const endpoint = await startSecure();
  const address = await serve(rig, { endpoint, tls: tlsOf() });
  expect((await ask(address, '/')).status).toBe(200);
  await serve(rig, { endpoint, tls: tlsOf({ authorities: { from: 'pem', pem: stranger.caPem } }) });
  expect((await ask(address, '/')).status).toBe(502);
  expect(await rig.recorded(({ status }) => status === 502)).toMatchObject({
    answer: 'upstreamFailed',
    reason: expect.stringMatching(/CERT|ISSUER|VERIFY|SIGNED/),
  });
});

test('a backend that asks for it is shown the certificate of the Gateway', async () => {
  const rig = await startRig(NETWORK);
  const { certificatePem, keyPem } = clients.issue('gateway', ['gateway.test']);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const pair = { certificate: base64(certificatePem), privateKey: base64(keyPem) };
  const endpoint = await startSecure({ asks: true });
  const address = await serve(rig, { endpoint, tls: tlsOf() }, pair);
  expect(JSON.parse((await ask(address, '/')).body)).toMatchObject({ shown: 'gateway' });
});

test('a backend in plain text where TLS is wanted is 502, never spoken to in plain text', async () => {
  const rig = await startRig(NETWORK);
  let asked = 0;
  const endpoint = await listenOn(
    createPlain((_, response) => {
      asked++;
      response.end();
    }),
  );
  const address = await serve(rig, { endpoint, tls: tlsOf() });
  expect((await ask(address, '/')).status).toBe(502);
  expect(asked).toBe(0);
});

test('HTTP/2 is spoken under TLS where the port asks for h2c', async () => {
  const rig = await startRig(NETWORK);
  const { certificatePem, keyPem } = authority.issue('backend', backendNames);
  const server = createSecureServer({ cert: certificatePem, key: keyPem }, (request, response) => {
    response.end(request.httpVersion);
  });
  const endpoint = await listenOn(server);
  const good = await serve(rig, { endpoint, tls: tlsOf(), protocol: 'h2c' });
  expect(await ask(good, '/')).toMatchObject({ status: 200, body: '2.0' });
  await serve(rig, { endpoint, tls: tlsOf({ serverName: 'other.test' }), protocol: 'h2c' });
  expect((await ask(good, '/')).status).toBe(502);
});
