import type { Condition, ConditionVerdict } from '#lib/kube/condition.ts';

/** What a status is written with. `now` is RFC 3339 with seconds; it enters lastTransitionTime only. */
export type StatusContext = Readonly<{
  /** entries of these controllers are ours to write and to remove */
  controllerNames: readonly string[];
  now: string;
  /** what a GatewayClass of ours claims, in any order; without it the claims stay as they stand */
  supportedFeatures?: readonly string[] | undefined;
}>;

export type ConditionMerge = Readonly<{
  /** as they stand in the object */
  existing: readonly Condition[] | undefined;
  /** what we judge, in the order it is to be written */
  verdicts: readonly ConditionVerdict[];
  /** types that are ours: of them only those judged now stay */
  owned: readonly string[];
  generation: number | undefined;
  now: string;
}>;

/**
 * Our conditions first and in our order, all at the present generation; types we do not own stay as they are behind
 * them. `lastTransitionTime` moves only when `status` changes.
 */
export function mergeConditions({ existing = [], verdicts, owned, generation, now }: ConditionMerge): Condition[] {
  const ours = verdicts.map(({ type, status, reason, message }): Condition => {
    const before = existing.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? now) : now;
    return {
      type,
      status,
      reason,
      message,
      ...(generation !== undefined && { observedGeneration: generation }),
      lastTransitionTime,
    };
  });
  const written = new Set(verdicts.map(({ type }) => type));
  return [...ours, ...existing.filter(({ type }) => !owned.includes(type) && !written.has(type))];
}

/**
 * Did somebody with a newer view of the object than ours write one of our conditions? Then we must not.
 *
 * @param generation of the object our verdict is about
 */
export function isOutdated(
  existing: readonly Condition[] | undefined,
  owned: readonly string[],
  generation: number | undefined,
): boolean {
  return (existing ?? []).some(
    ({ type, observedGeneration }) => owned.includes(type) && (observedGeneration ?? 0) > (generation ?? 0),
  );
}

/** Equal as JSON values, whatever the order of keys; absent and undefined are the same. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => isSameValue(x, b[i]));
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((k) => isSameValue(left[k], right[k]));
}

/** The status to write, or null when it already stands there. */
export function changedOrNull<T>(before: T | undefined, after: T): T | null {
  return isSameValue(before, after) ? null : after;
}

/** @param index of an entry in the shared list, with what of it is ours */
export type SharedList<T> = Readonly<{
  existing: readonly T[] | undefined;
  ours: readonly T[];
  isOurs: (entry: T) => boolean;
  isSame: (a: T, b: T) => boolean;
  /** the API's limit; entries of ours beyond it are dropped, never those of others */
  limit: number;
}>;

/**
 * A list that several controllers share: the entries of others stay byte for byte and in order, ours are replaced
 * where they stand, stale ones of ours go, new ones join at the end.
 */
export function mergeShared<T>({ existing = [], ours, isOurs, isSame, limit }: SharedList<T>): T[] {
  const kept = existing.flatMap((entry) => {
    if (!isOurs(entry)) return [entry];
    const fresh = ours.find((candidate) => isSame(candidate, entry));
    const isFirst = existing.find((other) => isOurs(other) && isSame(other, entry)) === entry;
    return fresh && isFirst ? [fresh] : [];
  });
  const added = ours.filter((entry) => !existing.some((other) => isOurs(other) && isSame(other, entry)));
  return [...kept, ...added.slice(0, Math.max(0, limit - kept.length))];
}
