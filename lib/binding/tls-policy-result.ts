import type { ConditionVerdict } from '#lib/kube/condition.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { CaCertificateResult } from './certificate-results.ts';

/** Whether what a policy is for is there, and a port of the name it asks for. */
export type TlsTargetLookup =
  | Readonly<{ state: 'found' }>
  /** a fact; the policy attaches to nothing there */
  | Readonly<{ state: 'missing'; what: 'kind' | 'service' | 'port'; message: string }>
  /** not in these files, or not readable */
  | Readonly<{ state: 'unknown'; message: string }>;

/** One target of a BackendTLSPolicy, judged by itself. */
export type TlsPolicyTarget = Readonly<{
  /** e.g. `spec.targetRefs[0]` */
  field: string;
  /** what it names, whether it exists or not */
  service: ObjectKey;
  /** a port's name, null for the whole Service */
  sectionName: string | null;
  lookup: TlsTargetLookup;
  /** the policy that is in force for it in place of this one */
  supersededBy: ObjectKey | null;
}>;

/** A BackendTLSPolicy: what it is for, and whether it is in force. */
export type BackendTlsPolicyResult = Readonly<{
  key: ObjectKey;
  /** in spec order */
  targets: readonly TlsPolicyTarget[];
  /** empty when the system's are trusted */
  caCertificates: readonly CaCertificateResult[];
  /** Accepted as it is where target and precedence are good: what counts for the targets this one is in force for */
  validity: ConditionVerdict;
  /** Accepted, ResolvedRefs; the same for each ancestor */
  conditions: readonly ConditionVerdict[];
  /** Gateways of ours whose attached Routes reach a target */
  ancestors: readonly ObjectKey[];
}>;
