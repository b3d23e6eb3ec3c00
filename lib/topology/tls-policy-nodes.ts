import type { BackendTlsPolicyResult, TlsPolicyTarget } from '#lib/binding/result.ts';
import { faultOfTarget } from '#lib/binding/tls-policy-targets.ts';
import { type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Badge } from './badge.ts';
import { cellOf, isPending } from './cells.ts';
import type { ServiceTls, TlsPolicyNode, TopologyOptions } from './topology.ts';

/** A BackendTLSPolicy: it has no place of its own in the graph, it is shown by the Services that it is for. */
export function tlsPolicyNode(
  snapshot: Snapshot,
  policy: BackendTlsPolicyResult,
  { drift }: TopologyOptions,
): TlsPolicyNode {
  const object = snapshot.backendTlsPolicies.get(policy.key);
  return {
    type: 'tlsPolicy',
    id: policy.key,
    ...identityOf(policy.key),
    createdAt: object?.metadata.creationTimestamp ?? null,
    hostname: object?.spec.validation.hostname ?? '',
    targets: policy.targets.map((target) => ({
      service: target.service,
      sectionName: target.sectionName,
      badge: targetBadge(policy, target),
    })),
    accepted: cellOf(findCondition(policy.conditions, 'Accepted'), ''),
    resolved: cellOf(findCondition(policy.conditions, 'ResolvedRefs'), ''),
    badge: badgeOf(policy.conditions),
    drift: drift.get(policy.key) ?? null,
  };
}

/** One target by itself: what is wrong with another one does not touch it. */
function targetBadge({ conditions, validity }: BackendTlsPolicyResult, target: TlsPolicyTarget): Badge {
  const fault = faultOfTarget(target);
  if (fault) return { name: 'refused', word: fault.reason };
  if (target.lookup.state === 'unknown' && validity.status !== 'False') return { name: 'pending', word: 'Pending' };
  return badgeOf([validity, ...conditions.filter(({ type }) => type !== 'Accepted')]);
}

/** The first thing that is wrong, by its raw reason: `NoValidCACertificate`. Accepted comes first. */
function badgeOf(conditions: readonly ConditionVerdict[]): Badge {
  const bad = conditions.find(({ status }) => status !== 'True');
  if (!bad) return { name: 'accepted', word: 'Accepted' };
  if (bad.status === 'False') return { name: bad.type === 'Accepted' ? 'refused' : 'partial', word: bad.reason };
  return isPending(bad) ? { name: 'pending', word: 'Pending' } : { name: 'silent', word: 'Unknown' };
}

/** The policies for each Service that are not kept from it, the one for the whole Service first. */
export function tlsByService(
  policies: ReadonlyMap<ObjectKey, BackendTlsPolicyResult>,
  options: TopologyOptions,
): ReadonlyMap<ObjectKey, readonly ServiceTls[]> {
  const found = new Map<ObjectKey, ServiceTls[]>();
  for (const policy of policies.values()) {
    for (const target of policy.targets) {
      if (faultOfTarget(target) !== null) continue;
      const { service, sectionName } = target;
      const badge = targetBadge(policy, target);
      const place = sectionName === null ? '' : ` port ${sectionName}`;
      const drift = options.drift.get(policy.key) ?? null;
      const said = drift === null ? badge.word : `${badge.word}. Drift: ${drift}`;
      const sentence = `TLS${place} by BackendTLSPolicy ${formatKey(policy.key)}: ${said}.`;
      found.set(service, [...(found.get(service) ?? []), { policy: policy.key, sectionName, badge, drift, sentence }]);
    }
  }
  const whole = ({ sectionName }: ServiceTls) => (sectionName === null ? 0 : 1);
  return new Map([...found].map(([service, tls]) => [service, tls.sort((a, b) => whole(a) - whole(b))]));
}
