import { identityOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';

/** Groups whose resources kubectl names without the group. A constant of its own: the graph should not load zod. */
const PLAIN_GROUPS: ReadonlySet<string> = new Set(['', 'gateway.networking.k8s.io']);

/** kubectl's plural of a kind: `s` for all kinds we show but these. */
const PLURALS: Readonly<Record<string, string>> = {
  GatewayClass: 'gatewayclasses',
  BackendTLSPolicy: 'backendtlspolicies',
};

/** The page of an object: `/namespaces/hr/httproutes/x`; other groups in kubectl's form (`gateways.GROUP`). */
export function objectPath(key: ObjectKey): string {
  const { group, kind, namespace, name } = identityOf(key);
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const resource = PLAIN_GROUPS.has(group) ? plural : `${plural}.${group}`;
  const parts = namespace ? ['namespaces', namespace, resource, name] : [resource, name];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** Namespaced kinds that have an address, by plural. */
const KINDS: Readonly<Record<string, string>> = {
  gateways: 'Gateway',
  listenersets: 'ListenerSet',
  httproutes: 'HTTPRoute',
  grpcroutes: 'GRPCRoute',
  tlsroutes: 'TLSRoute',
  tcproutes: 'TCPRoute',
  udproutes: 'UDPRoute',
  referencegrants: 'ReferenceGrant',
  backendtlspolicies: 'BackendTLSPolicy',
  services: 'Service',
};

/** The object an address names; `resource` may carry its group in kubectl's form. Null for resources we do not show. */
export function keyOfPath(namespace: string, resource: string, name: string): ObjectKey | null {
  const dot = resource.indexOf('.');
  const plural = dot < 0 ? resource : resource.slice(0, dot);
  const kind = KINDS[plural];
  if (!kind) return null;
  const own = kind === 'Service' ? '' : 'gateway.networking.k8s.io';
  return objectKey({ group: dot < 0 ? own : resource.slice(dot + 1), kind, namespace, name });
}
