import { ageColumn, nameColumn } from '../columns.ts';
import type { Column, KindDeclaration } from '../declaration.ts';
import { builtIn } from './kinds.ts';
import {
  type Deployment,
  deploymentSchema,
  type Event,
  eventSchema,
  type Lease,
  leaseSchema,
  type Pod,
  podSchema,
  type ReplicaSet,
  replicaSetSchema,
  serviceAccountSchema,
} from './workloads.ts';

const readyContainers = ({ spec, status }: Pod): string => {
  const ready = status?.conditions?.some(({ type, status: word }) => type === 'Ready' && word === 'True');
  return `${ready ? spec.containers.length : 0}/${spec.containers.length}`;
};

export const pod: KindDeclaration = {
  ...builtIn,
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  subresources: ['status'],
  hasGeneration: true,
  description: 'Pod is a collection of containers that can run on a host.',
  schema: podSchema,
  columns: [
    nameColumn,
    { name: 'Ready', type: 'string', value: readyContainers },
    { name: 'Status', type: 'string', value: ({ status }: Pod) => status?.phase ?? 'Unknown' },
    { name: 'Restarts', type: 'string', value: () => '0' },
    ageColumn,
    { name: 'IP', type: 'string', priority: 1, value: ({ status }: Pod) => status?.podIP ?? '<none>' },
    { name: 'Node', type: 'string', priority: 1, value: ({ spec }: Pod) => spec.nodeName ?? '<none>' },
    { name: 'Nominated Node', type: 'string', priority: 1, value: () => '<none>' },
    { name: 'Readiness Gates', type: 'string', priority: 1, value: () => '<none>' },
  ],
};

type WithPods = Readonly<{
  spec?:
    | Readonly<{
        selector?: Readonly<{ matchLabels?: Readonly<Record<string, string>> | undefined }> | undefined;
        template?: { spec: { containers: readonly { name: string; image?: string | undefined }[] } } | undefined;
      }>
    | undefined;
}>;

/** What runs in the Pods of a Deployment or ReplicaSet, and which they are. */
const podColumns: readonly Column[] = [
  {
    name: 'Containers',
    type: 'string',
    priority: 1,
    value: ({ spec }: WithPods) => spec?.template?.spec.containers.map(({ name }) => name).join(','),
  },
  {
    name: 'Images',
    type: 'string',
    priority: 1,
    value: ({ spec }: WithPods) => spec?.template?.spec.containers.map(({ image }) => image ?? '').join(','),
  },
  {
    name: 'Selector',
    type: 'string',
    priority: 1,
    value: ({ spec }: WithPods) =>
      Object.entries(spec?.selector?.matchLabels ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
  },
];

const apps = { ...builtIn, group: 'apps', categories: ['all'], hasGeneration: true } as const;

export const deployment: KindDeclaration = {
  ...apps,
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  subresources: ['status', 'scale'],
  description: 'Deployment enables declarative updates for Pods.',
  schema: deploymentSchema,
  columns: [
    nameColumn,
    {
      name: 'Ready',
      type: 'string',
      value: ({ spec, status }: Deployment) => `${status?.readyReplicas ?? 0}/${spec.replicas}`,
    },
    { name: 'Up-to-date', type: 'string', value: ({ status }: Deployment) => status?.updatedReplicas ?? 0 },
    { name: 'Available', type: 'string', value: ({ status }: Deployment) => status?.availableReplicas ?? 0 },
    ageColumn,
    ...podColumns,
  ],
};

/** Served so that `kubectl describe deployment` finds its list; nothing creates any. */
export const replicaSet: KindDeclaration = {
  ...apps,
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  description: 'ReplicaSet ensures that a specified number of pod replicas are running at any given time.',
  schema: replicaSetSchema,
  columns: [
    nameColumn,
    { name: 'Desired', type: 'integer', value: ({ spec }: ReplicaSet) => spec?.replicas ?? 1 },
    { name: 'Current', type: 'integer', value: ({ status }: ReplicaSet) => status?.replicas ?? 0 },
    { name: 'Ready', type: 'integer', value: ({ status }: ReplicaSet) => status?.readyReplicas ?? 0 },
    ageColumn,
    ...podColumns,
  ],
};

export const serviceAccount: KindDeclaration = {
  ...builtIn,
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  description: 'ServiceAccount binds together a name, a principal that can be authenticated, and a set of secrets.',
  schema: serviceAccountSchema,
  columns: [nameColumn, ageColumn],
};

export const event: KindDeclaration = {
  ...builtIn,
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  description: 'Event is a report of an event somewhere in the cluster.',
  schema: eventSchema,
  columns: [
    { name: 'Last Seen', type: 'date', value: ({ lastTimestamp, eventTime }: Event) => lastTimestamp ?? eventTime },
    { name: 'Type', type: 'string', value: ({ type }: Event) => type },
    { name: 'Reason', type: 'string', value: ({ reason }: Event) => reason },
    {
      name: 'Object',
      type: 'string',
      value: ({ involvedObject }: Event) => `${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name ?? ''}`,
    },
    { name: 'Subobject', type: 'string', priority: 1, value: ({ involvedObject }: Event) => involvedObject.fieldPath },
    {
      name: 'Source',
      type: 'string',
      priority: 1,
      value: ({ source, reportingComponent }: Event) =>
        [source?.component ?? reportingComponent, source?.host].filter((part) => part).join(', '),
    },
    { name: 'Message', type: 'string', value: ({ message }: Event) => message?.trim() },
    {
      name: 'First Seen',
      type: 'date',
      priority: 1,
      value: ({ firstTimestamp, eventTime }: Event) => firstTimestamp ?? eventTime,
    },
    { name: 'Count', type: 'string', priority: 1, value: ({ count }: Event) => count ?? 1 },
    { ...nameColumn, priority: 1 },
  ],
};

export const lease: KindDeclaration = {
  ...builtIn,
  group: 'coordination.k8s.io',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  description: 'Lease defines a lease concept.',
  schema: leaseSchema,
  columns: [
    nameColumn,
    { name: 'Holder', type: 'string', value: ({ spec }: Lease) => spec?.holderIdentity ?? '' },
    ageColumn,
  ],
};
