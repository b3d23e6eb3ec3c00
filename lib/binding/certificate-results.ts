import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { GrantUse } from './result.ts';

/** What came of a reference to a Secret with a certificate and its key. */
export type CertificateResult = Readonly<{
  /** e.g. `spec.listeners[0].tls.certificateRefs[0]` */
  field: string;
  target: ObjectKey;
  outcome:
    | Readonly<{ state: 'valid'; secret: ObjectKey; dnsNames: readonly string[]; notAfter: string | null }>
    | Readonly<{ state: 'invalid'; reason: 'RefNotPermitted' | 'InvalidCertificateRef'; message: string }>
    | Readonly<{ state: 'unknown'; message: string }>;
  grant: GrantUse;
}>;

/** One reference to CA certificates that clients of a listener are checked by. */
export type CaCertificateResult = Readonly<{
  /** e.g. `spec.tls.frontend.default.validation.caCertificateRefs[0]` */
  field: string;
  target: ObjectKey;
  outcome:
    | Readonly<{ state: 'valid' }>
    | Readonly<{
        state: 'invalid';
        reason: 'RefNotPermitted' | 'InvalidCACertificateRef' | 'InvalidCACertificateKind';
        message: string;
      }>
    | Readonly<{ state: 'unknown'; message: string }>;
  grant: GrantUse;
}>;
