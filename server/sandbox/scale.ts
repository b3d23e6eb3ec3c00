import { badRequest } from './api-error.ts';
import { type Json, objectAt } from './json.ts';
import type { StoredObject } from './store.ts';

/** The Scale (autoscaling/v1) of a Deployment. */
export function scaleOf(object: StoredObject): Json {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = Object.entries(objectAt(objectAt(object.spec, 'selector'), 'matchLabels'));
  const { replicas = 1 } = objectAt(object, 'spec');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: objectAt(object, 'status').replicas ?? 0,
      selector: labels.map(([key, value]) => `${key}=${value}`).join(','),
    },
  };
}

/** The object with the replicas (and the resourceVersion to check) that a changed Scale asks for. @throws ApiError */
export function withScale(object: StoredObject, scale: unknown): StoredObject {
  // Go leaves out a zero
  const { replicas = 0 } = objectAt(scale, 'spec');
  if (typeof replicas !== 'number') throw badRequest('spec.replicas of a Scale must be a number');
  const { resourceVersion = object.metadata.resourceVersion } = objectAt(scale, 'metadata');
  const metadata = { ...object.metadata, resourceVersion: String(resourceVersion) };
  return { ...object, metadata, spec: { ...objectAt(object, 'spec'), replicas } };
}
