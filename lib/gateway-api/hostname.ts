/**
 * Hostnames as Gateway API compares them. `''` is any. In v1 `*.x` stands for one or more labels and then `.x`;
 * in v1alpha1 for exactly one.
 */
export type WildcardSpan = 'manyLabels' | 'oneLabel';

/** Lower case, without a trailing dot. A port must have been cut off before. */
export function canonicalHostname(hostname: string): string {
  const lower = hostname.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/**
 * Does `pattern` cover `hostname` (itself a name, a wildcard or any)? Both canonical.
 *
 * @see Gateway API, Hostname; "wildcards span labels" in v1
 */
export function coversHostname(pattern: string, hostname: string, span: WildcardSpan = 'manyLabels'): boolean {
  if (pattern === '' || pattern === hostname) return true;
  if (!pattern.startsWith('*.')) return false;
  const suffix = pattern.slice(1);
  if (!hostname.endsWith(suffix) || hostname.length <= suffix.length) return false;
  return span === 'manyLabels' || !hostname.slice(0, -suffix.length).includes('.');
}

/** The narrower of two hostnames when one covers the other, else null. */
export function intersectHostnames(a: string, b: string, span: WildcardSpan = 'manyLabels'): string | null {
  if (coversHostname(a, b, span)) return b;
  return coversHostname(b, a, span) ? a : null;
}

/**
 * The hostnames a Route serves on a listener: empty when they have none in common.
 *
 * @param listener the listener's hostname; absent or empty means any
 * @param route the Route's hostnames; absent or empty means whatever the listener has
 * @returns canonical and unique, in the Route's order; `''` is any
 */
export function effectiveHostnames(
  listener: string | undefined,
  route: readonly string[] | undefined,
  span: WildcardSpan = 'manyLabels',
): readonly string[] {
  const own = canonicalHostname(listener ?? '');
  if (!route || route.length === 0) return [own];
  const both = route.map((hostname) => intersectHostnames(own, canonicalHostname(hostname), span));
  return [...new Set(both.filter((hostname) => hostname !== null))];
}
