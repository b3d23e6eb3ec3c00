import type { ConditionStatus } from '#lib/kube/condition.ts';
import type { BadgeName } from '#lib/topology/badge.ts';

/** Conditions that are there only when something is wrong, so their True is no good news. */
const BAD_WHEN_TRUE: ReadonlySet<string> = new Set([
  'Conflicted',
  'PartiallyInvalid',
  'OverlappingTLSConfig',
  'InsecureFrontendValidationMode',
]);

/** Icon and colour of a condition; the word beside it stays kubectl's True, False or Unknown. */
export function conditionBadge(type: string, status: ConditionStatus, reason: string): BadgeName {
  if (status === 'Unknown') return reason === 'Pending' ? 'pending' : 'silent';
  if (BAD_WHEN_TRUE.has(type)) return status === 'True' ? 'drift' : 'accepted';
  return status === 'True' ? 'accepted' : 'refused';
}
