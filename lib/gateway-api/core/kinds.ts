import { ageColumn, nameColumn } from '../columns.ts';
import type { KindDeclaration } from '../declaration.ts';
import { type ConfigMap, configMapSchema } from './config-map.ts';
import { type EndpointSlice, endpointSliceSchema } from './endpoint-slice.ts';
import { type Endpoints, endpointsSchema } from './endpoints.ts';
import { type Namespace, namespaceSchema } from './namespace.ts';
import { type Secret, secretSchema } from './secret.ts';
import { type Service, serviceSchema } from './service.ts';

/** What the built-in kinds served here have in common. */
export const builtIn = {
  group: '',
  versions: ['v1'],
  shortNames: [],
  categories: [],
  scope: 'Namespaced',
  subresources: [],
  custom: false,
  hasGeneration: false,
  rules: [],
} as const satisfies Partial<KindDeclaration>;

const countOf = (record: Readonly<Record<string, unknown>> | undefined): number => Object.keys(record ?? {}).length;

export const namespace: KindDeclaration = {
  ...builtIn,
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  scope: 'Cluster',
  subresources: ['status'],
  description: 'Namespace provides a scope for Names.',
  schema: namespaceSchema,
  columns: [nameColumn, { name: 'Status', type: 'string', value: ({ status }: Namespace) => status?.phase }, ageColumn],
};

const formatPort = ({ port, nodePort, protocol }: { port: number; nodePort?: number | undefined; protocol: string }) =>
  `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`;

export const service: KindDeclaration = {
  ...builtIn,
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  subresources: ['status'],
  description:
    'Service is a named abstraction of software service consisting of local port that the proxy listens on, and the selector that determines which pods will answer requests sent through the proxy.',
  schema: serviceSchema,
  columns: [
    nameColumn,
    { name: 'Type', type: 'string', value: ({ spec }: Service) => spec.type },
    { name: 'Cluster-IP', type: 'string', value: ({ spec }: Service) => spec.clusterIP ?? '<none>' },
    {
      name: 'External-IP',
      type: 'string',
      value: ({ spec }: Service) =>
        spec.type === 'ExternalName' ? spec.externalName : spec.externalIPs?.join(',') || '<none>',
    },
    {
      name: 'Port(s)',
      type: 'string',
      value: ({ spec }: Service) => spec.ports?.map(formatPort).join(',') || '<none>',
    },
    ageColumn,
    {
      name: 'Selector',
      type: 'string',
      priority: 1,
      value: ({ spec }: Service) =>
        Object.entries(spec.selector ?? {})
          .map(([key, value]) => `${key}=${value}`)
          .join(',') || '<none>',
    },
  ],
};

const firstThree = (items: readonly string[]): string =>
  items.length === 0
    ? '<unset>'
    : items.slice(0, 3).join(',') + (items.length > 3 ? ` + ${items.length - 3} more...` : '');

export const endpointSlice: KindDeclaration = {
  ...builtIn,
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  hasGeneration: true,
  description: 'EndpointSlice represents a set of service endpoints.',
  schema: endpointSliceSchema,
  columns: [
    nameColumn,
    { name: 'AddressType', type: 'string', value: (slice: EndpointSlice) => slice.addressType },
    {
      name: 'Ports',
      type: 'string',
      value: (slice: EndpointSlice) => firstThree((slice.ports ?? []).map(({ port }) => String(port ?? '*'))),
    },
    {
      name: 'Endpoints',
      type: 'string',
      value: (slice: EndpointSlice) => firstThree((slice.endpoints ?? []).flatMap(({ addresses }) => addresses)),
    },
    ageColumn,
  ],
};

const firstThreeEndpoints = ({ subsets = [] }: Endpoints): string => {
  const shown = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`)),
  );
  return shown.length === 0 ? '<none>' : firstThree(shown);
};

/** Kept up from Pods as the endpoints controller does. Those that people write feed no EndpointSlice. */
export const endpoints: KindDeclaration = {
  ...builtIn,
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  description: 'Endpoints is a collection of endpoints that implement the actual service.',
  schema: endpointsSchema,
  columns: [nameColumn, { name: 'Endpoints', type: 'string', value: firstThreeEndpoints }, ageColumn],
};

export const secret: KindDeclaration = {
  ...builtIn,
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  description: 'Secret holds secret data of a certain type.',
  schema: secretSchema,
  columns: [
    nameColumn,
    { name: 'Type', type: 'string', value: (object: Secret) => object.type },
    { name: 'Data', type: 'string', value: (object: Secret) => countOf(object.data) },
    ageColumn,
  ],
};

export const configMap: KindDeclaration = {
  ...builtIn,
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  description: 'ConfigMap holds configuration data for pods to consume.',
  schema: configMapSchema,
  columns: [
    nameColumn,
    { name: 'Data', type: 'string', value: (object: ConfigMap) => countOf(object.data) + countOf(object.binaryData) },
    ageColumn,
  ],
};
