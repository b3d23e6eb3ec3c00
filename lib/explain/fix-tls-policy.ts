import { findTlsPolicy, indexTlsPolicies } from '#lib/binding/backend-tls-policies.ts';
import type { BackendResult, BackendTlsPolicyResult } from '#lib/binding/result.ts';
import { say } from '#lib/binding/sentence.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import { resourceName } from './commands.ts';
import type { FixContext, FixSource } from './fix-context.ts';
import { fixReference, nameOf, type UnboundFix } from './fix-reference.ts';
import { patchObject, pointerOf } from './fix-source.ts';

/** A fix of a policy, and the field of it that is then good. */
export type PolicyFix = Readonly<{ field: string; fix: UnboundFix }>;

/** More ports than this are not offered one by one. */
const MAX_PORTS = 3;

/** Ways to have a BackendTLSPolicy in force with all its references resolved. */
export function fixTlsPolicy(context: FixSource, policy: BackendTlsPolicyResult): PolicyFix[] {
  const accepted = findCondition(policy.conditions, 'Accepted');
  if (accepted?.reason === 'Conflicted')
    return policy.targets.flatMap((target) => fixConflict(context, policy, target));
  return [
    ...(accepted?.reason === 'Invalid' ? fixAuthorities(policy) : []),
    ...policy.caCertificates.flatMap((reference) =>
      fixReference(context, policy.key, reference, 'ConfigMap').map((fix) => ({ field: reference.field, fix })),
    ),
  ];
}

type Target = BackendTlsPolicyResult['targets'][number];

function fixConflict(context: FixSource, policy: BackendTlsPolicyResult, target: Target): PolicyFix[] {
  const { field, service, sectionName, supersededBy } = target;
  if (supersededBy === null) return [];
  const at = pointerOf(field);
  const guard = { op: 'test', path: `${at}/name`, value: identityOf(service).name } as const;
  const narrowed = sectionName === null ? freePorts(context, target) : [];
  const fixes = narrowed.slice(0, MAX_PORTS).map((port): UnboundFix => {
    const sentence = say`Have ${nameOf(policy.key)} stand for port ${port} of Service ${formatKey(service)} alone.`;
    const change = patchObject(policy.key, [guard, { op: 'add', path: `${at}/sectionName`, value: port }]);
    const notes = [say`It is then in force for that port in place of BackendTLSPolicy ${formatKey(supersededBy)}.`];
    return { role: 'owner', sentence, change, notes };
  });
  return [...fixes, leave(policy, target, guard)].map((fix) => ({ field, fix }));
}

/** Named ports of a Service that no policy is for by name. */
function freePorts({ snapshot, result }: FixSource, { service }: Target): readonly string[] {
  const taken = new Set(
    [...result.backendTlsPolicies.values()].flatMap(({ targets }) =>
      targets.flatMap((other) => (other.service === service && other.sectionName !== null ? [other.sectionName] : [])),
    ),
  );
  const ports = snapshot.services.get(service)?.spec.ports ?? [];
  return ports.flatMap(({ name }) => (name && !taken.has(name) ? [name] : []));
}

/** The conflict goes with the target, or with the policy when it has no other. */
function leave(
  { key, targets }: BackendTlsPolicyResult,
  { field, service, supersededBy }: Target,
  guard: Readonly<{ op: 'test'; path: string; value: string }>,
): UnboundFix {
  if (targets.length > 1) {
    const sentence = say`Take Service ${formatKey(service)} out of ${field} of ${nameOf(key)}.`;
    return { role: 'owner', sentence, change: patchObject(key, [guard, { op: 'remove', path: pointerOf(field) }]) };
  }
  const other = supersededBy === null ? '' : formatKey(supersededBy);
  const { name, namespace } = identityOf(key);
  return {
    role: 'owner',
    sentence: say`Delete ${nameOf(key)}; ${other} stays in force. Or delete that one, if this is the one meant.`,
    change: null,
    commands: [`kubectl delete ${resourceName(identityOf(key))} ${name} -n ${namespace}`],
  };
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
  const fixes = policy ? fixTlsPolicy(context, policy).map(({ fix }) => fix) : fixSecureProtocol(context, backend);
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
