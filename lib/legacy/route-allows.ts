import type { LegacyHTTPRoute } from '#lib/gateway-api/v1alpha1/http-route.ts';

type GatewayName = Readonly<{ namespace: string; name: string }>;

/**
 * The Route's veto: may this Gateway, which selected it, have it?
 *
 * @see gateway-api v0.3.0, RouteGateways
 */
export function routeAllows(route: LegacyHTTPRoute, gateway: GatewayName): boolean {
  const { allow } = route.spec.gateways;
  if (allow === 'All') return true;
  if (allow === 'SameNamespace') return (route.metadata.namespace ?? '') === gateway.namespace;
  return allow === 'FromList' && findGatewayRef(route, gateway) >= 0;
}

/** The Gateways a Route names. They count with `allow: FromList` only. */
export function gatewayRefsOf(route: LegacyHTTPRoute): readonly GatewayName[] {
  const { allow, gatewayRefs = [] } = route.spec.gateways;
  return allow === 'FromList' ? gatewayRefs.map(({ namespace, name }) => ({ namespace, name })) : [];
}

/** Index of the gatewayRef that names this Gateway; -1 when none does. */
export function findGatewayRef(route: LegacyHTTPRoute, { namespace, name }: GatewayName): number {
  return gatewayRefsOf(route).findIndex((ref) => ref.namespace === namespace && ref.name === name);
}
