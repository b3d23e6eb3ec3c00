import type { ConfigMap } from '#lib/gateway-api/core/config-map.ts';
import type { EndpointSlice } from '#lib/gateway-api/core/endpoint-slice.ts';
import type { Namespace } from '#lib/gateway-api/core/namespace.ts';
import type { Secret } from '#lib/gateway-api/core/secret.ts';
import type { Service } from '#lib/gateway-api/core/service.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import type { GatewayClass } from '#lib/gateway-api/gateway-class.ts';
import type { HTTPRoute } from '#lib/gateway-api/http-route.ts';
import type { ListenerSet } from '#lib/gateway-api/listener-set.ts';
import type { BackendTLSPolicy } from '#lib/gateway-api/policies.ts';
import type { ReferenceGrant } from '#lib/gateway-api/reference-grant.ts';
import type { LegacyGateway } from '#lib/gateway-api/v1alpha1/gateway.ts';
import type { LegacyGatewayClass } from '#lib/gateway-api/v1alpha1/gateway-class.ts';
import type { LegacyHTTPRoute } from '#lib/gateway-api/v1alpha1/http-route.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';

/** A Route of a kind that this version draws and lists but does not judge. `parentRefs` are read as written. */
export type OtherRoute = KubeObject & Readonly<{ spec?: unknown; status?: unknown }>;

/** The collections of a snapshot and the type of what each holds. */
export type SnapshotObjects = {
  namespaces: Namespace;
  services: Service;
  endpointSlices: EndpointSlice;
  secrets: Secret;
  /** of CA certificates that clients and backends are checked by */
  configMaps: ConfigMap;
  gatewayClasses: GatewayClass;
  gateways: Gateway;
  listenerSets: ListenerSet;
  httpRoutes: HTTPRoute;
  /** GRPCRoute, TLSRoute, TCPRoute, UDPRoute */
  otherRoutes: OtherRoute;
  referenceGrants: ReferenceGrant;
  backendTlsPolicies: BackendTLSPolicy;
  legacyGatewayClasses: LegacyGatewayClass;
  legacyGateways: LegacyGateway;
  legacyHttpRoutes: LegacyHTTPRoute;
};

export type CollectionName = keyof SnapshotObjects;

/**
 * How much of a collection is known. With `complete`, absence is a fact; otherwise it is not:
 * `partial` (files given to `check`), `notInstalled` (the API server does not serve the kind),
 * `forbidden` (this identity may not list it), `syncing` (not read yet). An object absent from a collection that is
 * neither complete nor notInstalled is *unknown*, never *missing*.
 */
export type Coverage = 'complete' | 'partial' | 'notInstalled' | 'forbidden' | 'syncing';

/**
 * All watched objects at one moment; never changed, replaced as a whole. Objects are defaulted
 * (`lib/gateway-api` defaults) when they enter, so readers never apply defaults themselves.
 */
export type Snapshot = { readonly [C in CollectionName]: ReadonlyMap<ObjectKey, SnapshotObjects[C]> } & Readonly<{
  coverage: Readonly<Record<CollectionName, Coverage>>;
}>;
