import type { CaCertificateResult, CertificateResult, GatewayResult } from '#lib/binding/result.ts';

/** A reference to a certificate, or to those of authorities. */
export type CertificateReference = CertificateResult | CaCertificateResult;

/** Everything a Gateway names for TLS, each field once: listeners may share the CAs of a default. */
export function certificateReferences({ clientCertificate, listeners }: GatewayResult): CertificateReference[] {
  const all = [
    ...(clientCertificate ? [clientCertificate] : []),
    ...listeners.flatMap(({ certificates, clientCas }) => [...certificates, ...clientCas]),
  ];
  return [...new Map(all.map((reference) => [reference.field, reference])).values()];
}
