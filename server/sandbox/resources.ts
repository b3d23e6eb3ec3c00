import { isDeepStrictEqual } from 'node:util';
import type { Admission, KindDeclaration } from '#lib/gateway-api/declaration.ts';
import type { KubeObject, ObjectMeta } from '#lib/kube/object.ts';
import { alreadyExists, badRequest, conflict, forbidden, invalid, notFound } from './api-error.ts';
import { completeBuiltIn, type ServiceAddresses } from './built-ins.ts';
import { isJson, type Json, listAt, omit, withoutUndefined } from './json.ts';
import { type KindIndex, resourceName, storedApiVersion } from './kind-index.ts';
import { type Store, type StoredObject, storeKey } from './store.ts';

/** How a write treats what it was given; `warn` gets one text for each `Warning` header. */
export type WriteOptions = Readonly<{
  dryRun: boolean;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  warn: (text: string) => void;
}>;

/** metav1.DeleteOptions, as far as it is heeded. */
export type DeleteOptions = Readonly<{
  dryRun: boolean;
  propagation: 'Background' | 'Foreground' | 'Orphan';
  uid?: string | undefined;
  resourceVersion?: string | undefined;
}>;

/** Which part of the object a write may change. */
export type WritePart = 'object' | 'status';

export type Admit = (declaration: KindDeclaration, input: unknown, old?: KubeObject) => Admission;

