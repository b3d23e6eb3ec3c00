import { isDeepStrictEqual } from 'node:util';
import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { groupOf } from '#lib/kube/object.ts';
import { ApiError, alreadyExists, forbidden, notFound } from './api-error.ts';
import type { ServiceAddresses } from './built-ins.ts';
import { withoutUndefined } from './json.ts';
import { type KindIndex, resourceName } from './kind-index.ts';
import type { ManagedFields } from './managed-fields.ts';
import { applyTo, ownersAfterUpdate, readApplied, withOwners } from './ownership.ts';
import {
  checkFinalizers,
  checkIdentity,
  checkPreconditions,
  isReleased,
  kept,
  nameMismatch,
  namespaceTerminating,
  nextGeneration,
  partOf,
  suffix,
  timestamp,
  withMeta,
  withoutStatus,
} from './resource-rules.ts';
import { type Store, type StoredObject, storeKey } from './store.ts';
import { type Admit, admitWrite, completeWrite, readInput } from './write-input.ts';
import { type DeleteOptions, ownDelete, type WriteOptions, type WritePart } from './write-options.ts';

/** Namespaces that an API server keeps whatever happens. */
const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** Who owns what of an object that was admitted at this time. */
type OwnersOf = (admitted: StoredObject, time: string) => readonly ManagedFields[];

export type ResourcesOptions = Readonly<{
  store: Store;
  kinds: KindIndex;
  admit: Admit;
  addresses: ServiceAddresses;
  now: () => Date;
  newUid: () => string;
}>;

/**
 * The rules of the API server over the store: admission, identity, generation, resourceVersion checks, finalizers,
 * owner references and the life of namespaces. Refusals are thrown as ApiError.
 */
export class Resources {
  readonly store: Store;
  readonly kinds: KindIndex;
  readonly #options: ResourcesOptions;
  /** uid → objects that name it as owner */
  readonly #dependents = new Map<string, Map<string, KindDeclaration>>();

  /** namespaces being emptied: the last removal inside takes the namespace along */
  readonly #purging = new Set<string>();

  constructor(options: ResourcesOptions) {
    this.store = options.store;
    this.kinds = options.kinds;
    this.#options = options;
  }

  find(kind: KindDeclaration, namespace: string, name: string): StoredObject | undefined {
    return this.store.get(resourceName(kind), `${namespace}/${name}`);
  }

  /** Objects of a kind, ascending by namespace and name; all of them without a namespace. */
  inNamespace(kind: KindDeclaration, namespace?: string): readonly StoredObject[] {
    const all = this.store.list(resourceName(kind));
    return namespace ? all.filter(({ metadata }) => metadata.namespace === namespace) : all;
  }

  /** @throws ApiError NotFound */
  read(kind: KindDeclaration, namespace: string, name: string): StoredObject {
    const found = this.find(kind, namespace, name);
    if (!found) throw notFound(kind, name);
    return found;
  }

