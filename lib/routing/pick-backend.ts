import { LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { BackendEndpoint, WeightedBackend } from './route-table.ts';

export type BackendDraw =
  | Readonly<{ kind: 'drawn'; backend: WeightedBackend }>
  | Readonly<{ kind: 'none'; why: 'noBackends' | 'allWeightsZero' }>;

/**
 * Draws a backend by weight over all of them, invalid ones included: their share fails. Weight 0 is never drawn.
 *
 * @param random uniform in [0, 1)
 * @see Gateway API, BackendRef.weight
 */
export function pickBackend(backends: readonly WeightedBackend[], random: number): BackendDraw {
  if (backends.length === 0) return { kind: 'none', why: 'noBackends' };
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random * total;
  for (const backend of backends) {
    if (rest < backend.weight) return { kind: 'drawn', backend };
    rest -= backend.weight;
  }
  // only rounding leads here when there is any weight: the product may round up to the total
  const last = backends.findLast(({ weight }) => weight > 0);
  return last ? { kind: 'drawn', backend: last } : { kind: 'none', why: 'allWeightsZero' };
}

/**
 * What a rule answers that names no backend and has no filter that answers.
 *
 * @see Gateway API, HTTPRouteRule.backendRefs; v0.3.0, HTTPRouteRule.forwardTo
 */
export function statusWithoutBackends(route: ObjectKey): 500 | 503 {
  return identityOf(route).group === LEGACY_GROUP ? 503 : 500;
}

/** One endpoint, all alike; null when there are none. */
export function pickEndpoint(endpoints: readonly BackendEndpoint[], random: number): BackendEndpoint | null {
  return endpoints[Math.floor(random * endpoints.length)] ?? null;
}
