import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { findKind } from '#lib/gateway-api/kinds.ts';
import type { ObjectIdentity } from '#lib/kube/object-key.ts';
import type { CollectionName } from '#lib/snapshot/snapshot.ts';

/** What is watched: a kind, and the collection of the snapshot it fills. */
export type WatchedKind = Readonly<{ collection: CollectionName; declaration: KindDeclaration }>;

const watched: readonly (readonly [CollectionName, string, string])[] = [
  ['namespaces', '', 'Namespace'],
  ['services', '', 'Service'],
  ['endpointSlices', 'discovery.k8s.io', 'EndpointSlice'],
  ['secrets', '', 'Secret'],
  ['configMaps', '', 'ConfigMap'],
  ['gatewayClasses', 'gateway.networking.k8s.io', 'GatewayClass'],
  ['gateways', 'gateway.networking.k8s.io', 'Gateway'],
  ['listenerSets', 'gateway.networking.k8s.io', 'ListenerSet'],
  ['httpRoutes', 'gateway.networking.k8s.io', 'HTTPRoute'],
  ['otherRoutes', 'gateway.networking.k8s.io', 'GRPCRoute'],
  ['otherRoutes', 'gateway.networking.k8s.io', 'TLSRoute'],
  ['otherRoutes', 'gateway.networking.k8s.io', 'TCPRoute'],
  ['otherRoutes', 'gateway.networking.k8s.io', 'UDPRoute'],
  ['referenceGrants', 'gateway.networking.k8s.io', 'ReferenceGrant'],
  ['backendTlsPolicies', 'gateway.networking.k8s.io', 'BackendTLSPolicy'],
  ['legacyGatewayClasses', 'networking.x-k8s.io', 'GatewayClass'],
  ['legacyGateways', 'networking.x-k8s.io', 'Gateway'],
  ['legacyHttpRoutes', 'networking.x-k8s.io', 'HTTPRoute'],
];

export const watchedKinds: readonly WatchedKind[] = watched.flatMap(([collection, group, kind]) => {
  const declaration = findKind(group, kind);
  return declaration ? [{ collection, declaration }] : [];
});

/** `/apis/G/V` or `/api/v1`. */
export function versionPath(group: string, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** Path of one object (or, with `name` empty, of its collection in the namespace). */
export function objectPath(declaration: KindDeclaration, version: string, { namespace, name }: ObjectIdentity): string {
  const scope = declaration.scope === 'Namespaced' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const tail = name === '' ? '' : `/${encodeURIComponent(name)}`;
  return `${versionPath(declaration.group, version)}${scope}/${declaration.plural}${tail}`;
}
