import { ageColumn, conditionColumn, nameColumn } from '../columns.ts';
import { LEGACY_GROUP } from '../common.ts';
import type { KindDeclaration } from '../declaration.ts';
import { type LegacyGateway, legacyGatewaySchema } from './gateway.ts';
import { type LegacyGatewayClass, legacyGatewayClassSchema } from './gateway-class.ts';
import { type LegacyHTTPRoute, legacyHttpRouteSchema } from './http-route.ts';

const legacy = {
  group: LEGACY_GROUP,
  versions: ['v1alpha1'],
  categories: ['gateway-api'],
  scope: 'Namespaced',
  subresources: ['status'],
  custom: true,
  hasGeneration: true,
  rules: [],
} as const satisfies Partial<KindDeclaration>;

const waiting = (type: string, reason: string) => ({
  conditions: [
    { type, status: 'False', reason, message: 'Waiting for controller', lastTransitionTime: '1970-01-01T00:00:00Z' },
  ],
});

export const legacyGatewayClass: KindDeclaration = {
  ...legacy,
  kind: 'GatewayClass',
  plural: 'gatewayclasses',
  singular: 'gatewayclass',
  shortNames: ['gc'],
  scope: 'Cluster',
  description: 'GatewayClass of v1alpha1 describes a class of Gateways available to the user.',
  schema: legacyGatewayClassSchema,
  initialStatus: waiting('Admitted', 'Waiting'),
  columns: [
    nameColumn,
    { name: 'Controller', type: 'string', value: ({ spec }: LegacyGatewayClass) => spec.controller },
    conditionColumn('Admitted', 'Admitted'),
    ageColumn,
  ],
};

export const legacyGateway: KindDeclaration = {
  ...legacy,
  kind: 'Gateway',
  plural: 'gateways',
  singular: 'gateway',
  shortNames: ['gtw'],
  description: 'Gateway of v1alpha1 picks its Routes by kind, namespace and label.',
  schema: legacyGatewaySchema,
  initialStatus: waiting('Scheduled', 'NotReconciled'),
  columns: [
    nameColumn,
    { name: 'Class', type: 'string', value: ({ spec }: LegacyGateway) => spec.gatewayClassName },
    {
      name: 'Address',
      type: 'string',
      value: ({ status }: LegacyGateway) => status?.addresses?.map((address) => address.value).join(','),
    },
    ageColumn,
  ],
};

export const legacyHttpRoute: KindDeclaration = {
  ...legacy,
  kind: 'HTTPRoute',
  plural: 'httproutes',
  singular: 'httproute',
  shortNames: [],
  description:
    'HTTPRoute of v1alpha1 says which Gateways may use it, and forwards requests to Services of its namespace.',
  schema: legacyHttpRouteSchema,
  columns: [
    nameColumn,
    {
      name: 'Hostnames',
      type: 'string',
      value: ({ spec }: LegacyHTTPRoute) => (spec.hostnames ? JSON.stringify(spec.hostnames) : undefined),
    },
    ageColumn,
  ],
};
