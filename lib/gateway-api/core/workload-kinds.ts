import { ageColumn, nameColumn } from '../columns.ts';
import type { KindDeclaration } from '../declaration.ts';
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
  ],
};

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
    { name: 'Up-to-date', type: 'integer', value: ({ status }: Deployment) => status?.updatedReplicas ?? 0 },
    { name: 'Available', type: 'integer', value: ({ status }: Deployment) => status?.availableReplicas ?? 0 },
    ageColumn,
    {
      name: 'Images',
      type: 'string',
      priority: 1,
      value: ({ spec }: Deployment) => spec.template.spec.containers.map(({ image }) => image ?? '').join(','),
    },
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
  columns: [nameColumn, ageColumn],
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
    { name: 'Message', type: 'string', value: ({ message }: Event) => message },
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
