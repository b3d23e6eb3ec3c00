import type { GatewayClassResult, GatewayResult, ListenerResult, RouteResult } from '#lib/binding/result.ts';
import type { LegacyGateway } from '#lib/gateway-api/v1alpha1/gateway.ts';
import type { LegacyGatewayClass } from '#lib/gateway-api/v1alpha1/gateway-class.ts';
import type { LegacyHTTPRoute } from '#lib/gateway-api/v1alpha1/http-route.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { identityOf } from '#lib/kube/object-key.ts';
import { admitted, gatewayVerdicts, listenerVerdicts } from './legacy-verdicts.ts';
import { changedOrNull, isOutdated, mergeConditions, mergeShared, type StatusContext } from './merge-status.ts';

type ClassStatus = NonNullable<LegacyGatewayClass['status']>;
type GatewayStatus = NonNullable<LegacyGateway['status']>;
type RouteStatus = NonNullable<LegacyHTTPRoute['status']>;
type RouteGateway = RouteStatus['gateways'][number];
type ListenerStatus = NonNullable<GatewayStatus['listeners']>[number];

const OWNED_GATEWAY = ['Scheduled', 'Ready'] as const;
const OWNED_LISTENER = ['Conflicted', 'Detached', 'ResolvedRefs', 'Ready'] as const;
const OWNED_ADMITTED = ['Admitted'] as const;

/** Status of a v1alpha1 GatewayClass of ours; null when nothing is to be written. */
export function legacyGatewayClassStatus(
  gatewayClass: LegacyGatewayClass,
  result: GatewayClassResult,
  { now }: StatusContext,
): ClassStatus | null {
  const { generation } = gatewayClass.metadata;
  const { status } = gatewayClass;
  const accepted = findCondition(result.conditions, 'Accepted');
  if (result.owner !== 'ours' || !accepted || isOutdated(status?.conditions, OWNED_ADMITTED, generation)) return null;
  const conditions = mergeConditions({
    existing: status?.conditions,
    verdicts: [admitted(accepted)],
    owned: OWNED_ADMITTED,
    generation,
    now,
  });
  return changedOrNull<ClassStatus>(status, { ...status, conditions: conditions as ClassStatus['conditions'] });
}

/**
 * Status of a v1alpha1 Gateway of ours: addresses, Scheduled and Ready, and one listener entry per port.
 *
 * @returns null when nothing is to be written
 */
export function legacyGatewayStatus(
  gateway: LegacyGateway,
  result: GatewayResult,
  { now }: StatusContext,
): GatewayStatus | null {
  const { generation } = gateway.metadata;
  const { status } = gateway;
  if (result.owner !== 'ours' || isOutdated(status?.conditions, OWNED_GATEWAY, generation)) return null;
  const conditions = mergeConditions({
    existing: status?.conditions,
    verdicts: gatewayVerdicts(result),
    owned: OWNED_GATEWAY,
    generation,
    now,
  });
  const byPort = [...Map.groupBy(result.listeners, ({ port }) => port).values()];
  const listeners = byPort.map((listenersOfPort): ListenerStatus => {
    const [{ port, protocol, hostname }] = listenersOfPort as [ListenerResult];
    const before = status?.listeners?.find((entry) => entry.port === port);
    const merged = mergeConditions({
      existing: before?.conditions,
      verdicts: listenerVerdicts(listenersOfPort),
      owned: OWNED_LISTENER,
      generation,
      now,
    });
    return {
      port,
      protocol,
      ...(listenersOfPort.length === 1 && hostname !== null && { hostname }),
      conditions: merged as ListenerStatus['conditions'],
    };
  });
  return changedOrNull<GatewayStatus>(status, {
    ...status,
    addresses: result.addresses.map(({ type, value }) => ({ type, value })),
    conditions: conditions as GatewayStatus['conditions'],
    listeners,
  });
}

/**
 * Status of a v1alpha1 HTTPRoute: one entry for each Gateway of ours that selects it, admitted or not. What of its
 * backends is wrong stands on the listener there (DegradedRoutes), not on the Route.
 *
 * @returns null when nothing is to be written
 */
export function legacyRouteStatus(
  route: LegacyHTTPRoute,
  result: RouteResult,
  { controllerNames, now }: StatusContext,
): RouteStatus | null {
  const existing = route.status?.gateways;
  const { generation } = route.metadata;
  const isOurs = ({ gatewayRef }: RouteGateway) => controllerNames.includes(gatewayRef.controller ?? '');
  const isSame = (a: RouteGateway, b: RouteGateway) =>
    a.gatewayRef.name === b.gatewayRef.name && a.gatewayRef.namespace === b.gatewayRef.namespace;
  const before = (existing ?? []).filter(isOurs);
  if (before.some(({ conditions }) => isOutdated(conditions, OWNED_ADMITTED, generation))) return null;
  const ours = result.parents.flatMap((parent): RouteGateway[] => {
    const { accepted, owner, controllerName } = parent;
    if (owner !== 'ours' || accepted === null || controllerName === null) return [];
    const { name, namespace } = identityOf(parent.parent);
    const gatewayRef = { name, namespace, controller: controllerName };
    const old = before.find((entry) => isSame(entry, { gatewayRef }));
    const conditions = mergeConditions({
      existing: old?.conditions,
      verdicts: [admitted(accepted)],
      owned: OWNED_ADMITTED,
      generation,
      now,
    });
    return [{ gatewayRef, conditions: conditions as RouteGateway['conditions'] }];
  });
  const gateways = mergeShared({ existing, ours, isOurs, isSame, limit: 100 });
  if (gateways.length === 0 && existing === undefined) return null;
  return changedOrNull<RouteStatus>(route.status, { ...route.status, gateways });
}
