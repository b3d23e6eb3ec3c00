import type { KubeObject } from '#lib/kube/object.ts';
import { keyOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { collectionNames, collectionOfObject } from './collections.ts';
import { readObject } from './read-object.ts';
import type { CollectionName, Coverage, Snapshot } from './snapshot.ts';

/** What a watch (or a file) says of one collection. Objects come as they are stored; they are defaulted on entry. */
export type SnapshotEvent =
  | Readonly<{ type: 'set'; collection: CollectionName; object: KubeObject }>
  | Readonly<{ type: 'delete'; collection: CollectionName; key: ObjectKey }>
  /** a fresh list: what is not in it is gone; the collection counts as complete */
  | Readonly<{ type: 'replace'; collection: CollectionName; objects: readonly KubeObject[] }>
  | Readonly<{ type: 'coverage'; collection: CollectionName; coverage: Coverage }>;

/** A snapshot that holds nothing. @param coverage of every collection; `syncing` until the first list arrives */
export function emptySnapshot(coverage: Coverage = 'syncing'): Snapshot {
  const perCollection = <T>(value: () => T) =>
    Object.fromEntries(collectionNames.map((name) => [name, value()])) as Record<CollectionName, T>;
  return { ...perCollection(() => new Map<ObjectKey, never>()), coverage: perCollection(() => coverage) };
}

/**
 * The snapshot after these events, in order. The one given stays as it is; collections without an event are shared.
 */
export function applyEvents(snapshot: Snapshot, events: readonly SnapshotEvent[]): Snapshot {
  const changed = new Map<CollectionName, Map<ObjectKey, KubeObject>>();
  const coverage = { ...snapshot.coverage };
  const writable = (name: CollectionName): Map<ObjectKey, KubeObject> => {
    const map = changed.get(name) ?? new Map<ObjectKey, KubeObject>(snapshot[name]);
    changed.set(name, map);
    return map;
  };
  for (const event of events) {
    if (event.type === 'coverage') coverage[event.collection] = event.coverage;
    else if (event.type === 'delete') writable(event.collection).delete(event.key);
    else if (event.type === 'set') put(writable(event.collection), event.collection, event.object);
    else {
      const map = writable(event.collection);
      map.clear();
      for (const object of event.objects) put(map, event.collection, object);
      coverage[event.collection] = 'complete';
    }
  }
  return { ...snapshot, ...(Object.fromEntries(changed) as Partial<Snapshot>), coverage };
}

/** An object that cannot be read at all is as good as absent; no API server hands one out. */
function put(map: Map<ObjectKey, KubeObject>, collection: CollectionName, object: KubeObject): void {
  const read = readObject(object);
  if (read && collectionOfObject(read) === collection) map.set(keyOf(read), read);
}
