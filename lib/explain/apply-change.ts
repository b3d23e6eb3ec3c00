import { groupOf, type KubeObject } from '#lib/kube/object.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import { applyEvents } from '#lib/snapshot/apply-event.ts';
import { collectionOf } from '#lib/snapshot/collections.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Change } from './explanation.ts';

export type ChangedObject = Readonly<{ before: KubeObject | null; after: KubeObject }>;

/** The object a change is about, before and after; null when it is not in the snapshot. */
export function changeObject(snapshot: Snapshot, change: Change): ChangedObject | null {
  if (change.action === 'create') return { before: null, after: change.object };
  const collection = collectionOf(change.target);
  const before = collection ? snapshot[collection].get(objectKey(change.target)) : undefined;
  if (!before) return null;
  const after =
    change.patchType === 'merge' ? mergePatch(before, change.patch) : jsonPatch(before, change.patch as JsonPatch);
  return { before, after: after as KubeObject };
}

/** The snapshot as it would be with the change; the same snapshot when the change is about nothing in it. */
export function applyChange(snapshot: Snapshot, change: Change): Snapshot {
  const changed = changeObject(snapshot, change);
  const after = changed?.after;
  const collection = after ? collectionOf({ group: groupOf(after.apiVersion), kind: after.kind }) : null;
  return after && collection ? applyEvents(snapshot, [{ type: 'set', collection, object: after }]) : snapshot;
}

/** RFC 7396. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else merged[field] = mergePatch(merged[field], value);
  }
  return merged;
}

/** The operations our own changes use (RFC 6902). */
export type JsonPatch = readonly Readonly<{
  op: 'add' | 'replace' | 'remove' | 'test';
  path: string;
  value?: unknown;
}>[];

function jsonPatch(target: unknown, operations: JsonPatch): unknown {
  return operations.reduce((value, operation) => {
    if (operation.op === 'test') return value;
    const steps = operation.path
      .slice(1)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    return patchAt(value, steps, operation);
  }, target);
}

function patchAt(target: unknown, [step = '', ...rest]: readonly string[], operation: JsonPatch[number]): unknown {
  if (Array.isArray(target)) {
    const index = step === '-' ? target.length : Number(step);
    if (rest.length > 0) return target.with(index, patchAt(target[index], rest, operation));
    const removed = operation.op === 'add' ? 0 : 1;
    return target.toSpliced(index, removed, ...(operation.op === 'remove' ? [] : [operation.value]));
  }
  const record: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  if (rest.length > 0) record[step] = patchAt(record[step], rest, operation);
  else if (operation.op === 'remove') delete record[step];
  else record[step] = operation.value;
  return record;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
