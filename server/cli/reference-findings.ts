import type { BackendTlsPolicyResult } from '#lib/binding/result.ts';
import type { CertificateReference } from '#lib/explain/certificate-references.ts';
import { explainTlsPolicy } from '#lib/explain/explain-tls-policy.ts';
import type { Fix } from '#lib/explain/explanation.ts';
import { findCondition } from '#lib/kube/condition.ts';
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

/** A BackendTLSPolicy that another came before, with authorities nobody knows, or without CA certificates to be had. */
export function policyFindings(checked: Checked, policy: BackendTlsPolicyResult): Finding[] {
  const { key, targets, caCertificates, conditions } = policy;
  const fixes = explainTlsPolicy(checked.snapshot, checked.result, key, checked.options)?.fixes ?? [];
  const accepted = findCondition(conditions, 'Accepted');
  const fields =
    accepted?.reason === 'Conflicted'
      ? targets.flatMap(({ field, supersededBy }) => (supersededBy === null ? [] : [field]))
      : accepted?.reason === 'Invalid'
        ? ['spec.validation.wellKnownCACertificates']
        : [];
  const refused = fields.map((field) => {
    const message = withoutField(field, accepted?.message ?? '');
    return findingAt(checked, key, { severity: 'error', field, message, fixes: fixesOf(fixes, field) });
  });
  return [...refused, ...referenceFindings(checked, key, caCertificates, fixes)];
}

function fixesOf(fixes: readonly Fix[], field: string): Finding['fixes'] {
  return fixes.filter(({ cures }) => cures.kind === 'reference' && cures.field === field).map(sayFix);
}
