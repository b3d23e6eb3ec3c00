import { isDeepStrictEqual } from 'node:util';
import { isJson, type Json } from './json.ts';

/** The merge patch (RFC 7386) that turns one object into another; lists are replaced whole. */
export function mergeDiff(before: Json, after: Json): Json {
  const patch: Record<string, unknown> = {};
  for (const field of Object.keys(before)) {
    if (!(field in after)) patch[field] = null;
  }
  for (const [field, value] of Object.entries(after)) {
    const old = before[field];
    if (isDeepStrictEqual(old, value)) continue;
    patch[field] = isJson(old) && isJson(value) ? mergeDiff(old, value) : value;
  }
  return patch;
}
