import { configMap, endpointSlice, endpoints, namespace, secret, service } from './core/kinds.ts';
import { deployment, event, lease, pod, replicaSet, serviceAccount } from './core/workload-kinds.ts';
import type { KindDeclaration } from './declaration.ts';
import {
  backend,
  backendTlsPolicy,
  backendTrafficPolicy,
  grpcRoute,
  listenerSet,
  mesh,
  tcpRoute,
  tlsRoute,
  udpRoute,
} from './extended-kinds.ts';
import { gateway, gatewayClass, httpRoute, referenceGrant } from './standard-kinds.ts';
import { legacyGateway, legacyGatewayClass, legacyHttpRoute } from './v1alpha1/kinds.ts';

/** Every kind Gatehouse declares; a group's kinds stand together, groups in the order discovery lists them. */
export const kinds: readonly KindDeclaration[] = [
  namespace,
  service,
  endpoints,
  secret,
  configMap,
  pod,
  serviceAccount,
  event,
  deployment,
  replicaSet,
  lease,
  endpointSlice,
  gatewayClass,
  gateway,
  httpRoute,
  grpcRoute,
  tlsRoute,
  tcpRoute,
  udpRoute,
  referenceGrant,
  listenerSet,
  backendTlsPolicy,
  backendTrafficPolicy,
  backend,
  mesh,
  legacyGatewayClass,
  legacyGateway,
  legacyHttpRoute,
];

const byGroupKind = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));

/** The declaration of a kind; undefined for kinds Gatehouse does not know. */
export function findKind(group: string, kind: string): KindDeclaration | undefined {
  return byGroupKind.get(`${group}/${kind}`);
}
