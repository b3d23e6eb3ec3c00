import { configMap, endpointSlice, namespace, secret, service } from './core/kinds.ts';
import type { KindDeclaration } from './declaration.ts';
import { gateway, gatewayClass, httpRoute, referenceGrant } from './standard-kinds.ts';
import { legacyGateway, legacyGatewayClass, legacyHttpRoute } from './v1alpha1/kinds.ts';

/** Every kind Gatehouse declares; a group's kinds stand together, groups in the order discovery lists them. */
export const kinds: readonly KindDeclaration[] = [
  namespace,
  service,
  endpointSlice,
  secret,
  configMap,
  gatewayClass,
  gateway,
  httpRoute,
  referenceGrant,
  legacyGatewayClass,
  legacyGateway,
  legacyHttpRoute,
];

const byGroupKind = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));

/** The declaration of a kind; undefined for kinds Gatehouse does not know. */
export function findKind(group: string, kind: string): KindDeclaration | undefined {
  return byGroupKind.get(`${group}/${kind}`);
}
