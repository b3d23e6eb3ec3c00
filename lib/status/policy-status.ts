import type { BackendTlsPolicyResult } from '#lib/binding/result.ts';
import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import type { BackendTLSPolicy } from '#lib/gateway-api/policies.ts';
import { identityOf } from '#lib/kube/object-key.ts';
import { changedOrNull, isOutdated, mergeConditions, mergeShared, type StatusContext } from './merge-status.ts';
import { isSameParent } from './route-status.ts';

const POLICY_CONDITIONS = ['Accepted', 'ResolvedRefs'] as const;

type Status = NonNullable<BackendTLSPolicy['status']>;
type Ancestor = Status['ancestors'][number];

/**
 * The status a BackendTLSPolicy should have: one entry for each Gateway of ours that reaches a target, whatever other
 * controllers wrote beside.
 *
 * @returns null when nothing is to be written
 * @see Gateway API, PolicyStatus
 */
export function tlsPolicyStatus(
  policy: BackendTLSPolicy,
  result: BackendTlsPolicyResult,
  context: StatusContext,
): Status | null {
  const existing = policy.status?.ancestors;
  const { generation, namespace = '' } = policy.metadata;
  const [controllerName] = context.controllerNames;
  if (controllerName === undefined) return null;
  const isOurs = (entry: Ancestor) => context.controllerNames.includes(entry.controllerName);
  const before = (existing ?? []).filter(isOurs);
  if (before.some(({ conditions }) => isOutdated(conditions, POLICY_CONDITIONS, generation))) return null;
  const isSame = (a: Ancestor, b: Ancestor) => isSameParent(a.ancestorRef, b.ancestorRef, namespace);
  const ours = result.ancestors.map((gateway): Ancestor => {
    const { namespace: where, name } = identityOf(gateway);
    const ancestorRef = { group: GATEWAY_GROUP, kind: 'Gateway', namespace: where, name };
    const old = before.find((candidate) => isSameParent(candidate.ancestorRef, ancestorRef, namespace));
    const conditions = mergeConditions({
      existing: old?.conditions,
      verdicts: result.conditions,
      owned: POLICY_CONDITIONS,
      generation,
      now: context.now,
    });
    return { ancestorRef, controllerName, conditions: conditions as Ancestor['conditions'] };
  });
  const ancestors = mergeShared({ existing, ours, isOurs, isSame, limit: 16 });
  if (ancestors.length === 0 && existing === undefined) return null;
  return changedOrNull<Status>(policy.status, { ...policy.status, ancestors });
}
