import { readFileSync } from 'node:fs';
import { request as requestSecure } from 'node:https';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import type { ClientValidation } from '#lib/routing/route-table.ts';
import { createCertificateAuthority } from '#server/sandbox/certificates.ts';
import { addressOf, backendOf, forwardTo, listener, startEcho, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.85';
const PORT = 8443;
const span = { notBefore: new Date('2020-01-01'), notAfter: new Date('2049-01-01') };
const servers = createCertificateAuthority('servers', span);
const clients = createCertificateAuthority('clients', span);
const others = createCertificateAuthority('others', span);

const secret = objectKey({ group: '', kind: 'Secret', namespace: 'infra', name: 'shop' });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const own = servers.issue('shop', ['shop.test']);
const certificates = new Map([[secret, { certificate: base64(own.certificatePem), privateKey: base64(own.keyPem) }]]);

type Shown = ReturnType<typeof clients.issue> | null;

/** The status, or the word of what went wrong. */
function ask(address: string, shown: Shown, servername = 'shop.test'): Promise<number | string> {
  return new Promise((resolve) => {
    const outgoing = requestSecure({
      host: address,
      port: PORT,
      servername,
      headers: { Host: 'shop.test' },
      rejectUnauthorized: false,
      agent: false,
      ...(shown && { cert: shown.certificatePem, key: shown.keyPem }),
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
    outgoing.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.end();
  });
}

async function serve(first: ClientValidation | null) {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const action = forwardTo([backendOf('a', [echo.endpoint])]);
  const apply = async (clientValidation: ClientValidation | null, generation: number) => {
    const more = { protocol: 'HTTPS', port: PORT, certificates: [secret], clientValidation };
    const table = tableOf(generation, [listener([{ action }], more)], certificates);
    return addressOf(await rig.proxy.apply(table));
  };
  return { apply, address: await apply(first, 1) };
}

const asking = (mode: ClientValidation['mode'], ca = clients): ClientValidation => {
  return { mode, authorities: { from: 'pem', pem: ca.caPem } };
};

const good = clients.issue('good', ['client.test']);
const bad = others.issue('bad', ['client.test']);

test.each<[ClientValidation['mode'] | null, Shown, boolean]>([
  ['AllowValidOnly', good, true],
  ['AllowValidOnly', bad, false],
  ['AllowValidOnly', null, false],
  ['AllowInsecureFallback', good, true],
  ['AllowInsecureFallback', bad, true],
  ['AllowInsecureFallback', null, true],
  [null, null, true],
  [null, bad, true],
])('%s: a client is let in or not', async (mode, shown, isLetIn) => {
  const { address } = await serve(mode && asking(mode));
  for (const name of ['shop.test', 'unknown.test']) {
    const got = await ask(address, shown, name);
    if (isLetIn) expect(got).toBe(200);
    else expect(got).toEqual(expect.any(String));
  }
});

test('falling back lets in whoever shows a certificate of a namesake authority, RSA signatures included', async () => {
  const read = (name: string) => readFileSync(join(import.meta.dirname, 'testdata/rsa', name), 'utf8');
  const authorities = { from: 'pem', pem: read('authority.crt') } as const;
  const namesake = { certificatePem: read('namesake-client.crt'), keyPem: read('namesake-client.key') };
  const { address, apply } = await serve({ mode: 'AllowInsecureFallback', authorities });
  expect(await ask(address, namesake)).toBe(200);
  await apply({ mode: 'AllowValidOnly', authorities }, 2);
  expect(await ask(address, namesake)).toEqual(expect.any(String));
});

test('what a port asks for changes with the table, both ways, without a new socket', async () => {
  const { address, apply } = await serve(null);
  expect(await ask(address, null)).toBe(200);
  await apply(asking('AllowValidOnly'), 2);
  expect(await ask(address, null)).toEqual(expect.any(String));
  expect(await ask(address, good)).toBe(200);
  await apply(asking('AllowValidOnly', others), 3);
  expect(await ask(address, good)).toEqual(expect.any(String));
  expect(await ask(address, bad)).toBe(200);
  await apply(null, 4);
  expect(await ask(address, null)).toBe(200);
});
