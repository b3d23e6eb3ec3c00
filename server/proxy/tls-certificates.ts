import { constants, createHash, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { ListenerKey } from '#lib/binding/result.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { CertificatePair, ClientValidation, ListenerTable } from '#lib/routing/route-table.ts';
import type { Note } from './messages.ts';

/** A certificate ready for handshakes. `pair` tells whether it must be made anew. */
export type ServingCertificate = Readonly<{
  pair: CertificatePair;
  clientValidation: ClientValidation | null;
  context: SecureContext;
  leaf: X509Certificate;
}>;

export type ListenerCertificates = ReadonlyMap<ListenerKey, readonly ServingCertificate[]>;

/**
 * Makes the certificates of HTTPS listeners ready. One that OpenSSL refuses (a key that is not its own, say) is left
 * out and noted; a listener without any closes its handshakes.
 *
 * @param before what served until now; unchanged pairs are used again
 */
export function prepareCertificates(
  listeners: readonly ListenerTable[],
  pairs: ReadonlyMap<ObjectKey, CertificatePair>,
  before: ListenerCertificates,
  note: Note,
): ListenerCertificates {
  const ready = new Map([...before.values()].flat().map((certificate) => [formatSource(certificate), certificate]));
  const prepare = (secret: ObjectKey, clientValidation: ClientValidation | null): readonly ServingCertificate[] => {
    const pair = pairs.get(secret);
    if (!pair) return [];
    try {
      const source = { pair, clientValidation };
      const certificate = ready.get(formatSource(source)) ?? createCertificate(source);
      ready.set(formatSource(source), certificate);
      return [certificate];
    } catch (error) {
      note('error', { secret: formatKey(secret), error: String(error) }, 'certificate cannot be served');
      return [];
    }
  };
  return new Map(
    listeners.map(({ key, certificates, clientValidation }) => {
      return [key, certificates.flatMap((secret) => prepare(secret, clientValidation))];
    }),
  );
}

/** The certificate whose names cover the SNI, else the first. */
export function chooseCertificate(
  certificates: readonly ServingCertificate[],
  sni: string | null,
): ServingCertificate | null {
  const named = sni === null ? undefined : certificates.find(({ leaf }) => leaf.checkHost(sni) !== undefined);
  return named ?? certificates[0] ?? null;
}

/** What `tls.createServer` and `setSecureContext` take. */
export function pemOf({ certificate, privateKey }: CertificatePair): Readonly<{ cert: Buffer; key: Buffer }> {
  return { cert: Buffer.from(certificate, 'base64'), key: Buffer.from(privateKey, 'base64') };
}

/** What every context has. A client that negotiates again and again would cost a handshake each time. */
export const noCertificate = { minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_RENEGOTIATION } as const;

type Source = Pick<ServingCertificate, 'pair' | 'clientValidation'>;

/** What a TLS context is made of. A session of one set of authorities is never resumed under another. */
export function contextOptions({ pair, clientValidation }: Source): SecureContextOptions {
  const own = { ...pemOf(pair), ...noCertificate };
  if (clientValidation === null) return own;
  // whoever comes is let in, so nothing is checked: Node ends a connection whose RSA signature does not fit, even then
  if (clientValidation.mode === 'AllowInsecureFallback') return { ...own, ca: own.cert };
  const { pem } = clientValidation.authorities;
  const sessionIdContext = createHash('sha256').update(pem).digest('hex').slice(0, 32);
  return { ...own, ca: pem, sessionIdContext };
}

function createCertificate(source: Source): ServingCertificate {
  const context = createSecureContext(contextOptions(source));
  return { ...source, context, leaf: new X509Certificate(pemOf(source.pair).cert) };
}

function formatSource({ pair, clientValidation }: Source): string {
  return [
    pair.certificate,
    pair.privateKey,
    clientValidation?.mode ?? '',
    clientValidation?.authorities.pem ?? '',
  ].join(' ');
}
