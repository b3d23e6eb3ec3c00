import type { KubeObject } from '#lib/kube/object.ts';
import { compareText } from '#lib/kube/object-key.ts';
import type { Json } from './json.ts';

/** An object as the store holds it: at its kind's preferred version, never changed in place. */
export type StoredObject = KubeObject & Json;

/** One change. `previous` is what the store held before; selectors need it to tell what left a watcher's view. */
export type StoreEvent = Readonly<{
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  revision: number;
  resource: string;
  object: StoredObject;
  previous: StoredObject | undefined;
}>;

/** The revision asked for is no longer (or not yet) known; API clients get 410 and list again. */
export class RevisionExpired extends Error {
  constructor(asked: number, oldest: number) {
    super(`too old resource version: ${asked} (${oldest})`);
  }
}

type Shelf = {
  readonly objects: Map<string, StoredObject>;
  /** cached order of `objects`; null after a key came or went */
  order: StoredObject[] | null;
  history: StoreEvent[];
  /** changes up to and including this revision are forgotten */
  floor: number;
};

export type StoreOptions = Readonly<{ now: () => Date; historyLength?: number | undefined }>;

/**
 * Objects by resource (`httproutes.gateway.networking.k8s.io`) and key (`namespace/name`), one revision counter over
 * all of them, and each resource's recent changes. It knows no kinds and no rules.
 *
 * Revisions start at unix-seconds × 1000, so that a restart never hands out a number a client has seen.
 */
export class Store {
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #historyLength: number;
  readonly #start: number;
  #revision: number;

  constructor({ now, historyLength = 10_000 }: StoreOptions) {
    this.#start = Math.floor(now().getTime() / 1000) * 1000;
    this.#revision = this.#start;
    this.#historyLength = historyLength;
  }

  get revision(): number {
    return this.#revision;
  }

  get(resource: string, key: string): StoredObject | undefined {
    return this.#shelves.get(resource)?.objects.get(key);
  }

  /** All objects of a resource, ascending by key. */
  list(resource: string): readonly StoredObject[] {
    const shelf = this.#shelf(resource);
    shelf.order ??= sortByKey([...shelf.objects.values()]);
    return shelf.order;
  }

  /** All objects as they were at a revision. @throws RevisionExpired */
  listAt(resource: string, revision: number): readonly StoredObject[] {
    const undone = this.since(resource, revision);
    if (undone.length === 0) return this.list(resource);
    const objects = new Map(this.#shelf(resource).objects);
    for (const { object, previous } of undone.toReversed()) {
      if (previous) objects.set(storeKey(previous), previous);
      else objects.delete(storeKey(object));
    }
    return sortByKey([...objects.values()]);
  }

  /** Changes after a revision, oldest first. @throws RevisionExpired */
  since(resource: string, revision: number): readonly StoreEvent[] {
    const shelf = this.#shelf(resource);
    if (revision < shelf.floor || revision > this.#revision) throw new RevisionExpired(revision, shelf.floor);
    return shelf.history.slice(firstAfter(shelf.history, revision));
  }

  /** Stores the object under a new revision, which the returned copy carries. */
  put(resource: string, object: StoredObject): StoredObject {
    const shelf = this.#shelf(resource);
    const key = storeKey(object);
    const previous = shelf.objects.get(key);
    const stored = this.#stamp(object);
    shelf.objects.set(key, stored);
    shelf.order = null;
    this.#publish(shelf, resource, previous ? 'MODIFIED' : 'ADDED', stored, previous);
    return stored;
  }

  /** Removes the object; the returned copy carries the revision of the removal. */
  remove(resource: string, key: string): StoredObject | undefined {
    const shelf = this.#shelf(resource);
    const previous = shelf.objects.get(key);
    if (!previous) return undefined;
    const removed = this.#stamp(previous);
    shelf.objects.delete(key);
    shelf.order = null;
    this.#publish(shelf, resource, 'DELETED', removed, previous);
    return removed;
  }

  /** Calls `listener` with each change, in order, before the write returns. It must not write itself. */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #stamp(object: StoredObject): StoredObject {
    this.#revision += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
  }

  #publish(
    shelf: Shelf,
    resource: string,
    type: StoreEvent['type'],
    object: StoredObject,
    previous: StoredObject | undefined,
  ): void {
    const event: StoreEvent = { type, revision: this.#revision, resource, object, previous };
    shelf.history.push(event);
    if (shelf.history.length > 2 * this.#historyLength) {
      shelf.floor = shelf.history.at(-this.#historyLength - 1)?.revision ?? shelf.floor;
      shelf.history = shelf.history.slice(-this.#historyLength);
    }
    for (const listener of [...this.#listeners]) listener(event);
  }

  #shelf(resource: string): Shelf {
    let shelf = this.#shelves.get(resource);
    if (!shelf) {
      shelf = { objects: new Map(), order: null, history: [], floor: this.#start };
      this.#shelves.set(resource, shelf);
    }
    return shelf;
  }
}

/** `namespace/name`, `/name` for cluster-scoped objects. */
export function storeKey({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function sortByKey(objects: StoredObject[]): StoredObject[] {
  return objects.sort((a, b) => compareText(storeKey(a), storeKey(b)));
}

/** Index of the first event after the revision; history ascends, so the search halves it. */
function firstAfter(history: readonly StoreEvent[], revision: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((history[middle]?.revision ?? 0) > revision) high = middle;
    else low = middle + 1;
  }
  return low;
}
