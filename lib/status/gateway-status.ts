import type { GatewayClassResult, GatewayResult, ListenerResult } from '#lib/binding/result.ts';
import type { Gateway, ListenerStatus } from '#lib/gateway-api/gateway.ts';
import type { GatewayClass } from '#lib/gateway-api/gateway-class.ts';
import { compareText } from '#lib/kube/object-key.ts';
import { changedOrNull, isOutdated, mergeConditions, type StatusContext } from './merge-status.ts';

/** Condition types that are ours to write, per kind of object. */
export const GATEWAY_CONDITIONS = ['Accepted', 'Programmed', 'ResolvedRefs', 'InsecureFrontendValidationMode'] as const;
export const LISTENER_CONDITIONS = [
  'Accepted',
  'Conflicted',
  'ResolvedRefs',
  'Programmed',
  'OverlappingTLSConfig',
] as const;
export const CLASS_CONDITIONS = ['Accepted', 'SupportedVersion'] as const;

type GatewayStatus = NonNullable<Gateway['status']>;
type ClassStatus = NonNullable<GatewayClass['status']>;

/**
 * The status a Gateway of ours should have: addresses in use, one entry per listener of the spec and no others.
 *
 * @returns null when nothing is to be written: not ours, no change, or a newer generation was judged already
 */
export function gatewayStatus(gateway: Gateway, result: GatewayResult, { now }: StatusContext): GatewayStatus | null {
  const { generation } = gateway.metadata;
  const { status } = gateway;
  if (result.owner !== 'ours' || isOutdated(status?.conditions, GATEWAY_CONDITIONS, generation)) return null;
  const conditions = mergeConditions({
    existing: status?.conditions,
    verdicts: result.conditions,
    owned: GATEWAY_CONDITIONS,
    generation,
    now,
  });
  const listeners = result.listeners.map((listener) => {
    const before = status?.listeners?.find(({ name }) => name === listener.name);
    return buildListenerStatus(listener, before, generation, now);
  });
  return changedOrNull<GatewayStatus>(status, {
    ...status,
    addresses: result.addresses.map(({ type, value }) => ({ type, value })),
    attachedListenerSets: result.attachedListenerSets.length,
    conditions: conditions as GatewayStatus['conditions'],
    listeners,
  });
}

/** The entry of one listener, of a Gateway or a ListenerSet. */
export function buildListenerStatus(
  listener: ListenerResult,
  before: ListenerStatus | undefined,
  generation: number | undefined,
  now: string,
): ListenerStatus {
  const conditions = mergeConditions({
    existing: before?.conditions,
    verdicts: listener.conditions,
    owned: LISTENER_CONDITIONS,
    generation,
    now,
  });
  return {
    name: listener.name,
    supportedKinds: listener.supportedKinds.map(({ group, kind }) => ({ group, kind })),
    attachedRoutes: listener.attachedRoutes.length,
    conditions: conditions as ListenerStatus['conditions'],
  };
}

/**
 * The status a GatewayClass of ours should have; the features it claims are sorted and in the same write as Accepted.
 *
 * @returns null when nothing is to be written
 */
export function gatewayClassStatus(
  gatewayClass: GatewayClass,
  result: GatewayClassResult,
  context: StatusContext,
): ClassStatus | null {
  const { generation } = gatewayClass.metadata;
  const { status } = gatewayClass;
  if (result.owner !== 'ours' || isOutdated(status?.conditions, CLASS_CONDITIONS, generation)) return null;
  const conditions = mergeConditions({
    existing: status?.conditions,
    verdicts: result.conditions,
    owned: CLASS_CONDITIONS,
    generation,
    now: context.now,
  });
  const features = context.supportedFeatures && [...new Set(context.supportedFeatures)].sort(compareText);
  return changedOrNull<ClassStatus>(status, {
    ...status,
    conditions: conditions as ClassStatus['conditions'],
    ...(features && { supportedFeatures: features.map((name) => ({ name })) }),
  });
}
