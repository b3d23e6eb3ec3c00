import { findTlsPolicy, indexTlsPolicies } from '#lib/binding/backend-tls-policies.ts';
import type { BackendResult, BackendTlsPolicyResult } from '#lib/binding/result.ts';
import { say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import type { FixContext, FixSource } from './fix-context.ts';
import { fixReference, nameOf, type UnboundFix } from './fix-reference.ts';
import { patchObject, pointerOf } from './fix-source.ts';
import { fixTlsTarget } from './fix-tls-target.ts';

/** A fix of a policy, and the field of it that is then good. */
export type PolicyFix = Readonly<{ field: string; fix: UnboundFix }>;

/** Ways to have a BackendTLSPolicy in force with all its references resolved. */
export function fixTlsPolicy(context: FixSource, policy: BackendTlsPolicyResult): PolicyFix[] {
  return [
    ...policy.targets.flatMap((target) =>
      fixTlsTarget(context, policy, target).map((fix) => ({ field: target.field, fix })),
    ),
    ...fixValidity(context, policy),
  ];
}

/** What keeps it from being in force where its targets do not. */
function fixValidity(context: FixSource, policy: BackendTlsPolicyResult): PolicyFix[] {
  return [
    ...(policy.validity.reason === 'Invalid' ? fixAuthorities(policy) : []),
    ...policy.caCertificates.flatMap((reference) =>
      fixReference(context, policy.key, reference, 'ConfigMap').map((fix) => ({ field: reference.field, fix })),
    ),
  ];
}

function fixAuthorities({ key }: BackendTlsPolicyResult): PolicyFix[] {
  const field = 'spec.validation.wellKnownCACertificates';
  const system: UnboundFix = {
    role: 'owner',
    sentence: say`Write ${'System'} in ${field} of ${nameOf(key)}.`,
    change: patchObject(key, [{ op: 'replace', path: pointerOf(field), value: 'System' }]),
    notes: [say`A backend whose certificate no authority of the system signed then gets no request.`],
  };
  const own: UnboundFix = {
    role: 'owner',
    sentence: say`Name a ConfigMap with the CA of the backend in ${'spec.validation.caCertificateRefs'} of ${nameOf(key)} instead.`,
    change: null,
  };
  return [system, own].map((fix) => ({ field, fix }));
}

/** The policy that is in force for what a backend reference names; null when there is none. */
export function policyOfBackend({ snapshot, result }: FixSource, { target, ref }: BackendResult) {
  const port = snapshot.services.get(target)?.spec.ports?.find((each) => each.port === ref.port);
  const index = indexTlsPolicies([...result.backendTlsPolicies.values()]);
  const found = findTlsPolicy(index, target, port?.name ?? '');
  return found ? (result.backendTlsPolicies.get(found.key) ?? null) : null;
}

/** A Route's backend is not reached for want of a usable policy; who owns the Service's namespace can mend that. */
export function fixBackendTls(context: FixContext, backend: BackendResult): FixDraft[] {
  const cures = { kind: 'backend', field: backend.field } as const;
  const policy = policyOfBackend(context, backend);
  // what our data plane does not serve no policy mends
  const isUnserved = backend.outcome.state === 'invalid' && backend.outcome.reason !== 'InvalidBackendTLSPolicy';
  if (isUnserved && (policy || ('elsewhere' in backend.outcome && backend.outcome.elsewhere))) return [];
  const isOwn = identityOf(backend.target).namespace === identityOf(context.route.key).namespace;
  const role = isOwn ? 'app' : 'owner';
  const fixes = policy ? fixValidity(context, policy).map(({ fix }) => fix) : fixSecureProtocol(context, backend);
  return fixes.map((fix) => ({ ...fix, role, cures }));
}

/** `kubernetes.io/wss` without a policy: what the certificate is for only its owner knows. */
function fixSecureProtocol({ snapshot }: FixContext, { target, ref }: BackendResult): UnboundFix[] {
  const ports = snapshot.services.get(target)?.spec.ports ?? [];
  const index = ports.findIndex(({ port, protocol }) => port === ref.port && protocol === 'TCP');
  const port = ports[index];
  if (port?.appProtocol !== 'kubernetes.io/wss') return [];
  const name = formatKey(target);
  const create: UnboundFix = {
    role: 'owner',
    sentence: say`Create a BackendTLSPolicy for port ${port.name || ref.port || ''} of Service ${name}, with the name on its certificate and its CA.`,
    change: null,
  };
  const plain: UnboundFix = {
    role: 'owner',
    sentence: say`Write ${'appProtocol: kubernetes.io/ws'} for port ${ref.port ?? ''} of Service ${name}, if it speaks no TLS.`,
    change: patchObject(target, [
      { op: 'test', path: `/spec/ports/${index}/port`, value: port.port },
      { op: 'replace', path: `/spec/ports/${index}/appProtocol`, value: 'kubernetes.io/ws' },
    ]),
  };
  return [create, plain];
}
