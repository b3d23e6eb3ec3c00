import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { ListenerKey } from '#lib/binding/result.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { CertificatePair, ListenerTable } from '#lib/routing/route-table.ts';
import type { Note } from './messages.ts';

/** A certificate ready for handshakes. `pair` tells whether it must be made anew. */
export type ServingCertificate = Readonly<{ pair: CertificatePair; context: SecureContext; leaf: X509Certificate }>;

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
  const ready = new Map([...before.values()].flat().map((certificate) => [formatPair(certificate.pair), certificate]));
  const prepare = (secret: ObjectKey): readonly ServingCertificate[] => {
    const pair = pairs.get(secret);
    if (!pair) return [];
    try {
      const certificate = ready.get(formatPair(pair)) ?? createCertificate(pair);
      ready.set(formatPair(pair), certificate);
      return [certificate];
    } catch (error) {
      note('error', { secret: formatKey(secret), error: String(error) }, 'certificate cannot be served');
      return [];
    }
  };
  return new Map(listeners.map(({ key, certificates }) => [key, certificates.flatMap(prepare)]));
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

function createCertificate(pair: CertificatePair): ServingCertificate {
  const pem = pemOf(pair);
  return { pair, context: createSecureContext({ ...pem, minVersion: 'TLSv1.2' }), leaf: new X509Certificate(pem.cert) };
}

const formatPair = ({ certificate, privateKey }: CertificatePair) => `${certificate} ${privateKey}`;
