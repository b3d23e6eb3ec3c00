import type { ReferenceGrant } from '#lib/gateway-api/reference-grant.ts';
import { compareText, type ObjectKey } from '#lib/kube/object-key.ts';
import type { CollectionName, Coverage, Snapshot, SnapshotObjects } from '#lib/snapshot/snapshot.ts';
import type { JudgedTlsPolicy, TlsPolicyIndex } from './backend-tls-policies.ts';
import type { BindOptions } from './result.ts';

/** What one `bind` reads from: the snapshot, the options and the indexes over them. */
export type BindingContext = Readonly<{
  snapshot: Snapshot;
  options: BindOptions;
  /** grants by the namespace they stand in (the target's), each list in key order */
  grantsByNamespace: ReadonlyMap<string, readonly (readonly [ObjectKey, ReferenceGrant])[]>;
  /** in key order */
  tlsPolicies: readonly JudgedTlsPolicy[];
  tlsPoliciesByService: TlsPolicyIndex;
}>;

/** An object that may not be there, and whether that is a fact. */
export type Lookup<T> =
  | Readonly<{ state: 'found'; object: T }>
  | Readonly<{ state: 'missing' }>
  | Readonly<{ state: 'unknown' }>;

type CollectionMaps = { readonly [C in CollectionName]: ReadonlyMap<ObjectKey, SnapshotObjects[C]> };

/** Is absence from a collection a fact? */
export function isAbsenceFact(coverage: Coverage): boolean {
  return coverage === 'complete' || coverage === 'notInstalled';
}

export function lookUp<C extends CollectionName>(
  { snapshot }: Pick<BindingContext, 'snapshot'>,
  collection: C,
  key: ObjectKey,
): Lookup<SnapshotObjects[C]> {
  const object = (snapshot as CollectionMaps)[collection].get(key);
  if (object) return { state: 'found', object };
  return { state: isAbsenceFact(snapshot.coverage[collection]) ? 'missing' : 'unknown' };
}

const whyUnknown: Readonly<Record<Coverage, string>> = {
  complete: 'does not exist',
  notInstalled: 'does not exist',
  partial: 'is not in these files',
  forbidden: 'may not be read by this identity',
  syncing: 'has not been read yet',
};

/** Why an object of this collection is not known, as the end of a sentence: `is not in these files`. */
export function sayUnknown({ snapshot }: Pick<BindingContext, 'snapshot'>, collection: CollectionName): string {
  return whyUnknown[snapshot.coverage[collection]];
}

/** Entries in key order, whatever order they came in. */
export function inKeyOrder<T>(map: ReadonlyMap<ObjectKey, T>): (readonly [ObjectKey, T])[] {
  return [...map].sort(([a], [b]) => compareText(a, b));
}
