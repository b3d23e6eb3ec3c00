import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { labelSelector } from '../common.ts';
import { listMap } from '../list-types.ts';
import { builtInCondition } from './condition.ts';
import { objectReference } from './object-reference.ts';
import { localReference, podSpec } from './pod-spec.ts';

const conditions = listMap(z.array(builtInCondition), 'type').optional();

export const podSchema = z.object({
  spec: podSpec.describe('What is to run, and where.'),
  status: z
    .looseObject({
      phase: z.string().optional().describe('How far the Pod is: Pending, Running, Succeeded or Failed.'),
      podIP: z.string().optional().describe('Address of the Pod.'),
      podIPs: listMap(z.array(z.object({ ip: z.string().describe('The address.') })), 'ip')
        .optional()
        .describe('All addresses of the Pod, podIP first.'),
      hostIP: z.string().optional().describe('Address of its node.'),
      startTime: z.string().optional().describe('When its node took it.'),
      qosClass: z.string().optional().describe('Guaranteed, Burstable or BestEffort.'),
      containerStatuses: z.array(z.looseObject({})).optional().describe('How each container is doing.'),
      observedGeneration: z.int().optional().describe('The generation that was looked at.'),
      conditions: conditions.describe('What is true of the Pod now.'),
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
        .looseObject({
          type: z.string().optional().describe('RollingUpdate or Recreate.'),
          rollingUpdate: z
            .looseObject({})
            .optional()
            .describe('How many Pods may be missing, or too many, on the way.'),
        })
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
      conditions: conditions.describe('Available and Progressing.'),
    })
    .optional()
    .describe('How far the Deployment is.'),
});
export type Deployment = KubeObject & z.output<typeof deploymentSchema>;

export const replicaSetSchema = z.object({
  spec: z
    .looseObject({
      replicas: z.int32().min(0).default(1).describe('How many Pods there shall be.'),
      minReadySeconds: z.int32().optional().describe('Seconds a Pod must stay ready before it counts as available.'),
      selector: labelSelector.describe('Which Pods belong to the ReplicaSet.'),
      template: template.optional().describe('What its Pods are made from.'),
    })
    .optional()
    .describe('What Pods there shall be; the sandbox makes none.'),
  status: z
    .looseObject({
      replicas: z.int32().optional().describe('Pods there are.'),
      readyReplicas: z.int32().optional().describe('Pods that are ready.'),
      availableReplicas: z.int32().optional().describe('Pods that have been ready for minReadySeconds.'),
      conditions: conditions.describe('What is true of the ReplicaSet now.'),
    })
    .optional()
    .describe('How far the ReplicaSet is.'),
});

export type ReplicaSet = KubeObject & z.output<typeof replicaSetSchema>;

export const serviceAccountSchema = z.object({
  secrets: listMap(z.array(objectReference), 'name').optional().describe('Secrets that Pods of the account may use.'),
  imagePullSecrets: z.array(localReference).optional().describe('Secrets its Pods pull images with.'),
  automountServiceAccountToken: z.boolean().optional().describe('Whether its token is mounted into Pods.'),
});

export const eventSchema = z.object({
  involvedObject: objectReference.describe('What the event is about.'),
  reason: z.string().optional().describe('One CamelCase word for why it happened.'),
  message: z.string().optional().describe('A sentence for people.'),
  source: z
    .object({
      component: z.string().optional().describe('Program that reports it.'),
      host: z.string().optional().describe('Node it is reported from.'),
    })
    .optional()
    .describe('Who reports it.'),
  firstTimestamp: z.string().optional().describe('When it was first seen.'),
  lastTimestamp: z.string().optional().describe('When it was last seen.'),
  eventTime: z.string().optional().describe('When it happened.'),
  count: z.int32().optional().describe('How often it was seen.'),
  type: z.string().optional().describe('Normal or Warning.'),
  action: z.string().optional().describe('What was done or failed.'),
  related: objectReference.optional().describe('Another object that plays a part.'),
  series: z
    .looseObject({
      count: z.int32().optional().describe('How often it was seen in a row.'),
      lastObservedTime: z.string().optional().describe('When it was last seen.'),
    })
    .optional()
    .describe('The row of events this one stands for.'),
  reportingComponent: z.string().optional().describe('Controller that reports it.'),
  reportingInstance: z.string().optional().describe('Process of that controller.'),
});
export type Event = KubeObject & z.output<typeof eventSchema>;

export const leaseSchema = z.object({
  spec: z
    .object({
      holderIdentity: z.string().optional().describe('Who holds the Lease.'),
      leaseDurationSeconds: z.int32().optional().describe('Seconds after renewTime for which it is held.'),
      acquireTime: z.string().optional().describe('When the holder took it.'),
      renewTime: z.string().optional().describe('When the holder last renewed it.'),
      leaseTransitions: z.int32().optional().describe('How often it went to another holder.'),
      preferredHolder: z.string().optional().describe('Who shall have it next.'),
      strategy: z.string().optional().describe('How the next holder is chosen.'),
    })
    .optional()
    .describe('Who holds the Lease, and until when.'),
});
export type Lease = KubeObject & z.output<typeof leaseSchema>;
