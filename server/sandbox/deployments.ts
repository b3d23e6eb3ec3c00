import { createHash } from 'node:crypto';
import type { Deployment, Pod } from '#lib/gateway-api/core/workloads.ts';
import { findCondition } from '#lib/kube/condition.ts';
import type { Json } from './json.ts';
import { isReady } from './pods.ts';

/** What brings the Pods to what the Deployment asks for. */
export type DeploymentPlan = Readonly<{ create: number; remove: readonly Pod[] }>;

/** Label that tells which template a Pod was made from. */
export const templateHashLabel = 'pod-template-hash';

/** Ten letters and digits that stand for the Pod template. */
export function templateHash({ spec }: Deployment): string {
  return createHash('sha256').update(JSON.stringify(spec.template)).digest('hex').slice(0, 10);
}

/**
 * Pods of the present template are made first; Pods of an earlier one go once all the new ones are ready, so a
 * rollout never leaves the Service without a backend.
 *
 * @param pods those the Deployment owns, oldest first
 */
export function planPods(deployment: Deployment, pods: readonly Pod[]): DeploymentPlan {
  const hash = templateHash(deployment);
  const current = pods.filter(({ metadata }) => metadata.labels?.[templateHashLabel] === hash);
  const earlier = pods.filter(({ metadata }) => metadata.labels?.[templateHashLabel] !== hash);
  const wanted = deployment.spec.replicas;
  const isRolledOut = current.length >= wanted && current.slice(0, wanted).every(isReady);
  return {
    create: Math.max(0, wanted - current.length),
    remove: [...current.slice(wanted), ...(isRolledOut ? earlier : [])],
  };
}

/** A Pod of the Deployment's template, owned by it. */
export function podOf(deployment: Deployment): Json {
  const { name, namespace, uid } = deployment.metadata;
  const { template } = deployment.spec;
  const hash = templateHash(deployment);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-${hash}-`,
      namespace,
      labels: { ...template.metadata?.labels, [templateHashLabel]: hash },
      annotations: template.metadata?.annotations,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: { ...template.spec, nodeName: 'sandbox' },
  };
}

/** The status `kubectl rollout status` and `kubectl wait` read. Counts of zero are left out, as in apps/v1. */
export function deploymentStatus(deployment: Deployment, pods: readonly Pod[], now: string): Json {
  const hash = templateHash(deployment);
  const wanted = deployment.spec.replicas;
  const ready = pods.filter(isReady).length;
  const updated = pods.filter(({ metadata }) => metadata.labels?.[templateHashLabel] === hash);
  const isComplete = updated.length === wanted && pods.length === wanted && updated.every(isReady);
  const counts = {
    replicas: pods.length,
    updatedReplicas: updated.length,
    readyReplicas: ready,
    availableReplicas: ready,
    unavailableReplicas: Math.max(0, wanted - ready),
  };
  const isAvailable = ready >= wanted - Math.floor(wanted * 0.25);
  return {
    observedGeneration: deployment.metadata.generation,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    conditions: [
      buildCondition(deployment, now, isAvailable ? available : unavailable),
      buildCondition(deployment, now, isComplete ? complete : progressing),
    ],
  };
}

type Verdict = Readonly<{ type: string; status: string; reason: string; message: string }>;

const available: Verdict = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
};
const unavailable: Verdict = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
};
const complete: Verdict = {
  type: 'Progressing',
  status: 'True',
  reason: 'NewReplicaSetAvailable',
  message: 'All replicas are updated and ready.',
};
const progressing: Verdict = {
  type: 'Progressing',
  status: 'True',
  reason: 'ReplicaSetUpdated',
  message: 'Replicas are being created or are not ready yet.',
};

function buildCondition({ status }: Deployment, now: string, verdict: Verdict): Json {
  const before = findCondition(status?.conditions, verdict.type);
  const isSame = before?.status === verdict.status;
  const lastTransitionTime = isSame ? before.lastTransitionTime : now;
  const lastUpdateTime = isSame && before.reason === verdict.reason ? before.lastUpdateTime : now;
  return { ...verdict, lastTransitionTime, lastUpdateTime };
}
