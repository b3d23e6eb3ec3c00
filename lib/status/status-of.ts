import type { BindingResult } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { gatewayClassStatus, gatewayStatus } from './gateway-status.ts';
import { legacyGatewayClassStatus, legacyGatewayStatus, legacyRouteStatus } from './legacy-status.ts';
import { listenerSetStatus } from './listener-set-status.ts';
import type { StatusContext } from './merge-status.ts';
import { tlsPolicyStatus } from './policy-status.ts';
import { routeStatus } from './route-status.ts';

/**
 * The status an object of a snapshot should have, whatever its kind.
 *
 * @returns null when nothing is to be written, also for kinds that get no status from us
 */
export function statusOf(snapshot: Snapshot, result: BindingResult, key: ObjectKey, context: StatusContext) {
  const route = result.routes.get(key);
  const http = snapshot.httpRoutes.get(key);
  if (route && http) return routeStatus(http, route, context);
  const legacyRoute = snapshot.legacyHttpRoutes.get(key);
  if (route && legacyRoute) return legacyRouteStatus(legacyRoute, route, context);
  const gateway = result.gateways.get(key);
  const current = snapshot.gateways.get(key);
  if (gateway && current) return gatewayStatus(current, gateway, context);
  const legacy = snapshot.legacyGateways.get(key);
  if (gateway && legacy) return legacyGatewayStatus(legacy, gateway, context);
  const listenerSet = result.listenerSets.get(key);
  const set = snapshot.listenerSets.get(key);
  if (listenerSet && set) return listenerSetStatus(set, listenerSet, context);
  const policy = result.backendTlsPolicies.get(key);
  const tlsPolicy = snapshot.backendTlsPolicies.get(key);
  if (policy && tlsPolicy) return tlsPolicyStatus(tlsPolicy, policy, context);
  const gatewayClass = result.gatewayClasses.get(key);
  const v1Class = snapshot.gatewayClasses.get(key);
  if (gatewayClass && v1Class) return gatewayClassStatus(v1Class, gatewayClass, context);
  const legacyClass = snapshot.legacyGatewayClasses.get(key);
  return gatewayClass && legacyClass ? legacyGatewayClassStatus(legacyClass, gatewayClass, context) : null;
}
