import type { KubeObject, ObjectMeta } from './object.ts';
import { compareText } from './object-key.ts';

/** When an object was created, in ms since 1970; null when it carries no timestamp. */
export function createdAtMs({ creationTimestamp }: Pick<ObjectMeta, 'creationTimestamp'>): number | null {
  // biome-ignore lint/style/noRestrictedGlobals: reads a text, asks no clock
  const time = Date.parse(creationTimestamp ?? '');
  return Number.isNaN(time) ? null : time;
}

/**
 * Orders objects as Gateway API settles conflicts: the oldest first, then by `namespace/name`; without a timestamp last.
 *
 * @see Gateway API, conflict resolution guidelines
 */
export function compareSeniority(
  { metadata: a }: Pick<KubeObject, 'metadata'>,
  { metadata: b }: Pick<KubeObject, 'metadata'>,
) {
  const [first, second] = [a, b].map((metadata) => createdAtMs(metadata) ?? Number.POSITIVE_INFINITY);
  if (first !== second) return (first ?? 0) < (second ?? 0) ? -1 : 1;
  return compareText(`${a.namespace ?? ''}/${a.name}`, `${b.namespace ?? ''}/${b.name}`);
}
