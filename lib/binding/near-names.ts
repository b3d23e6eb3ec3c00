import { compareText, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';

/**
 * The object most likely meant by the key of one that is not there: same group and kind, and either the same name in
 * another namespace or a near name in the same one. Null when nothing is near enough.
 */
export function findNearKey(missing: ObjectKey, existing: Iterable<ObjectKey>): ObjectKey | null {
  const wanted = identityOf(missing);
  let best: Readonly<{ key: ObjectKey; distance: number }> | null = null;
  for (const key of existing) {
    const { group, kind, namespace, name } = identityOf(key);
    if (key === missing || group !== wanted.group || kind !== wanted.kind) continue;
    const distance =
      name === wanted.name
        ? rank(namespace, wanted.namespace)
        : namespace === wanted.namespace && isNear(name, wanted.name)
          ? rank(name, wanted.name)
          : Number.POSITIVE_INFINITY;
    if (!Number.isFinite(distance)) continue;
    if (!best || distance < best.distance || (distance === best.distance && compareText(key, best.key) < 0)) {
      best = { key, distance };
    }
  }
  return best?.key ?? null;
}

/** The near one among names, or null; ties go to the first in bytewise order. */
export function findNearName(wanted: string, names: readonly string[]): string | null {
  const near = names
    .filter((name) => name !== wanted && isNear(name, wanted))
    .sort((a, b) => rank(a, wanted) - rank(b, wanted) || compareText(a, b));
  return near[0] ?? null;
}

/** Near: a slip of a few letters, or one name begins with (or ends in) the other. */
function isNear(a: string, b: string): boolean {
  return isExtended(a, b) || measure(a, b) <= Math.max(1, Math.floor(Math.max(a.length, b.length) / 4));
}

function isExtended(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 3) return false;
  return a.startsWith(b) || b.startsWith(a) || a.endsWith(b) || b.endsWith(a);
}

/** How far apart two names are; a part added or left out (`infra`, `infra-ns`) is nearer than two other letters. */
function rank(a: string, b: string): number {
  return isExtended(a, b) ? Math.min(1.5, measure(a, b)) : measure(a, b);
}

/** Edit distance; two neighbouring letters swapped count once (optimal string alignment). */
function measure(a: string, b: string): number {
  let [before, previous]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}
