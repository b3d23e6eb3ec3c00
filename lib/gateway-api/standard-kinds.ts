import { ageColumn, conditionColumn, nameColumn } from './columns.ts';
import { GATEWAY_GROUP } from './common.ts';
import type { KindDeclaration } from './declaration.ts';
import { type Gateway, gatewaySchema } from './gateway.ts';
import { type GatewayClass, gatewayClassSchema } from './gateway-class.ts';
import { gatewayClassRules } from './gateway-class-rules.ts';
import { gatewayRules } from './gateway-rules.ts';
import { type HTTPRoute, httpRouteSchema } from './http-route.ts';
import { httpRouteRules } from './http-route-rules.ts';
import { referenceGrantSchema } from './reference-grant.ts';

/** What all kinds of `gateway.networking.k8s.io` have in common. */
export const gatewayKind = {
  group: GATEWAY_GROUP,
  categories: ['gateway-api'],
  scope: 'Namespaced',
  subresources: ['status'],
  custom: true,
  hasGeneration: true,
} as const satisfies Partial<KindDeclaration>;

/** Conditions that stand before any controller wrote (CRD defaults of `status`). */
export const pending = (...types: readonly string[]) => ({
  conditions: types.map((type) => ({
    type,
    status: 'Unknown',
    reason: 'Pending',
    message: 'Waiting for controller',
    lastTransitionTime: '1970-01-01T00:00:00Z',
  })),
});

export const gatewayClass: KindDeclaration = {
  ...gatewayKind,
  kind: 'GatewayClass',
  plural: 'gatewayclasses',
  singular: 'gatewayclass',
  shortNames: ['gc'],
  scope: 'Cluster',
  versions: ['v1', 'v1beta1'],
  description: 'GatewayClass describes a class of Gateways available to the user for creating Gateway resources.',
  schema: gatewayClassSchema,
  rules: gatewayClassRules,
  initialStatus: pending('Accepted'),
  columns: [
    nameColumn,
    { name: 'Controller', type: 'string', value: ({ spec }: GatewayClass) => spec.controllerName },
    conditionColumn('Accepted', 'Accepted'),
    ageColumn,
    { name: 'Description', type: 'string', priority: 1, value: ({ spec }: GatewayClass) => spec.description },
  ],
};

export const gateway: KindDeclaration = {
  ...gatewayKind,
  kind: 'Gateway',
  plural: 'gateways',
  singular: 'gateway',
  shortNames: ['gtw'],
  versions: ['v1', 'v1beta1'],
  description:
    'Gateway represents an instance of a service-traffic handling infrastructure by binding Listeners to a set of IP addresses.',
  schema: gatewaySchema,
  rules: gatewayRules,
  initialStatus: pending('Accepted', 'Programmed'),
  columns: [
    nameColumn,
    { name: 'Class', type: 'string', value: ({ spec }: Gateway) => spec.gatewayClassName },
    {
      name: 'Address',
      type: 'string',
      value: ({ status }: Gateway) => status?.addresses?.map((address) => address.value).join(','),
    },
    conditionColumn('Programmed', 'Programmed'),
    ageColumn,
  ],
};

export const httpRoute: KindDeclaration = {
  ...gatewayKind,
  kind: 'HTTPRoute',
  plural: 'httproutes',
  singular: 'httproute',
  shortNames: [],
  versions: ['v1', 'v1beta1'],
  description: 'HTTPRoute provides a way to route HTTP requests, with matches on host, path, header, query and method.',
  schema: httpRouteSchema,
  rules: httpRouteRules,
  columns: [
    nameColumn,
    {
      name: 'Hostnames',
      type: 'string',
      value: ({ spec }: HTTPRoute) => (spec.hostnames ? JSON.stringify(spec.hostnames) : undefined),
    },
    ageColumn,
  ],
};

export const referenceGrant: KindDeclaration = {
  ...gatewayKind,
  kind: 'ReferenceGrant',
  plural: 'referencegrants',
  singular: 'referencegrant',
  shortNames: ['refgrant'],
  versions: ['v1', 'v1beta1'],
  subresources: [],
  description:
    'ReferenceGrant identifies kinds of resources in other namespaces that are trusted to reference the specified kinds of resources in the same namespace as the policy.',
  schema: referenceGrantSchema,
  rules: [],
  columns: [nameColumn, ageColumn],
};
