import { ageColumn, conditionColumn, nameColumn } from './columns.ts';
import { EXPERIMENTAL_GROUP } from './common.ts';
import type { KindDeclaration } from './declaration.ts';
import { listenerRules } from './gateway-rules.ts';
import { listenerSetSchema } from './listener-set.ts';
import { connectionRouteSchema, grpcRouteSchema, tlsRouteSchema } from './other-routes.ts';
import { parentRefRules } from './parent-ref-rules.ts';
import { backendSchema, backendTlsPolicySchema, backendTrafficPolicySchema, meshSchema } from './policies.ts';
import { gatewayKind, pending } from './standard-kinds.ts';

type HostnamesOf = Readonly<{ spec: { hostnames?: readonly string[] } }>;
const hostnamesColumn = {
  name: 'Hostnames',
  type: 'string',
  value: ({ spec }: HostnamesOf) => (spec.hostnames ? JSON.stringify(spec.hostnames) : undefined),
} as const;

export const grpcRoute: KindDeclaration = {
  ...gatewayKind,
  kind: 'GRPCRoute',
  plural: 'grpcroutes',
  singular: 'grpcroute',
  shortNames: [],
  versions: ['v1'],
  description: 'GRPCRoute provides a way to route gRPC requests.',
  schema: grpcRouteSchema,
  rules: parentRefRules,
  columns: [nameColumn, hostnamesColumn, ageColumn],
};

export const tlsRoute: KindDeclaration = {
  ...gatewayKind,
  kind: 'TLSRoute',
  plural: 'tlsroutes',
  singular: 'tlsroute',
  shortNames: [],
  versions: ['v1', 'v1alpha3', 'v1alpha2'],
  description: 'TLSRoute provides a way to route TLS connections by the server name the client asks for.',
  schema: tlsRouteSchema,
  rules: parentRefRules,
  columns: [nameColumn, ageColumn],
};

export const tcpRoute: KindDeclaration = {
  ...gatewayKind,
  kind: 'TCPRoute',
  plural: 'tcproutes',
  singular: 'tcproute',
  shortNames: [],
  versions: ['v1', 'v1alpha2'],
  description: 'TCPRoute provides a way to route TCP connections.',
  schema: connectionRouteSchema,
  rules: parentRefRules,
  columns: [nameColumn, ageColumn],
};

export const udpRoute: KindDeclaration = {
  ...tcpRoute,
  kind: 'UDPRoute',
  plural: 'udproutes',
  singular: 'udproute',
  description: 'UDPRoute provides a way to route UDP traffic.',
};

export const listenerSet: KindDeclaration = {
  ...gatewayKind,
  kind: 'ListenerSet',
  plural: 'listenersets',
  singular: 'listenerset',
  shortNames: ['lset'],
  versions: ['v1'],
  description: 'ListenerSet adds listeners to an existing Gateway.',
  schema: listenerSetSchema,
  rules: listenerRules('spec.listeners'),
  initialStatus: pending('Accepted', 'Programmed'),
  columns: [
    nameColumn,
    conditionColumn('Accepted', 'Accepted'),
    conditionColumn('Programmed', 'Programmed'),
    ageColumn,
  ],
};

export const backendTlsPolicy: KindDeclaration = {
  ...gatewayKind,
  kind: 'BackendTLSPolicy',
  plural: 'backendtlspolicies',
  singular: 'backendtlspolicy',
  shortNames: ['btlspolicy'],
  versions: ['v1', 'v1alpha3'],
  description: 'BackendTLSPolicy configures how a Gateway connects to a backend over TLS.',
  schema: backendTlsPolicySchema,
  rules: [
    {
      name: 'one-source-of-ca',
      at: 'spec.validation',
      message: 'must specify either CACertificateRefs or WellKnownCACertificates',
      holds: ({
        caCertificateRefs,
        wellKnownCACertificates,
      }: {
        caCertificateRefs?: readonly unknown[];
        wellKnownCACertificates?: string;
      }) => Boolean(caCertificateRefs?.length) || Boolean(wellKnownCACertificates),
    },
    {
      name: 'only-one-source-of-ca',
      at: 'spec.validation',
      message: 'must not contain both CACertificateRefs and WellKnownCACertificates',
      holds: ({
        caCertificateRefs,
        wellKnownCACertificates,
      }: {
        caCertificateRefs?: readonly unknown[];
        wellKnownCACertificates?: string;
      }) => !(caCertificateRefs?.length && wellKnownCACertificates),
    },
  ],
  columns: [nameColumn, ageColumn],
};

const experimental = { ...gatewayKind, group: EXPERIMENTAL_GROUP, versions: ['v1alpha1'], rules: [] } as const;

export const backendTrafficPolicy: KindDeclaration = {
  ...experimental,
  kind: 'XBackendTrafficPolicy',
  plural: 'xbackendtrafficpolicies',
  singular: 'xbackendtrafficpolicy',
  shortNames: ['xbtrafficpolicy'],
  description: 'XBackendTrafficPolicy defines retry budgets and session persistence for traffic to a backend.',
  schema: backendTrafficPolicySchema,
  columns: [nameColumn, ageColumn],
};

export const backend: KindDeclaration = {
  ...experimental,
  kind: 'XBackend',
  plural: 'xbackends',
  singular: 'xbackend',
  shortNames: [],
  description: 'XBackend describes a destination outside the cluster.',
  schema: backendSchema,
  columns: [nameColumn, ageColumn],
};

export const mesh: KindDeclaration = {
  ...experimental,
  kind: 'XMesh',
  plural: 'xmeshes',
  singular: 'xmesh',
  scope: 'Cluster',
  shortNames: ['mesh'],
  description: 'XMesh represents a service mesh.',
  schema: meshSchema,
  columns: [nameColumn, conditionColumn('Accepted', 'Accepted'), ageColumn],
};
