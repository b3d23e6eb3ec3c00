import { effectiveHostnames, type WildcardSpan } from '#lib/gateway-api/hostname.ts';
import type { HostnameCheck } from '../result.ts';

/** Do the hostnames of listener and Route have any in common, and which? */
export function checkHostname(
  listener: string | undefined,
  route: readonly string[] | undefined,
  span: WildcardSpan = 'manyLabels',
): HostnameCheck {
  const effective = effectiveHostnames(listener, route, span);
  return {
    check: 'hostname',
    outcome: effective.length > 0 ? 'pass' : 'fail',
    listenerHostname: listener || null,
    routeHostnames: route ?? [],
    effectiveHostnames: effective,
  };
}
