export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** A condition as it stands in an object's status (metav1.Condition). */
export type Condition = Readonly<{
  type: string;
  status: ConditionStatus;
  reason: string;
  message: string;
  observedGeneration?: number | undefined;
  lastTransitionTime?: string | undefined;
}>;

/** What we judge a condition to be; generation and time are added when it is written (`lib/status`). */
export type ConditionVerdict = Readonly<{ type: string; status: ConditionStatus; reason: string; message: string }>;

/** Conditions are found by type, never by position. */
export function findCondition<T extends { readonly type: string }>(
  conditions: readonly T[] | undefined,
  type: string,
): T | undefined {
  return conditions?.find((condition) => condition.type === type);
}
