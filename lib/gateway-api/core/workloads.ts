import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { labelSelector } from '../common.ts';

export const containerPort = z.object({
  name: z.string().optional().describe('Name by which a Service may call this port.'),
  containerPort: z.int32().min(1).max(65535).describe('Port the container listens on.'),
  hostPort: z.int32().optional().describe('Port of the node that leads here.'),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('TCP, UDP or SCTP.'),
});

const container = z.looseObject({
  name: z.string().min(1).max(63).describe('Name of the container, unique in the Pod.'),
  image: z.string().optional().describe('Image it is run from; the sandbox runs an echo server instead.'),
  ports: z.array(containerPort).optional().describe('Ports the container listens on.'),
});

export const podSpec = z.looseObject({
  containers: z.array(container).min(1).describe('What runs in the Pod.'),
  nodeName: z.string().optional().describe('Node the Pod is on.'),
  restartPolicy: z
    .enum(['Always', 'OnFailure', 'Never'])
    .default('Always')
    .describe('Whether containers that ended are started again.'),
  terminationGracePeriodSeconds: z.int().optional().describe('Seconds a Pod that is deleted has to end by itself.'),
});

const builtInCondition = z.looseObject({
  type: z.string().describe('What the condition is about.'),
  status: z.string().describe('True, False or Unknown.'),
});

export const podSchema = z.object({
  spec: podSpec.describe('What is to run, and where.'),
  status: z
    .looseObject({
      phase: z.string().optional().describe('How far the Pod is: Pending, Running, Succeeded or Failed.'),
      podIP: z.string().optional().describe('Address of the Pod.'),
      conditions: z.array(builtInCondition).optional().describe('What is true of the Pod now.'),
    })
    .optional()
    .describe('How the Pod is doing.'),
});
export type Pod = KubeObject & z.output<typeof podSchema>;

const template = z.object({
  metadata: z
    .looseObject({
      labels: z
        .record(z.string(), z.string())
        .optional()
        .describe('Labels each Pod gets; the selector must match them.'),
      annotations: z.record(z.string(), z.string()).optional().describe('Annotations each Pod gets.'),
    })
    .optional()
    .describe('Labels and annotations of the Pods.'),
  spec: podSpec.describe('What each Pod runs.'),
});

export const deploymentSchema = z.object({
  spec: z
    .object({
      replicas: z.int32().min(0).default(1).describe('How many Pods there shall be.'),
      selector: labelSelector.describe('Which Pods belong to the Deployment.'),
      template: template.describe('What its Pods are made from.'),
      strategy: z
        .looseObject({ type: z.string().optional().describe('RollingUpdate or Recreate.') })
        .optional()
        .describe('How Pods of an earlier template are replaced.'),
      minReadySeconds: z
        .int32()
        .optional()
        .describe('Seconds a new Pod must stay ready before it counts as available.'),
      revisionHistoryLimit: z.int32().default(10).describe('How many earlier templates are kept to go back to.'),
      paused: z.boolean().optional().describe('Whether changes of the template wait.'),
      progressDeadlineSeconds: z
        .int32()
        .default(600)
        .describe('Seconds after which a rollout without progress failed.'),
    })
    .describe('What Pods there shall be.'),
  status: z
    .object({
      observedGeneration: z.int().optional().describe('The generation these counts are of.'),
      replicas: z.int32().optional().describe('Pods there are.'),
      updatedReplicas: z.int32().optional().describe('Pods of the present template.'),
      readyReplicas: z.int32().optional().describe('Pods that are ready.'),
      availableReplicas: z.int32().optional().describe('Pods that have been ready for minReadySeconds.'),
      unavailableReplicas: z.int32().optional().describe('Pods that are still missing or not available.'),
      conditions: z.array(builtInCondition).optional().describe('Available and Progressing.'),
    })
    .optional()
    .describe('How far the Deployment is.'),
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
