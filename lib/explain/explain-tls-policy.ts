import type { BackendTlsPolicyResult, BindingResult, BindOptions } from '#lib/binding/result.ts';
import { list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import type { BackendTLSPolicy } from '#lib/gateway-api/policies.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { buildFix } from './build-fix.ts';
import { explainCondition } from './explain-gateway.ts';
import type { TlsPolicyExplanation } from './explanation.ts';
import type { FixSource } from './fix-context.ts';
import { fixTlsPolicy } from './fix-tls-policy.ts';
import { isAdmitted } from './fixes.ts';
import { aboutTlsPolicy } from './will-not-help.ts';

/**
 * Whether a BackendTLSPolicy is in force and for what, in words; what would mend it, and what would not.
 *
 * @returns null when there is no such policy
 */
export function explainTlsPolicy(
  snapshot: Snapshot,
  result: BindingResult,
  key: ObjectKey,
  options: BindOptions,
): TlsPolicyExplanation | null {
  const policy = result.backendTlsPolicies.get(key);
  const object = snapshot.backendTlsPolicies.get(key);
  if (!policy || !object) return null;
  const context: FixSource = { snapshot, result, options };
  return {
    policy: key,
    headline: sayPolicy(object, policy),
    conditions: policy.conditions.map(explainCondition),
    fixes: fixTlsPolicy(context, policy)
      .map(({ field, fix }) => ({ ...fix, cures: { kind: 'reference', object: key, field } as const }))
      .filter((draft) => isAdmitted(context, draft))
      .map((draft) => buildFix({ ...context, route: null }, draft)),
    willNotHelp: aboutTlsPolicy(policy),
  };
}

/** Where another policy came first that one counts; for the rest this one does, or nothing may be sent. */
function sayLeft(services: readonly string[], { validity }: BackendTlsPolicyResult): Sentence {
  if (services.length === 0) return [];
  return validity.status === 'False'
    ? say` Requests to ${list(services)} get ${500}.`
    : say` It is in force for ${list(services)}.`;
}

function sayPolicy(object: BackendTLSPolicy, policy: BackendTlsPolicyResult): Sentence {
  const { conditions, targets, ancestors } = policy;
  const accepted = findCondition(conditions, 'Accepted');
  if (accepted?.status === 'False') {
    const left = targets.filter(({ supersededBy }) => supersededBy === null).map(({ service }) => formatKey(service));
    return say`${prose(accepted.message)}${sayLeft([...new Set(left)], policy)}`;
  }
  const bad = conditions.find(({ status }) => status !== 'True');
  if (bad) return prose(bad.message);
  const names = targets.map(({ service, sectionName }) =>
    sectionName === null ? formatKey(service) : `${formatKey(service)} (port ${sectionName})`,
  );
  const { hostname } = object.spec.validation;
  const noun = prose(names.length === 1 ? 'Service' : 'Services');
  if (ancestors.length === 0) {
    return say`For ${noun} ${list(names)}, which no attached Route of a Gateway served here sends to.`;
  }
  const gateways = prose(ancestors.length === 1 ? 'Gateway' : 'Gateways');
  const verb = prose(ancestors.length === 1 ? 'speaks' : 'speak');
  return say`${gateways} ${list(ancestors.map(formatKey))} ${verb} TLS to ${noun} ${list(names)}, whose certificate has to be for ${hostname}.`;
}
