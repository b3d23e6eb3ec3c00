import type { BackendTlsPolicyResult } from '#lib/binding/result.ts';
import { faultOfTarget } from '#lib/binding/tls-policy-targets.ts';
import type { CertificateReference } from '#lib/explain/certificate-references.ts';
import { explainTlsPolicy } from '#lib/explain/explain-tls-policy.ts';
import { type Fix, formatSentence } from '#lib/explain/explanation.ts';
import { suggestTarget } from '#lib/explain/fix-tls-target.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Checked } from './check-manifests.ts';
import { type Finding, findingAt, sayFix, withoutField } from './finding.ts';

/** References to certificates that are not good, each with what would mend it. */
export function referenceFindings(
  checked: Checked,
  key: ObjectKey,
  references: readonly CertificateReference[],
  fixes: readonly Fix[],
): Finding[] {
  return references.flatMap(({ field, outcome }) => {
    if (outcome.state === 'valid') return [];
    const severity = outcome.state === 'invalid' ? 'error' : 'unknown';
    const message = `${withoutField(field, outcome.message)}.`;
    return [findingAt(checked, key, { severity, field, message, fixes: fixesOf(fixes, field) })];
  });
}

/** A BackendTLSPolicy: its targets one by one, then what it is to check certificates with. */
export function policyFindings(checked: Checked, policy: BackendTlsPolicyResult): Finding[] {
  const { key, targets, caCertificates, validity } = policy;
  const fixes = explainTlsPolicy(checked.snapshot, checked.result, key, checked.options)?.fixes ?? [];
  const say = (severity: Finding['severity'], field: string, message: string) =>
    findingAt(checked, key, { severity, field, message: withoutField(field, message), fixes: fixesOf(fixes, field) });
  const ofTargets = targets.flatMap((target) => {
    const { field, lookup } = target;
    const fault = faultOfTarget(target);
    const meant = formatSentence(suggestTarget(checked.snapshot, target));
    // what another controller makes of a kind that nobody here knows is its own affair
    const isForeign = lookup.state === 'missing' && lookup.what === 'kind';
    if (fault) return [say(isForeign ? 'note' : 'error', field, `${fault.message}.${meant && ` ${meant}`}`)];
    return lookup.state === 'unknown' ? [say('unknown', field, `${lookup.message}.`)] : [];
  });
  const ofAuthorities =
    validity.reason === 'Invalid' ? [say('error', 'spec.validation.wellKnownCACertificates', validity.message)] : [];
  return [...ofTargets, ...ofAuthorities, ...referenceFindings(checked, key, caCertificates, fixes)];
}

function fixesOf(fixes: readonly Fix[], field: string): Finding['fixes'] {
  return fixes.filter(({ cures }) => cures.kind === 'reference' && cures.field === field).map(sayFix);
}
