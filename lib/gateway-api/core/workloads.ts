import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { labelSelector } from '../common.ts';

export const containerPort = z.object({
  name: z.string().optional(),
  containerPort: z.int32().min(1).max(65535),
  hostPort: z.int32().optional(),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
});

const container = z.looseObject({
  name: z.string().min(1).max(63),
  image: z.string().optional(),
  ports: z.array(containerPort).optional(),
});

export const podSpec = z.looseObject({
  containers: z.array(container).min(1),
  nodeName: z.string().optional(),
  restartPolicy: z.enum(['Always', 'OnFailure', 'Never']).default('Always'),
  terminationGracePeriodSeconds: z.int().optional(),
});

const builtInCondition = z.looseObject({ type: z.string(), status: z.string() });

export const podSchema = z.object({
  spec: podSpec,
  status: z
    .looseObject({
      phase: z.string().optional(),
      podIP: z.string().optional(),
      conditions: z.array(builtInCondition).optional(),
    })
    .optional(),
});
export type Pod = KubeObject & z.output<typeof podSchema>;

const template = z.object({
  metadata: z
    .looseObject({
      labels: z.record(z.string(), z.string()).optional(),
      annotations: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  spec: podSpec,
});

export const deploymentSchema = z.object({
  spec: z.object({
    replicas: z.int32().min(0).default(1),
    selector: labelSelector,
    template,
    strategy: z.looseObject({ type: z.string().optional() }).optional(),
    minReadySeconds: z.int32().optional(),
    revisionHistoryLimit: z.int32().default(10),
    paused: z.boolean().optional(),
    progressDeadlineSeconds: z.int32().default(600),
  }),
  status: z
    .object({
      observedGeneration: z.int().optional(),
      replicas: z.int32().optional(),
      updatedReplicas: z.int32().optional(),
      readyReplicas: z.int32().optional(),
      availableReplicas: z.int32().optional(),
      unavailableReplicas: z.int32().optional(),
      conditions: z.array(builtInCondition).optional(),
    })
    .optional(),
});
export type Deployment = KubeObject & z.output<typeof deploymentSchema>;

export const replicaSetSchema = z.object({ spec: z.looseObject({}).optional(), status: z.looseObject({}).optional() });

export const serviceAccountSchema = z.object({
  secrets: z.array(z.looseObject({})).optional(),
  imagePullSecrets: z.array(z.looseObject({})).optional(),
  automountServiceAccountToken: z.boolean().optional(),
});

const objectRef = z.object({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  namespace: z.string().optional(),
  name: z.string().optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  fieldPath: z.string().optional(),
});

export const eventSchema = z.object({
  involvedObject: objectRef,
  reason: z.string().optional(),
  message: z.string().optional(),
  source: z.object({ component: z.string().optional(), host: z.string().optional() }).optional(),
  firstTimestamp: z.string().optional(),
  lastTimestamp: z.string().optional(),
  eventTime: z.string().optional(),
  count: z.int32().optional(),
  type: z.string().optional(),
  action: z.string().optional(),
  related: objectRef.optional(),
  series: z.looseObject({}).optional(),
  reportingComponent: z.string().optional(),
  reportingInstance: z.string().optional(),
});
export type Event = KubeObject & z.output<typeof eventSchema>;

export const leaseSchema = z.object({
  spec: z
    .object({
      holderIdentity: z.string().optional(),
      leaseDurationSeconds: z.int32().optional(),
      acquireTime: z.string().optional(),
      renewTime: z.string().optional(),
      leaseTransitions: z.int32().optional(),
      preferredHolder: z.string().optional(),
      strategy: z.string().optional(),
    })
    .optional(),
});
export type Lease = KubeObject & z.output<typeof leaseSchema>;
