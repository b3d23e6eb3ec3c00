import { trimPrefix } from '#lib/routing/match/path.ts';
import type { PathModifier, PathRule } from '../route-table.ts';

/**
 * The path after a modifier. `ReplacePrefixMatch` replaces what the entry's PathPrefix matched, so it needs one; with
 * another path type the path stays (`buildRouteTable` makes such an entry unusable).
 *
 * @param matched the path rule of the entry that got the request
 * @see Gateway API, HTTPPathModifier
 */
export function modifyPath(modifier: PathModifier | null, path: string, matched: PathRule): string {
  if (!modifier) return path;
  if (modifier.type === 'ReplaceFullPath') return withSlash(modifier.value);
  if (matched.type !== 'PathPrefix') return path;
  const suffix = path.slice(matched.value.length);
  return withSlash(`${trimPrefix(modifier.value)}${suffix}`);
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
