import type { Condition, ConditionVerdict } from '#lib/kube/condition.ts';
import type { Badge, BadgeName, Cell } from './badge.ts';

export const unknownCell = (reason: string): Cell => ({ word: 'Unknown', badge: 'silent', reason });

/** Of a kind that has no verdict; nobody's status is missing. */
export const notJudgedCell: Cell = { word: 'Not judged', badge: 'silent', reason: '' };

/** A condition as a table cell. True carries no reason: it would only repeat the column's head. */
export function cellOf(condition: ConditionVerdict | null | undefined, absent: string): Cell {
  if (!condition) return unknownCell(absent);
  if (condition.status === 'True') return { word: 'True', badge: 'accepted', reason: '' };
  if (condition.status === 'False') return { word: 'False', badge: 'refused', reason: condition.reason };
  return { word: 'Unknown', badge: isPending(condition) ? 'pending' : 'silent', reason: condition.reason };
}

export function isPending(condition: ConditionVerdict | null | undefined): boolean {
  return condition?.status === 'Unknown' && condition.reason === 'Pending';
}

/** Icons of reasons that have one of their own; all others are drawn as refused. */
const REASON_BADGES: Readonly<Record<string, BadgeName>> = {
  RefNotPermitted: 'noGrant',
  BackendNotFound: 'missing',
};

/** A broken reference or a refusal, named by its raw reason. */
export function reasonBadge(reason: string): Badge {
  return { name: REASON_BADGES[reason] ?? 'refused', word: reason };
}

/** A condition read from the cluster that speaks of an older generation than the object has. */
export function isStale(condition: Condition | undefined, generation: number | undefined): boolean {
  return condition?.observedGeneration !== undefined && condition.observedGeneration < (generation ?? 0);
}
