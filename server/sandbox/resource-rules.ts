import { isDeepStrictEqual } from 'node:util';
import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { groupOf, type KubeObject, type ObjectMeta } from '#lib/kube/object.ts';
import { ApiError, badRequest, conflict, invalid } from './api-error.ts';
import { isJson, type Json, omit } from './json.ts';
import { type KindIndex, resourceName } from './kind-index.ts';
import type { StoredObject } from './store.ts';
import type { DeleteOptions, WritePart } from './write-options.ts';

/** The cause of a refusal to create inside a namespace that is going. */
export function namespaceTerminating(namespace: string): Json {
  const message = `namespace ${namespace} is being terminated`;
  return { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' };
}

/** A copy with some of its metadata replaced. */
export function withMeta(object: StoredObject, metadata: { [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined }) {
  return { ...object, metadata: { ...object.metadata, ...metadata } } as StoredObject;
}

/** A copy without status, for kinds whose status has a subresource of its own. */
export function withoutStatus(kind: KindDeclaration, object: StoredObject): StoredObject {
  return kind.subresources.includes('status') ? (omit(object, 'status') as StoredObject) : object;
}

/** What the writer may not change: identity and the server's own bookkeeping. */
export function kept({ metadata }: StoredObject): Partial<ObjectMeta> {
  const { name, namespace, uid, creationTimestamp, generation, resourceVersion, generateName } = metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  const deletion = { deletionTimestamp, deletionGracePeriodSeconds };
  return { name, namespace, uid, creationTimestamp, generation, resourceVersion, generateName, ...deletion };
}

/** A status write changes only status, any other write all but status (kinds with a status subresource). */
export function partOf(
  kind: KindDeclaration,
  current: StoredObject,
  given: StoredObject,
  part: WritePart,
): StoredObject {
  if (part === 'status') return { ...current, status: given.status };
  if (!kind.subresources.includes('status')) return given;
  return { ...given, status: current.status };
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextMap = (value: unknown): boolean => isJson(value) && Object.values(value).every(isText);
const isOwner = (value: unknown): boolean =>
  isJson(value) && [value.apiVersion, value.kind, value.name, value.uid].every(isText);

/** What each field of metadata must be for anything else to be able to look at it. */
const metadataTypes: readonly (readonly [field: string, type: string, fits: (value: unknown) => boolean])[] = [
  ['name', 'string', isText],
  ['namespace', 'string', isText],
  ['generateName', 'string', isText],
  ['uid', 'string', isText],
  ['resourceVersion', 'string', isText],
  ['labels', 'map[string]string', isTextMap],
  ['annotations', 'map[string]string', isTextMap],
  ['finalizers', '[]string', (value) => Array.isArray(value) && value.every(isText)],
  ['ownerReferences', '[]OwnerReference', (value) => Array.isArray(value) && value.every(isOwner)],
];

/** @throws ApiError BadRequest, as the API server's decoder does before it looks at anything else */
export function checkMetadataTypes(metadata: object): void {
  for (const [field, type, fits] of metadataTypes) {
    const value = (metadata as Json)[field];
    if (value === undefined || value === null || fits(value)) continue;
    throw badRequest(`json: cannot unmarshal into field ObjectMeta.metadata.${field} of type ${type}`);
  }
}

/** The body names another object than the path. */
export function nameMismatch(given: string, asked: string): ApiError {
  return badRequest(`the name of the object (${given}) does not match the name on the URL (${asked})`);
}

/** A write must mean this very object, at the version the writer saw. @throws ApiError 400, 409 or 422 */
export function checkIdentity(kind: KindDeclaration, current: StoredObject, given: StoredObject): void {
  const { name, uid, resourceVersion } = given.metadata;
  if (name !== current.metadata.name) {
    throw nameMismatch(name, current.metadata.name);
  }
  if (uid && uid !== current.metadata.uid) throw conflict(kind, name, uidPrecondition(uid, current));
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) throw conflict(kind, name);
  if (resourceVersion || !kind.custom) return;
  const field = 'metadata.resourceVersion';
  const message = 'Invalid value: 0: must be specified for an update';
  const causes = [{ reason: 'FieldValueInvalid', field, message }];
  throw new ApiError(422, 'Invalid', `${resourceName(kind)} "${name}" is invalid: ${field}: ${message}`, {
    name,
    group: kind.group || undefined,
    kind: kind.plural,
    causes,
  });
}

/** @throws ApiError Conflict when a delete means another object than the one there is */
export function checkPreconditions(kind: KindDeclaration, current: StoredObject, options: DeleteOptions): void {
  const { name, uid, resourceVersion } = current.metadata;
  const differ = (what: string, asked: string, found: string | undefined, then: string): ApiError =>
    new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${kind.kind} "${name}": the ${what} in the precondition (${asked}) does not match the ${what} in record (${found}). The object might have been ${then}`,
      { name, group: kind.group || undefined, kind: kind.kind },
    );
  if (options.uid && options.uid !== uid) throw differ('UID', options.uid, uid, 'deleted and then recreated');
  if (options.resourceVersion && options.resourceVersion !== resourceVersion) {
    throw differ('ResourceVersion', options.resourceVersion, resourceVersion, 'modified');
  }
}

function uidPrecondition(wanted: string, { metadata: { uid } }: StoredObject): string {
  return `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${uid}`;
}

/** An object that is being deleted takes no new finalizers. @throws ApiError Invalid */
export function checkFinalizers(kind: KindDeclaration, current: StoredObject, next: StoredObject): void {
  if (!current.metadata.deletionTimestamp) return;
  const before = new Set(current.metadata.finalizers ?? []);
  const added = (next.metadata.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
  if (added.length === 0) return;
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
  throw invalid(kind, current.metadata.name, [
    { reason: 'FieldValueForbidden', field: 'metadata.finalizers', message },
  ]);
}

/** Nothing holds the object back from being removed. */
export function isReleased(object: StoredObject): boolean {
  const holds = isJson(object.spec) && object.kind === 'Namespace' ? object.spec.finalizers : undefined;
  return (object.metadata.finalizers ?? []).length === 0 && (!Array.isArray(holds) || holds.length === 0);
}

/** Generation counts changes outside metadata and status. */
export function nextGeneration(kind: KindDeclaration, current: StoredObject, next: StoredObject): number | undefined {
  if (!kind.hasGeneration) return undefined;
  const { generation = 1 } = current.metadata;
  const same = isDeepStrictEqual(omit(current, 'metadata', 'status'), omit(next, 'metadata', 'status'));
  return same ? generation : generation + 1;
}

/** `2021-05-01T09:00:00Z`: metav1.Time has whole seconds. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Five letters and digits, as generateName appends. */
export function suffix(uid: string): string {
  return uid.replaceAll('-', '').slice(0, 5);
}

/** The kind an object belongs to. @throws ApiError when it is not served */
export function kindOf(kinds: KindIndex, { apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>) {
  const found = kinds.byKind(groupOf(apiVersion), kind);
  if (found) return found;
  throw badRequest(`no matches for kind "${kind}" in version "${apiVersion}"`);
}
