import type { ParentSource, RouteResult } from '#lib/binding/result.ts';
import { list, type Sentence, say } from '#lib/binding/sentence.ts';
import type { ParentReference } from '#lib/gateway-api/common.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';

const FIELDS = ['sectionName', 'port'] as const;

/**
 * Why a reference cannot be turned to the object meant, beside the others of the Route that name it.
 *
 * @returns null when it can: nothing names the object yet, or only other listeners of it
 * @see Gateway API, ParentReference: several to one object all set sectionName or port, with distinct values
 */
export function sayRival({ parents }: RouteResult, source: ParentSource, meant: ObjectKey): Sentence | null {
  const siblings = parents.filter(({ parent, source: other }) => parent === meant && other.from === source.from);
  const name = formatKey(meant);
  if (source.from !== 'parentRef') return siblings.length > 0 ? say`${name} is named already.` : null;
  const refs = siblings.flatMap(({ source: other }) => (other.from === 'parentRef' ? [other.ref] : []));
  if (refs.some((other) => setOf(other).length === 0)) return say`${name} is named already, with all its listeners.`;
  if (refs.some((other) => FIELDS.every((field) => other[field] === source.ref[field]))) {
    const same = setOf(source.ref).map((field) => `${field}: ${source.ref[field]}`);
    return say`${name} is named with ${list(same)} already.`;
  }
  const other = refs.find((each) => setOf(each).join() !== setOf(source.ref).join());
  if (!other) return null;
  return say`${name} is named with ${list(setOf(other))} already, and parentRefs to one object set the same fields.`;
}

const setOf = (ref: ParentReference) => FIELDS.filter((field) => Boolean(ref[field]));
