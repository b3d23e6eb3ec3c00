import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { ApiError, badRequest } from './api-error.ts';
import { difference, type FieldSet, noFields } from './field-sets.ts';
import { fieldTypeOf } from './field-types.ts';
import { compareFields, fieldsOf, typeErrors } from './field-walks.ts';
import { isJson, type Json, listAt, objectAt, omit, textAt } from './json.ts';
import { storedApiVersion } from './kind-index.ts';
import { encodeAsGo, lastAppliedAnnotation } from './last-applied.ts';
import {
  applyFields,
  formatManagedFields,
  type ManagedFields,
  type Manager,
  readManagedFields,
  updateOwners,
} from './managed-fields.ts';
import { withMeta } from './resource-rules.ts';
import type { StoredObject } from './store.ts';
import type { WriteOptions } from './write-options.ts';

/** The owner that stands for everybody who wrote before an account was kept. */
const beforeFirstApply = 'before-first-apply';

function managerOf(kind: KindDeclaration, operation: Manager['operation'], options: WriteOptions): Manager {
  const { manager, apiVersion = storedApiVersion(kind), subresource = '' } = options;
  return { name: manager ?? '', operation, apiVersion, subresource };
}

const hasStatus = (kind: KindDeclaration): boolean => kind.subresources.includes('status');

export type Update = Readonly<{
  /** undefined on create */
  current: StoredObject | undefined;
  /** as the client sent or patched it: it may put another account in place of the one there is */
  given: unknown;
  /** admitted and defaulted, before the server assigns anything */
  after: StoredObject;
  time: string;
}>;

/** Who owns what after a create, a replacement or a patch. */
export function ownersAfterUpdate(
  kind: KindDeclaration,
  options: WriteOptions,
  { current, given, after, time }: Update,
): readonly ManagedFields[] {
  if (options.manager === null) return [];
  const owners = ownersGiven(given) ?? (current ? readManagedFields(current) : []);
  // an object without an account gets one when it is first applied
  if (current && owners.length === 0) return [];
  const written = { type: fieldTypeOf(kind), hasStatus: hasStatus(kind), before: current, after };
  return updateOwners(owners, managerOf(kind, 'Update', options), written, time);
}

/** Clients that know nothing of it leave the account out, which changes nothing; one empty entry starts it anew. */
function ownersGiven(given: unknown): readonly ManagedFields[] | null {
  const entries = listAt(objectAt(given, 'metadata'), 'managedFields');
  if (entries.length === 1 && isJson(entries[0]) && Object.keys(entries[0]).length === 0) return [];
  const owners = isJson(given) ? readManagedFields(given as StoredObject) : [];
  return owners.length > 0 ? owners : null;
}

/** The object with the account of its owners. */
export function withOwners(object: StoredObject, owners: readonly ManagedFields[]): StoredObject {
  const entries = formatManagedFields(owners);
  return withMeta(object, { managedFields: entries.length > 0 ? entries : undefined });
}

/**
 * Reads what is to be applied.
 *
 * @throws ApiError 400 for another kind, 500 for fields and types the kind does not have, as an API server answers
 */
export function readApplied(kind: KindDeclaration, input: unknown): Json {
  if (!isJson(input)) {
    const what = Array.isArray(input) ? 'array' : typeof input;
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
    );
  }
  const [apiVersion, kindName] = [textAt(input, 'apiVersion') ?? '', textAt(input, 'kind') ?? ''];
  const said = `${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kindName}`;
  const served = kind.versions.map((version) => (kind.group ? `${kind.group}/${version}` : version));
  if (kindName !== kind.kind || !served.includes(apiVersion)) throw badRequest(`invalid object type: ${said}`);
  const metadata = objectAt(input, 'metadata');
  if (metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const [error] = typeErrors(input, fieldTypeOf(kind));
  if (error === undefined) return input;
  const object = `${textAt(metadata, 'namespace') ?? ''}/${textAt(metadata, 'name') ?? ''}`;
  throw new ApiError(500, '', `failed to create typed patch object (${object}; ${said}): ${error}`);
}

export type Application = Readonly<{
  current: StoredObject | undefined;
  applied: Json;
  force: boolean;
  time: string;
}>;

/** The object with the applied fields, and who owns what then. @throws ApiError Conflict */
export function applyTo(
  kind: KindDeclaration,
  options: WriteOptions,
  { current, applied, force, time }: Application,
): Readonly<{ object: Json; owners: readonly ManagedFields[] }> {
  const type = fieldTypeOf(kind);
  const live: Json = current ?? { apiVersion: storedApiVersion(kind), kind: kind.kind };
  const given = { ...applied, apiVersion: storedApiVersion(kind) };
  const result = applyFields(ownersBefore(kind, current, time), managerOf(kind, 'Apply', options), {
    type,
    hasStatus: hasStatus(kind),
    live,
    applied: given,
    force,
    yielding: options.manager === 'kubectl' && current ? lastAppliedFields(kind, current) : noFields,
    time,
  });
  if (options.manager !== 'kubectl') return result;
  return { ...result, object: withLastApplied(result.object, applied) };
}

function ownersBefore(
  kind: KindDeclaration,
  current: StoredObject | undefined,
  time: string,
): readonly ManagedFields[] {
  if (!current) return [];
  const owners = readManagedFields(current);
  if (owners.length > 0) return owners;
  const manager: Manager = {
    name: beforeFirstApply,
    operation: 'Update',
    apiVersion: storedApiVersion(kind),
    subresource: '',
  };
  const written = { type: fieldTypeOf(kind), hasStatus: hasStatus(kind), before: undefined, after: current };
  return updateOwners([], manager, written, time);
}

/**
 * What the last client-side apply set and nobody changed since: kubectl's first server-side apply of the object takes
 * that over without a conflict.
 */
function lastAppliedFields(kind: KindDeclaration, current: StoredObject): FieldSet {
  const text = current.metadata.annotations?.[lastAppliedAnnotation];
  if (!text) return noFields;
  try {
    const last: unknown = JSON.parse(text);
    if (!isJson(last)) return noFields;
    const type = fieldTypeOf(kind);
    return difference(fieldsOf(last, type), compareFields(last, current, type).modified);
  } catch {
    return noFields;
  }
}

/** The annotation of kubectl's client-side apply is kept true, where there is one. */
function withLastApplied(object: Json, applied: Json): Json {
  const metadata = objectAt(object, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  if (!annotations[lastAppliedAnnotation]) return object;
  const kept = { ...annotations, [lastAppliedAnnotation]: `${encodeAsGo(withoutAnnotation(applied))}\n` };
  return { ...object, metadata: { ...metadata, annotations: kept } };
}

function withoutAnnotation(applied: Json): Json {
  const metadata = objectAt(applied, 'metadata');
  if (!isJson(metadata.annotations)) return applied;
  return { ...applied, metadata: { ...metadata, annotations: omit(metadata.annotations, lastAppliedAnnotation) } };
}
