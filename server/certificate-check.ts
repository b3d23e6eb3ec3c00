import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { checkPem } from '#lib/binding/pem.ts';
import type { CertificateCheck } from '#lib/binding/result.ts';

/**
 * Reads a certificate and its key as OpenSSL does: both must parse, belong together and be fit to serve. Names are
 * the DNS names of the first certificate, `notAfter` is RFC 3339; whether that day has passed is not judged here,
 * since the answer must stay the same for the same input.
 *
 * @param tlsCrt base64 of PEM, as in a Secret of type `kubernetes.io/tls`; a chain starts with its leaf
 * @param tlsKey likewise
 * @see Kubernetes, Secret types, `kubernetes.io/tls`
 */
export function checkCertificate(tlsCrt: string, tlsKey: string): CertificateCheck {
  const form = checkPem(tlsCrt, tlsKey);
  if (!form.valid) return form;
  const cert = Buffer.from(tlsCrt, 'base64');
  const key = Buffer.from(tlsKey, 'base64');
  const leaf = attempt(() => new X509Certificate(cert));
  if (!leaf.read) return { valid: false, why: `tls.crt is no certificate: ${leaf.why}` };
  const privateKey = attempt(() => createPrivateKey(key));
  if (!privateKey.read) return { valid: false, why: `tls.key is no private key: ${privateKey.why}` };
  if (!leaf.value.checkPrivateKey(privateKey.value)) {
    return { valid: false, why: 'tls.key is not the key of the certificate in tls.crt' };
  }
  // what remains: a broken certificate further down the chain, a key too weak to serve with
  const served = attempt(() => createSecureContext({ cert, key, minVersion: 'TLSv1.2' }));
  if (!served.read) return { valid: false, why: `tls.crt and tls.key cannot be served: ${served.why}` };
  const notAfter = leaf.value.validToDate.toISOString().replace('.000Z', 'Z');
  return { valid: true, notAfter, dnsNames: dnsNamesOf(leaf.value) };
}

/**
 * Reads CA certificates as OpenSSL does.
 *
 * @param pem one or more certificates, as under `ca.crt`
 * @returns why they cannot be used; null when they can
 */
export function checkAuthorities(pem: string): string | null {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  for (const block of blocks) {
    const read = attempt(() => new X509Certificate(block));
    if (!read.read) return read.why;
  }
  const used = attempt(() => createSecureContext({ ca: pem }));
  return used.read ? null : used.why;
}

type Attempt<T> = Readonly<{ read: true; value: T }> | Readonly<{ read: false; why: string }>;

function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { read: true, value: read() };
  } catch (error) {
    return { read: false, why: error instanceof Error ? error.message : String(error) };
  }
}

/** `DNS:a.test, DNS:*.b.test, IP Address:10.0.0.1` → the DNS names. */
function dnsNamesOf({ subjectAltName }: X509Certificate): readonly string[] {
  const names = (subjectAltName ?? '').split(', ').filter((name) => name.startsWith('DNS:'));
  return names.map((name) => name.slice('DNS:'.length).toLowerCase());
}