/** A write by the sandbox's own controllers: nothing unknown comes from them. */
export const ownWrite: WriteOptions = { dryRun: false, fieldValidation: 'Ignore', warn: () => {} };
export const ownDelete: DeleteOptions = { dryRun: false, propagation: 'Background' };

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

  /** namespaces being emptied right now: removals inside must not start over */
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
    const given = this.#given(kind, namespace, input);
    if (given.metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
    const { generateName = '' } = given.metadata;
    const name = given.metadata.name || (generateName ? `${generateName}${suffix(this.#options.newUid())}` : '');
    this.#checkNamespace(kind, namespace, name);
    const admitted = this.#admit(kind, withMeta(withoutStatus(kind, given), { name }), undefined, options);
    if (this.find(kind, namespace, name)) throw alreadyExists(kind, name);
    const fresh = withMeta(this.#completed(kind, admitted, undefined), {
      uid: this.#options.newUid(),
      creationTimestamp: timestamp(this.#options.now()),
      generation: kind.hasGeneration ? 1 : undefined,
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
      resourceVersion: undefined,
    });
    if (options.dryRun) return withoutUndefined(fresh);
    return this.#put(kind, fresh);
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
    const given = this.#given(kind, namespace, change(current));
    checkIdentity(kind, current, given);
    const wanted = partOf(kind, current, given, options.part ?? 'object');
    const admitted = this.#admit(kind, wanted, current, options);
    checkFinalizers(kind, current, admitted);
    const completed = withoutUndefined(withMeta(this.#completed(kind, admitted, current), kept(current)));
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
    checkPreconditions(kind, current, options);
    if (options.dryRun) return null;
    if (options.propagation === 'Orphan') this.#orphan(current);
    if (isReleased(current)) {
      this.#remove(kind, current);
      return null;
    }
    const marked = current.metadata.deletionTimestamp ? current : this.#mark(kind, current);
    if (kind.kind === 'Namespace' && kind.group === '') this.#purge(name);
    return marked;
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
    if (namespace) this.#purgeIfTerminating(namespace);
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
    const kind = this.kinds.byKind(groupIn(owner.apiVersion), owner.kind);
    if (!kind) return true;
    return this.find(kind, kind.scope === 'Namespaced' ? namespace : '', owner.name)?.metadata.uid === owner.uid;
  }

  #purgeIfTerminating(namespace: string): void {
    const kind = this.kinds.byKind('', 'Namespace');
    if (kind && this.find(kind, '', namespace)?.metadata.deletionTimestamp) this.#purge(namespace);
  }

  /** Deletes what a terminating namespace holds, then, once it is empty, the namespace. */
  #purge(namespace: string): void {
    const namespaceKind = this.kinds.byKind('', 'Namespace');
    if (!namespaceKind || this.#purging.has(namespace)) return;
    this.#purging.add(namespace);
    for (const kind of this.kinds.all.filter(({ scope }) => scope === 'Namespaced')) {
      for (const object of this.inNamespace(kind, namespace)) {
        if (object.metadata.deletionTimestamp || !this.find(kind, namespace, object.metadata.name)) continue;
        this.delete(kind, namespace, object.metadata.name, ownDelete);
      }
    }
    this.#purging.delete(namespace);
    const current = this.find(namespaceKind, '', namespace);
    const empty = this.kinds.all.every(
      (kind) => kind.scope === 'Cluster' || this.inNamespace(kind, namespace).length === 0,
    );
    if (!current || !empty) return;
    const emptied = { ...current, spec: { finalizers: [] } };
    if ((current.metadata.finalizers ?? []).length === 0) this.#remove(namespaceKind, emptied);
    else if (listAt(current.spec, 'finalizers').length > 0) this.#put(namespaceKind, emptied);
  }

  /** The input as an object of this kind in this namespace, at the stored version. */
  #given(kind: KindDeclaration, namespace: string, input: unknown): StoredObject {
    if (!isJson(input)) throw badRequest('the body of the request was not an object');
    const { apiVersion, kind: kindName } = input;
    if (typeof apiVersion !== 'string' || typeof kindName !== 'string') {
      throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(input).slice(0, 200)}'`);
    }
    if (kindName !== kind.kind || groupIn(apiVersion) !== kind.group) {
      throw badRequest(
        `the API version in the data (${apiVersion}, Kind=${kindName}) does not match the expected API version (${storedApiVersion(kind)}, Kind=${kind.kind})`,
      );
    }
    const metadata = isJson(input.metadata) ? (omit(input.metadata, 'managedFields', 'selfLink') as ObjectMeta) : null;
    const given = metadata?.namespace ?? '';
    if (given && kind.scope === 'Namespaced' && given !== namespace) {
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
    return withMeta({ ...input, apiVersion: storedApiVersion(kind), kind: kind.kind } as StoredObject, {
      ...metadata,
      namespace: kind.scope === 'Namespaced' ? namespace : undefined,
    });
  }

  #admit(
    kind: KindDeclaration,
    given: StoredObject,
    old: StoredObject | undefined,
    { fieldValidation, warn }: WriteOptions,
  ): StoredObject {
    const { object, unknownFields, causes } = this.#options.admit(kind, withoutUndefined(given), old);
    const unknown = unknownFields.map((path) => `unknown field "${path}"`);
    if (fieldValidation === 'Strict' && unknown.length > 0) {
      throw badRequest(
        `${kind.kind} in version "${given.apiVersion.split('/').at(-1)}" cannot be handled as a ${kind.kind}: strict decoding error: ${unknown.join(', ')}`,
      );
    }
    if (fieldValidation === 'Warn') unknown.forEach(warn);
    if (causes.length > 0) throw invalid(kind, given.metadata.name, causes);
    return object as StoredObject;
  }

  #completed(kind: KindDeclaration, object: StoredObject, old: StoredObject | undefined): StoredObject {
    const { object: completed, causes } = completeBuiltIn(kind, object, old, this.#options.addresses);
    if (causes.length > 0) throw invalid(kind, object.metadata.name, causes);
    if (old || completed.status !== undefined || kind.initialStatus === undefined) return completed;
    return { ...completed, status: kind.initialStatus };
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

function namespaceTerminating(namespace: string): Json {
  const message = `namespace ${namespace} is being terminated`;
  return { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' };
}

function withMeta(object: StoredObject, metadata: { [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined }) {
  return { ...object, metadata: { ...object.metadata, ...metadata } } as StoredObject;
}

function withoutStatus(kind: KindDeclaration, object: StoredObject): StoredObject {
  return kind.subresources.includes('status') ? (omit(object, 'status') as StoredObject) : object;
}

/** What the writer may not change: identity and the server's own bookkeeping. */
function kept({ metadata }: StoredObject): Partial<ObjectMeta> {
  const { name, namespace, uid, creationTimestamp, generation, resourceVersion, generateName } = metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  const deletion = { deletionTimestamp, deletionGracePeriodSeconds };
  return { name, namespace, uid, creationTimestamp, generation, resourceVersion, generateName, ...deletion };
}

/** A status write changes only status, any other write all but status (kinds with a status subresource). */
function partOf(kind: KindDeclaration, current: StoredObject, given: StoredObject, part: WritePart): StoredObject {
  if (part === 'status') return { ...current, status: given.status };
  if (!kind.subresources.includes('status')) return given;
  return { ...given, status: current.status };
}

function checkIdentity(kind: KindDeclaration, current: StoredObject, given: StoredObject): void {
  const { name, uid, resourceVersion } = given.metadata;
  if (name !== current.metadata.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${current.metadata.name})`);
  }
  if (uid && uid !== current.metadata.uid) throw conflict(kind, name, uidPrecondition(uid, current));
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) throw conflict(kind, name);
  if (resourceVersion || !kind.custom) return;
  const field = 'metadata.resourceVersion';
  const message = 'Invalid value: 0x0: must be specified for an update';
  throw invalid(kind, name, [{ reason: 'FieldValueInvalid', field, message }]);
}

function checkPreconditions(kind: KindDeclaration, current: StoredObject, options: DeleteOptions): void {
  const { name, uid, resourceVersion } = current.metadata;
  if (options.uid && options.uid !== uid) throw conflict(kind, name, uidPrecondition(options.uid, current));
  if (options.resourceVersion && options.resourceVersion !== resourceVersion) throw conflict(kind, name);
}

function uidPrecondition(wanted: string, { metadata: { uid } }: StoredObject): string {
  return `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${uid}`;
}

function checkFinalizers(kind: KindDeclaration, current: StoredObject, next: StoredObject): void {
  if (!current.metadata.deletionTimestamp) return;
  const before = new Set(current.metadata.finalizers ?? []);
  const added = (next.metadata.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
  if (added.length === 0) return;
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`;
  throw invalid(kind, current.metadata.name, [
    { reason: 'FieldValueForbidden', field: 'metadata.finalizers', message },
  ]);
}

/** Nothing holds the object back from being removed. */
function isReleased(object: StoredObject): boolean {
  const holds = isJson(object.spec) && object.kind === 'Namespace' ? object.spec.finalizers : undefined;
  return (object.metadata.finalizers ?? []).length === 0 && (!Array.isArray(holds) || holds.length === 0);
}

/** Generation counts changes outside metadata and status. */
function nextGeneration(kind: KindDeclaration, current: StoredObject, next: StoredObject): number | undefined {
  if (!kind.hasGeneration) return undefined;
  const { generation = 1 } = current.metadata;
  const same = isDeepStrictEqual(omit(current, 'metadata', 'status'), omit(next, 'metadata', 'status'));
  return same ? generation : generation + 1;
}

/** `2021-05-01T09:00:00Z`: metav1.Time has whole seconds. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function groupIn(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Five letters and digits, as generateName appends. */
function suffix(uid: string): string {
  return uid.replaceAll('-', '').slice(0, 5);
}

/** The kind an object belongs to. @throws ApiError when it is not served */
export function kindOf(kinds: KindIndex, { apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>) {
  const found = kinds.byKind(groupIn(apiVersion), kind);
  if (found) return found;
  throw badRequest(`no matches for kind "${kind}" in version "${apiVersion}"`);
}
