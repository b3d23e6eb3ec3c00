import { expect, test } from 'vitest';
import { checkAuthorities, checkCertificate } from './certificate-check.ts';
import { createCertificateAuthority } from './sandbox/certificates.ts';

const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2051-01-01T00:00:00Z') };
const authority = createCertificateAuthority('tests', validity);
const shop = authority.issue('shop', ['shop.test', '*.Shop.test', '127.0.0.1']);
const other = authority.issue('other', ['other.test']);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const broken = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

test('a pair that belongs together tells its DNS names and its last day', () => {
  expect(checkCertificate(base64(shop.certificatePem), base64(shop.keyPem))).toEqual({
    valid: true,
    notAfter: '2051-01-01T00:00:00Z',
    dnsNames: ['shop.test', '*.shop.test'],
  });
});

test('a chain is read from its leaf', () => {
  const chain = base64(shop.certificatePem + authority.caPem);
  expect(checkCertificate(chain, base64(shop.keyPem))).toMatchObject({
    valid: true,
    dnsNames: ['shop.test', '*.shop.test'],
  });
});

test.each([
  ['not base64 of PEM', base64('hello'), base64(shop.keyPem), /^tls.crt is no PEM certificate$/],
  ['PEM around no certificate', base64(broken), base64(shop.keyPem), /^tls.crt is no certificate: /],
  ['no key', base64(shop.certificatePem), base64('hello'), /^tls.key is no PEM private key$/],
  [
    'PEM around no key',
    base64(shop.certificatePem),
    base64('-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'),
    /^tls.key is no private key: /,
  ],
  [
    'the key of another certificate',
    base64(shop.certificatePem),
    base64(other.keyPem),
    /^tls.key is not the key of the certificate in tls.crt$/,
  ],
  [
    'a chain with a broken certificate',
    base64(shop.certificatePem + broken),
    base64(shop.keyPem),
    /^tls.crt and tls.key cannot be served: /,
  ],
])('%s is refused and says why', (_, crt, key, why) => {
  expect(checkCertificate(crt, key)).toEqual({ valid: false, why: expect.stringMatching(why) });
});

test.each([
  ['one certificate', () => authority.caPem, null],
  ['several', () => `${authority.caPem}${shop.certificatePem}`, null],
  [
    'text of the form that is none',
    () => '-----BEGIN CERTIFICATE-----\nMIIBpg==\n-----END CERTIFICATE-----\n',
    expect.any(String),
  ],
  [
    'a broken one behind a good one',
    () => `${authority.caPem}-----BEGIN CERTIFICATE-----\nMIIBpg==\n-----END CERTIFICATE-----\n`,
    expect.any(String),
  ],
])('CA certificates: %s', (_, pem, why) => {
  expect(checkAuthorities(pem())).toEqual(why);
});
