import { GATEWAY_GROUP, LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import { type GroupKind, groupOf, type KubeObject } from '#lib/kube/object.ts';
import type { CollectionName } from './snapshot.ts';

/** The kinds each collection of a snapshot holds. */
export const collectionKinds: Readonly<Record<CollectionName, readonly GroupKind[]>> = {
  namespaces: [{ group: '', kind: 'Namespace' }],
  services: [{ group: '', kind: 'Service' }],
  endpointSlices: [{ group: 'discovery.k8s.io', kind: 'EndpointSlice' }],
  secrets: [{ group: '', kind: 'Secret' }],
  configMaps: [{ group: '', kind: 'ConfigMap' }],
  gatewayClasses: [{ group: GATEWAY_GROUP, kind: 'GatewayClass' }],
  gateways: [{ group: GATEWAY_GROUP, kind: 'Gateway' }],
  listenerSets: [{ group: GATEWAY_GROUP, kind: 'ListenerSet' }],
  httpRoutes: [{ group: GATEWAY_GROUP, kind: 'HTTPRoute' }],
  otherRoutes: ['GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind) => ({ group: GATEWAY_GROUP, kind })),
  referenceGrants: [{ group: GATEWAY_GROUP, kind: 'ReferenceGrant' }],
  backendTlsPolicies: [{ group: GATEWAY_GROUP, kind: 'BackendTLSPolicy' }],
  legacyGatewayClasses: [{ group: LEGACY_GROUP, kind: 'GatewayClass' }],
  legacyGateways: [{ group: LEGACY_GROUP, kind: 'Gateway' }],
  legacyHttpRoutes: [{ group: LEGACY_GROUP, kind: 'HTTPRoute' }],
};

export const collectionNames = Object.keys(collectionKinds) as readonly CollectionName[];

const byKind = new Map(
  collectionNames.flatMap((name) =>
    collectionKinds[name].map(({ group, kind }) => [`${group}/${kind}`, name] as const),
  ),
);

/** The collection a kind belongs to; null for kinds the snapshot does not hold (Deployment, Pod, …). */
export function collectionOf({ group, kind }: GroupKind): CollectionName | null {
  return byKind.get(`${group}/${kind}`) ?? null;
}

/** As `collectionOf`, for an object. */
export function collectionOfObject(object: KubeObject): CollectionName | null {
  return collectionOf({ group: groupOf(object.apiVersion), kind: object.kind });
}
