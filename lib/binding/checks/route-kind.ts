import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import { type GroupKind, isSameKind } from '#lib/kube/object.ts';
import type { ListenerFacts } from '../listeners.ts';
import type { RouteKindCheck } from '../result.ts';

const carried: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TLS: ['TLSRoute'],
  TCP: ['TCPRoute'],
  UDP: ['UDPRoute'],
};

/** The Route kinds a protocol carries, as far as the data plane serves them. */
export function kindsCarriedBy(protocol: string, served: readonly string[]): readonly GroupKind[] {
  const kinds = Object.hasOwn(carried, protocol) ? (carried[protocol] ?? []) : [];
  return kinds.filter((kind) => served.includes(kind)).map((kind) => ({ group: GATEWAY_GROUP, kind }));
}

/**
 * Does the listener admit Routes of this kind? Group and kind both count.
 *
 * @see Gateway API, AllowedRoutes.kinds
 */
export function checkRouteKind(
  listener: Pick<ListenerFacts, 'supportedKinds' | 'allowedKinds' | 'protocol' | 'unsupported'>,
  kind: GroupKind,
): RouteKindCheck {
  const { supportedKinds, allowedKinds, protocol, unsupported } = listener;
  const outcome = supportedKinds.some(isSameKind(kind)) ? 'pass' : 'fail';
  return {
    check: 'routeKind',
    outcome,
    kind,
    supportedKinds,
    allowedKinds,
    protocol,
    unsupported: unsupported?.message ?? null,
  };
}

/** Could the listener take the kind if only its `allowedRoutes.kinds` named it? Its protocol and our data plane decide. */
export function couldAdmitKind({ kind, allowedKinds, protocol, unsupported }: RouteKindCheck): boolean {
  if (unsupported !== null || allowedKinds.length === 0 || allowedKinds.some(isSameKind(kind))) return false;
  return kind.group === GATEWAY_GROUP && (carried[protocol] ?? []).includes(kind.kind);
}
