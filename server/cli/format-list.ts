import { findKind } from '#lib/gateway-api/kinds.ts';
import { groupOf, type KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { applyEvents } from '#lib/snapshot/apply-event.ts';
import { collectionOfObject } from '#lib/snapshot/collections.ts';
import type { ManifestObject } from '#lib/snapshot/from-manifests.ts';
import { statusOf } from '#lib/status/status-of.ts';
import type { Checked } from './check-manifests.ts';

/** A `v1` List of the objects, each with the status a controller would have written. */
export type ObjectList = Readonly<{ apiVersion: 'v1'; kind: 'List'; metadata: object; items: readonly KubeObject[] }>;

/** No clock decides what a check prints. */
const THE_TIME = '1970-01-01T00:00:00Z';

/**
 * The objects in the order of the files, `.status` filled in as the controller would write it: entries of other
 * controllers stay as they are in the files, Gateways of others keep theirs. A new object is of generation 1.
 */
export function buildObjectList(checked: Checked): ObjectList {
  const { manifests, options, result } = checked;
  const context = { controllerNames: options.controllerNames, now: THE_TIME };
  const events = manifests.objects.flatMap((written) => {
    const object = withGeneration(written);
    const collection = collectionOfObject(object);
    return collection ? [{ type: 'set', collection, object } as const] : [];
  });
  const snapshot = applyEvents(checked.snapshot, events);
  const statusFor = (key: ObjectKey) => statusOf(snapshot, result, key, context);
  const items = manifests.objects.map(({ key, object }): KubeObject => {
    const status = statusFor(key);
    return status ? ({ ...object, status } as KubeObject) : object;
  });
  return { apiVersion: 'v1', kind: 'List', metadata: {}, items };
}

function withGeneration({ object }: ManifestObject): KubeObject {
  const counts = findKind(groupOf(object.apiVersion), object.kind)?.hasGeneration ?? false;
  return counts ? { ...object, metadata: { generation: 1, ...object.metadata } } : object;
}
