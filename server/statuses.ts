import type { BindingResult } from '#lib/binding/result.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { collectionOf } from '#lib/snapshot/collections.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import {
  compareGatewayStatus,
  compareLegacyGatewayStatus,
  compareLegacyRouteStatus,
  compareRouteStatus,
  type StatusComparison,
  summariseDrift,
} from '#lib/status/drift.ts';
import { statusOf } from '#lib/status/status-of.ts';
import type { StatusJob } from './controller/status-writer.ts';

/** Every object whose status is ours to write and is not as it should be. */
export function statusJobs(
  snapshot: Snapshot,
  binding: BindingResult,
  controllerNames: readonly string[],
  now: () => string,
): StatusJob[] {
  const keys = [...binding.gatewayClasses.keys(), ...binding.gateways.keys(), ...binding.routes.keys()];
  return keys.flatMap((key) => {
    const { group, kind } = identityOf(key);
    const collection = collectionOf({ group, kind });
    const object = collection ? snapshot[collection].get(key) : undefined;
    if (!collection || !object) return [];
    // judged against the copy that is about to be written, which may be fresher than the snapshot's
    const desired = (copy: KubeObject) =>
      statusOf({ ...snapshot, [collection]: new Map([[key, copy]]) }, binding, key, { controllerNames, now: now() });
    return desired(object) === null ? [] : [{ key, object, desired }];
  });
}

/** Verdict beside status, for a Route or a Gateway with its listeners; empty for what is not judged. */
export function compareStatus(snapshot: Snapshot, binding: BindingResult, key: ObjectKey): readonly StatusComparison[] {
  const route = binding.routes.get(key);
  if (route) {
    if (!route.judged) return [];
    const legacy = snapshot.legacyHttpRoutes.get(key);
    if (legacy) return compareLegacyRouteStatus(legacy, route);
    const current = snapshot.httpRoutes.get(key);
    return current ? compareRouteStatus(current, route) : [];
  }
  const gateway = binding.gateways.get(key);
  if (!gateway) return [];
  const legacy = snapshot.legacyGateways.get(key);
  if (legacy) return compareLegacyGatewayStatus(legacy, gateway);
  const current = snapshot.gateways.get(key);
  return current ? compareGatewayStatus(current, gateway) : [];
}

/**
 * In a few words, for each object whose written status differs from the verdict.
 *
 * @param options.ours `left out` while our own statuses are being written: they differ for a moment by design
 */
export function driftNotes(
  snapshot: Snapshot,
  binding: BindingResult,
  options: Readonly<{ ours: 'counted' | 'left out' }>,
): ReadonlyMap<ObjectKey, string> {
  const notes = new Map<ObjectKey, string>();
  for (const key of [...binding.gateways.keys(), ...binding.routes.keys()]) {
    const all = compareStatus(snapshot, binding, key);
    const counted = options.ours === 'counted' ? all : all.filter(({ ours }) => !ours);
    const note = summariseDrift(counted);
    if (note !== null) notes.set(key, note);
  }
  return notes;
}
