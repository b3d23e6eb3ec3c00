import { findNearKey, findNearName } from '#lib/binding/near-names.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { nameListeners } from '#lib/legacy/listener-names.ts';
import { collectionOf } from '#lib/snapshot/collections.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** The object probably meant by one that is not there: same group and kind, near by name or namespace; null if none. */
export function suggestObject(snapshot: Snapshot, missing: ObjectKey): ObjectKey | null {
  const collection = collectionOf(identityOf(missing));
  return collection ? findNearKey(missing, snapshot[collection].keys()) : null;
}

/** The near section name of a Gateway of either API or a ListenerSet; null when none is near or it is not there. */
export function suggestSection(snapshot: Snapshot, owner: ObjectKey, sectionName: string): string | null {
  const current = (snapshot.gateways.get(owner) ?? snapshot.listenerSets.get(owner))?.spec.listeners.map(
    ({ name }) => name,
  );
  const legacy = snapshot.legacyGateways.get(owner);
  return findNearName(sectionName, current ?? (legacy ? nameListeners(legacy.spec.listeners) : []));
}
