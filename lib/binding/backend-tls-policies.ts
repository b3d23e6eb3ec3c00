import type { BackendTLSPolicy } from '#lib/gateway-api/policies.ts';
import type { ConditionVerdict } from '#lib/kube/condition.ts';
import { compareSeniority } from '#lib/kube/creation.ts';
import { compareText, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { readCa } from './ca-certificates.ts';
import type { BindingContext } from './context.ts';
import { sayKind } from './kind-words.ts';
import type { BackendTlsPolicyResult, CaCertificateResult, ListenerSetResult, RouteResult } from './result.ts';
import { faultOfTarget, isInForce, judgeTlsTargets } from './tls-policy-targets.ts';

/** A policy judged by itself; which Gateways reach it is known when the Routes are bound. */
export type JudgedTlsPolicy = Omit<BackendTlsPolicyResult, 'ancestors'>;

type Reading = Pick<BindingContext, 'snapshot' | 'options'>;

/**
 * Judges every BackendTLSPolicy: of several for the same port, or for the same whole Service, the oldest is in force,
 * then the first by namespace and name. One for a port and one for the whole Service are no conflict. A target that is
 * not there is told of the policy as a whole, and leaves it in force for the others.
 *
 * @returns in key order
 * @see Gateway API, BackendTLSPolicySpec; GEP-1897
 */
export function judgeTlsPolicies(context: Reading): readonly JudgedTlsPolicy[] {
  const winners = new Map<string, ObjectKey>();
  const byAge = [...context.snapshot.backendTlsPolicies].sort(([, a], [, b]) => compareSeniority(a, b));
  const judged = byAge.map(([key, policy]) => judgePolicy(context, key, policy, winners));
  return judged.sort((a, b) => compareText(a.key, b.key));
}

function judgePolicy(
  context: Reading,
  key: ObjectKey,
  policy: BackendTLSPolicy,
  winners: Map<string, ObjectKey>,
): JudgedTlsPolicy {
  const namespace = policy.metadata.namespace ?? '';
  const targets = judgeTlsTargets(context, key, policy, winners);
  const caCertificates = (policy.spec.validation.caCertificateRefs ?? []).map((ref, index): CaCertificateResult => {
    const field = `spec.validation.caCertificateRefs[${index}]`;
    const target = objectKey({ group: ref.group, kind: ref.kind, namespace, name: ref.name });
    const grant = { needed: false, openedBy: [] };
    if (ref.group === '' && ref.kind === 'ConfigMap') {
      return { field, target, grant, outcome: readCa(context, target, field) };
    }
    const message = `${field}: ${sayKind(ref)} is not ConfigMap`;
    return { field, target, grant, outcome: { state: 'invalid', reason: 'InvalidCACertificateKind', message } };
  });
  const validity = judgeValidity(policy, caCertificates);
  const conditions = [judgeTargets(targets, validity), judgeResolvedRefs(caCertificates)];
  return { key, targets, caCertificates, validity, conditions };
}

/** One target that is not there, or that another policy has, is enough: all of those are told, with the reason of the first. */
function judgeTargets(targets: JudgedTlsPolicy['targets'], validity: ConditionVerdict): ConditionVerdict {
  const type = 'Accepted';
  const faults = targets.flatMap((target) => faultOfTarget(target) ?? []);
  const [first] = faults;
  if (first) {
    const message = `${faults.map((fault) => fault.message).join('; ')}.`;
    return { type, status: 'False', reason: first.reason, message };
  }
  const unknown = targets.flatMap(({ lookup }) => (lookup.state === 'unknown' ? [lookup.message] : []));
  if (validity.status === 'False' || unknown.length === 0) return validity;
  return { type, status: 'Unknown', reason: 'Pending', message: `${unknown.join('; ')}.` };
}

function judgeValidity({ spec }: BackendTLSPolicy, authorities: readonly CaCertificateResult[]): ConditionVerdict {
  const type = 'Accepted';
  const wellKnown = spec.validation.wellKnownCACertificates;
  if (wellKnown !== undefined && wellKnown !== 'System') {
    const message = `spec.validation.wellKnownCACertificates: the value ${wellKnown} is not served here; System is.`;
    return { type, status: 'False', reason: 'Invalid', message };
  }
  const states = authorities.map(({ outcome }) => outcome.state);
  if (authorities.length > 0 && states.every((state) => state === 'invalid')) {
    const message = `No CA certificate can be used: ${sayInvalid(authorities)}.`;
    return { type, status: 'False', reason: 'NoValidCACertificate', message };
  }
  if (authorities.length > 0 && !states.includes('valid')) {
    return { type, status: 'Unknown', reason: 'Pending', message: 'Its CA certificates are not known.' };
  }
  return { type, status: 'True', reason: 'Accepted', message: 'The policy is in force.' };
}

function judgeResolvedRefs(authorities: readonly CaCertificateResult[]): ConditionVerdict {
  const type = 'ResolvedRefs';
  const invalid = authorities.flatMap(({ outcome }) => (outcome.state === 'invalid' ? [outcome] : []));
  const [first] = invalid;
  if (first) {
    const isKind = invalid.some(({ reason }) => reason === 'InvalidCACertificateKind');
    return {
      type,
      status: 'False',
      reason: isKind ? 'InvalidKind' : 'InvalidCACertificateRef',
      message: `${sayInvalid(authorities)}.`,
    };
  }
  const unknown = authorities.flatMap(({ outcome }) => (outcome.state === 'unknown' ? [outcome.message] : []));
  if (unknown.length > 0) return { type, status: 'Unknown', reason: 'Pending', message: `${unknown.join('; ')}.` };
  return { type, status: 'True', reason: 'ResolvedRefs', message: 'All references are resolved.' };
}

function sayInvalid(authorities: readonly CaCertificateResult[]): string {
  return authorities.flatMap(({ outcome }) => (outcome.state === 'invalid' ? [outcome.message] : [])).join('; ');
}

/** Policies by Service, for the references that lead there. */
export type TlsPolicyIndex = ReadonlyMap<ObjectKey, readonly JudgedTlsPolicy[]>;

export function indexTlsPolicies(policies: readonly JudgedTlsPolicy[]): TlsPolicyIndex {
  const index = new Map<ObjectKey, JudgedTlsPolicy[]>();
  for (const policy of policies) {
    for (const service of new Set(policy.targets.map((target) => target.service))) {
      index.set(service, [...(index.get(service) ?? []), policy]);
    }
  }
  return index;
}

/** The policy in force for a port: the one that names it, else the one for the whole Service. */
export function findTlsPolicy(index: TlsPolicyIndex, service: ObjectKey, portName: string): JudgedTlsPolicy | null {
  const inForce = (section: string | null) =>
    index
      .get(service)
      ?.find(({ targets }) =>
        targets.some((target) => target.service === service && target.sectionName === section && isInForce(target)),
      );
  return (portName === '' ? undefined : inForce(portName)) ?? inForce(null) ?? null;
}

/**
 * Adds the Gateways of ours whose attached Routes, by ListenerSets too, reach a target: what a policy's status has entries for.
 *
 * @see Gateway API, PolicyAncestorStatus
 */
export function withAncestors(
  policies: readonly JudgedTlsPolicy[],
  routes: ReadonlyMap<ObjectKey, RouteResult>,
  listenerSets: ReadonlyMap<ObjectKey, ListenerSetResult>,
): ReadonlyMap<ObjectKey, BackendTlsPolicyResult> {
  const reached = new Map<ObjectKey, Set<ObjectKey>>();
  for (const { parents, rules } of routes.values()) {
    const gateways = parents.flatMap(({ owner, parent, accepted }) =>
      owner === 'ours' && accepted?.status === 'True' ? [listenerSets.get(parent)?.gateway ?? parent] : [],
    );
    for (const { target } of gateways.length > 0 ? rules.flatMap(({ backends }) => backends) : []) {
      const known = reached.get(target) ?? new Set();
      reached.set(target, known);
      for (const gateway of gateways) known.add(gateway);
    }
  }
  return new Map(
    policies.map((policy) => {
      const ancestors = new Set(policy.targets.flatMap(({ service }) => [...(reached.get(service) ?? [])]));
      return [policy.key, { ...policy, ancestors: [...ancestors].sort(compareText) }];
    }),
  );
}
