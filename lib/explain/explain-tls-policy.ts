import type { BackendTlsPolicyResult, BindingResult, BindOptions, TlsPolicyTarget } from '#lib/binding/result.ts';
import { join, list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { faultOfTarget, isInForce } from '#lib/binding/tls-policy-targets.ts';
import type { BackendTLSPolicy } from '#lib/gateway-api/policies.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { buildFix } from './build-fix.ts';
import { explainCondition } from './explain-gateway.ts';
import type { TlsPolicyExplanation } from './explanation.ts';
import type { FixSource } from './fix-context.ts';
import { fixTlsPolicy } from './fix-tls-policy.ts';
import { suggestTarget } from './fix-tls-target.ts';
import { isAdmitted } from './fixes.ts';
import { sayBare } from './sentences.ts';
import { aboutTlsPolicy } from './tls-policy-will-not-help.ts';

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
    headline: sayPolicy(snapshot, object, policy),
    conditions: policy.conditions.map(explainCondition),
    fixes: fixTlsPolicy(context, policy)
      .map(({ field, fix }) => ({ ...fix, cures: { kind: 'reference', object: key, field } as const }))
      .filter((draft) => isAdmitted(context, draft))
      .map((draft) => buildFix({ ...context, route: null }, draft)),
    willNotHelp: aboutTlsPolicy(policy),
  };
}

function sayPolicy(snapshot: Snapshot, object: BackendTLSPolicy, policy: BackendTlsPolicyResult): Sentence {
  const { conditions, targets, ancestors } = policy;
  if (targets.some((target) => faultOfTarget(target) !== null)) return sayFaults(snapshot, policy);
  const accepted = findCondition(conditions, 'Accepted');
  if (accepted?.status === 'False') return say`${prose(accepted.message)}${sayLeft(policy)}`;
  const bad = conditions.find(({ status }) => status !== 'True');
  if (bad) return prose(bad.message);
  const names = targets.map(nameTarget);
  const { hostname } = object.spec.validation;
  const noun = prose(names.length === 1 ? 'Service' : 'Services');
  if (ancestors.length === 0) {
    return say`For ${noun} ${list(names)}, which no attached Route of a Gateway served here sends to.`;
  }
  const gateways = prose(ancestors.length === 1 ? 'Gateway' : 'Gateways');
  const verb = prose(ancestors.length === 1 ? 'speaks' : 'speak');
  return say`${gateways} ${list(ancestors.map(formatKey))} ${verb} TLS to ${noun} ${list(names)}, whose certificate has to be for ${hostname}.`;
}

/** The first target that it is not in force for, what was meant there, and what is left of it. */
function sayFaults(snapshot: Snapshot, policy: BackendTlsPolicyResult): Sentence {
  const { targets, ancestors } = policy;
  const faulty = targets.filter((target) => faultOfTarget(target) !== null);
  const sentences = faulty.flatMap((target) => {
    const message = `${faultOfTarget(target)?.message ?? ''}.`;
    const meant = suggestTarget(snapshot, target);
    const why = prose(targets.length === 1 ? sayBare(message) : message);
    return meant.length > 0 ? [why, meant] : [why];
  });
  const isUnwritten = ancestors.length === 0 && faulty.some(({ lookup }) => lookup.state === 'missing');
  return say`${join(sentences)}${sayLeft(policy)}${isUnwritten ? UNWRITTEN : []}`;
}

/** A status has an entry for each Gateway that sends to a target; with none, it stays empty. */
const UNWRITTEN = say` No attached Route of a Gateway served here sends to what it names, so no status says this.`;

/** Where another policy came first that one counts; for the rest this one does, or nothing may be sent. */
function sayLeft({ targets, validity }: BackendTlsPolicyResult): Sentence {
  const left = targets.filter(isInForce);
  const isNowhere = targets.every(({ lookup }) => lookup.state === 'missing');
  if (left.length === 0) return isNowhere ? say` For Gateways served here the policy is in force nowhere.` : [];
  const names = [...new Set(left.map(nameTarget))];
  if (validity.status === 'Unknown') return say` Whether it is in force for ${list(names)} is not known.`;
  return validity.status === 'False'
    ? say` Requests to ${list(names)} get ${500}.`
    : say` It is in force for ${list(names)}.`;
}

function nameTarget({ service, sectionName }: TlsPolicyTarget): string {
  return sectionName === null ? formatKey(service) : `${formatKey(service)} (port ${sectionName})`;
}