  /** @throws ApiError of a missing or terminating namespace, a taken name, or a refused object */
  create(kind: KindDeclaration, namespace: string, input: unknown, options: WriteOptions): StoredObject {
    const given = readInput(kind, namespace, input);
    if (given.metadata.resourceVersion)
      throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created');
    return this.#create(kind, given, options, (after, time) =>
      ownersAfterUpdate(kind, options, { current: undefined, given: input, after, time }),
    );
  }

  #create(kind: KindDeclaration, given: StoredObject, options: WriteOptions, ownersOf: OwnersOf): StoredObject {
    const { generateName = '', namespace = '' } = given.metadata;
    const name = given.metadata.name || (generateName ? `${generateName}${suffix(this.#options.newUid())}` : '');
    this.#checkNamespace(kind, namespace, name);
    const wanted = withMeta(withoutStatus(kind, given), { name });
    const admitted = admitWrite(this.#options.admit, kind, wanted, undefined, options);
    if (this.find(kind, namespace, name)) throw alreadyExists(kind, name);
    const time = timestamp(this.#options.now());
    const fresh = withMeta(completeWrite(this.#options.addresses, kind, admitted, undefined, options), {
      uid: this.#options.newUid(),
      creationTimestamp: time,
      generation: kind.hasGeneration ? 1 : undefined,
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
      resourceVersion: undefined,
    });
    const owned = withOwners(fresh, ownersOf(admitted, time));
    return options.dryRun ? withoutUndefined(owned) : this.#put(kind, owned);
  }

  /**
   * Replaces an object by what `change` makes of it, as PUT and PATCH do. A change that alters nothing keeps the
   * resourceVersion and is not announced.
   */
  update(
    kind: KindDeclaration,
    namespace: string,
    name: string,
    change: (current: StoredObject) => unknown,
    options: WriteOptions & Readonly<{ part?: WritePart }>,
  ): StoredObject {
    const current = this.read(kind, namespace, name);
    const input = change(current);
    const given = readInput(kind, namespace, input);
    return this.#replace(kind, current, given, options, (after, time) =>
      ownersAfterUpdate(kind, options, { current, given: input, after, time }),
    );
  }

  /**
   * Server-side apply; the object is made when it is not there.
   *
   * @throws ApiError Conflict for fields that others own, unless forced, and all that create and update throw
   */
  apply(
    kind: KindDeclaration,
    [namespace, name]: readonly [namespace: string, name: string],
    input: unknown,
    options: WriteOptions & Readonly<{ part?: WritePart; force: boolean }>,
  ): Readonly<{ object: StoredObject; created: boolean }> {
    const applied = readApplied(kind, input);
    const current = this.find(kind, namespace, name);
    if (!current && options.part === 'status') throw notFound(kind, name);
    const time = timestamp(this.#options.now());
    const { object, owners } = applyTo(kind, options, { current, applied, force: options.force, time });
    const given = readInput(kind, namespace, object);
    if (current) return { object: this.#replace(kind, current, given, options, () => owners), created: false };
    const named = withMeta(given, { name: given.metadata.name ?? name });
    if (named.metadata.name !== name) throw nameMismatch(named.metadata.name, name);
    return { object: this.#create(kind, named, options, () => owners), created: true };
  }

  #replace(
    kind: KindDeclaration,
    current: StoredObject,
    given: StoredObject,
    options: WriteOptions & Readonly<{ part?: WritePart }>,
    ownersOf: OwnersOf,
  ): StoredObject {
    checkIdentity(kind, current, given);
    const wanted = partOf(kind, current, given, options.part ?? 'object');
    const admitted = admitWrite(this.#options.admit, kind, wanted, current, options);
    checkFinalizers(kind, current, admitted);
    const changed = withMeta(completeWrite(this.#options.addresses, kind, admitted, current, options), kept(current));
    const owners = ownersOf(admitted, timestamp(this.#options.now()));
    const completed = withoutUndefined(withOwners(changed, owners));
    if (isDeepStrictEqual(completed, current)) return current;
    const next = withMeta(completed, { generation: nextGeneration(kind, current, completed) });
    if (options.dryRun) return withoutUndefined(next);
    if (next.metadata.deletionTimestamp && isReleased(next)) return this.#remove(kind, this.#put(kind, next));
    return this.#put(kind, next);
  }

  /**
   * Deletes, or marks as deleted while finalizers or a namespace's contents hold the object.
   *
   * @returns the object if it stays for now, else null
   */
  delete(kind: KindDeclaration, namespace: string, name: string, options: DeleteOptions): StoredObject | null {
    const current = this.read(kind, namespace, name);
    if (kind.kind === 'Namespace' && immortal.has(name)) {
      throw forbidden(`namespaces "${name}" is forbidden: this namespace may not be deleted`, {
        name,
        kind: kind.plural,
      });
    }
    checkPreconditions(kind, current, options);
    if (options.dryRun) return null;
    if (options.propagation === 'Orphan') this.#orphan(current);
    if (isReleased(current)) {
      this.#remove(kind, current);
      return null;
    }
    return current.metadata.deletionTimestamp ? current : this.#mark(kind, current);
  }

  #mark(kind: KindDeclaration, current: StoredObject): StoredObject {
    const terminating = kind.kind === 'Namespace' && kind.group === '' ? { status: { phase: 'Terminating' } } : {};
    const { generation } = current.metadata;
    const marked = withMeta(current, {
      deletionTimestamp: timestamp(this.#options.now()),
      deletionGracePeriodSeconds: 0,
      generation: generation === undefined ? undefined : generation + 1,
    });
    return this.#put(kind, { ...marked, ...terminating });
  }

  #put(kind: KindDeclaration, object: StoredObject): StoredObject {
    const stored = this.store.put(resourceName(kind), withoutUndefined(object));
    for (const { uid } of stored.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(uid) ?? new Map<string, KindDeclaration>();
      this.#dependents.set(uid, dependents.set(`${resourceName(kind)} ${storeKey(stored)}`, kind));
    }
    return stored;
  }

  #remove(kind: KindDeclaration, object: StoredObject): StoredObject {
    const removed = this.store.remove(resourceName(kind), storeKey(object)) ?? object;
    if (kind.kind === 'Service' && kind.group === '') this.#options.addresses.release(removed);
    this.#collect(removed.metadata.uid);
    const { namespace } = removed.metadata;
    const namespaceKind = this.kinds.byKind('', 'Namespace');
    if (namespace && namespaceKind && this.#purging.has(namespace)) this.#removeEmptied(namespaceKind, namespace);
    return removed;
  }

  /** Deletes what was owned by the uid and has no other living owner. */
  #collect(uid: string | undefined): void {
    for (const [kind, dependent] of this.#dependentsOf(uid)) {
      const owners = dependent.metadata.ownerReferences ?? [];
      if (owners.some((owner) => owner.uid !== uid && this.#isAlive(owner, dependent.metadata.namespace))) continue;
      if (dependent.metadata.deletionTimestamp) continue;
      this.delete(kind, dependent.metadata.namespace ?? '', dependent.metadata.name, ownDelete);
    }
    if (uid) this.#dependents.delete(uid);
  }

  #orphan({ metadata: { uid } }: StoredObject): void {
    for (const [kind, dependent] of this.#dependentsOf(uid)) {
      const ownerReferences = (dependent.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
      this.#put(kind, withMeta(dependent, { ownerReferences }));
    }
    if (uid) this.#dependents.delete(uid);
  }

  #dependentsOf(uid: string | undefined): readonly (readonly [KindDeclaration, StoredObject])[] {
    const entries = [...(this.#dependents.get(uid ?? '') ?? [])];
    return entries.flatMap(([id, kind]) => {
      const found = this.store.get(resourceName(kind), id.slice(id.indexOf(' ') + 1));
      const owned = found?.metadata.ownerReferences?.some((owner) => owner.uid === uid);
      return found && owned ? [[kind, found] as const] : [];
    });
  }

  #isAlive(owner: { apiVersion: string; kind: string; name: string; uid: string }, namespace = ''): boolean {
    const kind = this.kinds.byKind(groupOf(owner.apiVersion), owner.kind);
    if (!kind) return true;
    return this.find(kind, kind.scope === 'Namespaced' ? namespace : '', owner.name)?.metadata.uid === owner.uid;
  }

  /** Deletes what a terminating namespace holds, then, once nothing in it is held, the namespace. */
  purgeNamespace(namespace: string): void {
    const kind = this.kinds.byKind('', 'Namespace');
    if (!kind || !this.find(kind, '', namespace)?.metadata.deletionTimestamp) return;
    const inside = this.kinds.all.filter(({ scope }) => scope === 'Namespaced');
    for (const each of inside) {
      for (const object of this.inNamespace(each, namespace)) {
        // an earlier one may have taken it along, as its owner
        if (object.metadata.deletionTimestamp || !this.find(each, namespace, object.metadata.name)) continue;
        this.delete(each, namespace, object.metadata.name, ownDelete);
      }
    }
    this.#purging.add(namespace);
    this.#removeEmptied(kind, namespace);
  }

  #removeEmptied(kind: KindDeclaration, namespace: string): void {
    const current = this.find(kind, '', namespace);
    const isHeld = this.kinds.all.some(
      (each) => each.scope === 'Namespaced' && this.inNamespace(each, namespace).length > 0,
    );
    if (!current || isHeld) return;
    this.#purging.delete(namespace);
    const emptied = { ...current, spec: { finalizers: [] } };
    if ((current.metadata.finalizers ?? []).length === 0) this.#remove(kind, emptied);
    else this.#put(kind, emptied);
  }

  #checkNamespace(kind: KindDeclaration, namespace: string, name: string): void {
    if (kind.scope === 'Cluster') return;
    const namespaceKind = this.kinds.byKind('', 'Namespace');
    if (!namespaceKind) return;
    if (!this.read(namespaceKind, '', namespace).metadata.deletionTimestamp) return;
    throw forbidden(
      `${resourceName(kind)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
      { name, group: kind.group || undefined, kind: kind.plural, causes: [namespaceTerminating(namespace)] },
    );
  }
}
