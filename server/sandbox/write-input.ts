import type { Admission, Cause, KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { groupOf, type KubeObject, type ObjectMeta } from '#lib/kube/object.ts';
import { type ApiError, badRequest, invalid, unrecognized } from './api-error.ts';
import { completeBuiltIn, type ServiceAddresses, withBuiltInDefaults } from './built-ins.ts';
import { addedAddressCauses } from './endpoint-addresses.ts';
import { type FieldType, fieldTypeOf } from './field-types.ts';
import { isJson, omit, textAt, withoutUndefined } from './json.ts';
import { storedApiVersion } from './kind-index.ts';
import { checkMetadataTypes, withMeta } from './resource-rules.ts';
import type { StoredObject } from './store.ts';
import type { WriteOptions } from './write-options.ts';

/**
 * What a client sent, as an object of this kind in this namespace, at the stored version. Who owns its fields is left
 * out: the server keeps that account.
 *
 * @throws ApiError BadRequest
 */
export function readInput(kind: KindDeclaration, namespace: string, input: unknown): StoredObject {
  if (input === undefined) throw unrecognized(kind, 'unexpected end of JSON input (<empty>)');
  if (!isJson(input)) throw unrecognized(kind, `json: cannot unmarshal ${goType(input)} into an object`);
  // typed clients leave them out for built-in kinds, whose path says as much
  const implied = kind.custom ? {} : { apiVersion: storedApiVersion(kind), kind: kind.kind };
  const { apiVersion, kind: kindName } = { ...implied, ...input };
  if (typeof apiVersion !== 'string' || typeof kindName !== 'string') {
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(input).slice(0, 200)}'`);
  }
  if (kindName !== kind.kind || groupOf(apiVersion) !== kind.group) {
    if (!kind.custom) throw otherKind(kind, apiVersion, kindName);
    throw badRequest(
      `the API version in the data (${apiVersion}, Kind=${kindName}) does not match the expected API version (${storedApiVersion(kind)}, Kind=${kind.kind})`,
    );
  }
  const metadata = isJson(input.metadata) ? (omit(input.metadata, 'managedFields', 'selfLink') as ObjectMeta) : null;
  if (metadata) checkMetadataTypes(metadata);
  const given = metadata?.namespace ?? '';
  if (given && kind.scope === 'Namespaced' && given !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return withMeta({ ...input, apiVersion: storedApiVersion(kind), kind: kind.kind } as StoredObject, {
    ...metadata,
    namespace: kind.scope === 'Namespaced' ? namespace : undefined,
  });
}

/** Judges an object by its kind's declaration. */
export type Admit = (declaration: KindDeclaration, input: unknown, old?: KubeObject) => Admission;

/** The object pruned and defaulted. @throws ApiError 400 for unknown fields under strict validation, 422 */
export function admitWrite(
  admit: Admit,
  kind: KindDeclaration,
  given: StoredObject,
  old: StoredObject | undefined,
  { fieldValidation, warn }: WriteOptions,
): StoredObject {
  const { object, unknownFields, causes } = admit(kind, withoutUndefined(given), old);
  const unknown = unknownFields.map((path) => `unknown field "${path}"`);
  if (fieldValidation === 'Strict' && unknown.length > 0) {
    throw badRequest(
      `${kind.kind} in version "${given.apiVersion.split('/').at(-1)}" cannot be handled as a ${kind.kind}: strict decoding error: ${unknown.join(', ')}`,
    );
  }
  if (fieldValidation === 'Warn') unknown.forEach(warn);
  const [mistyped] = kind.custom ? [] : causes.filter(({ reason }) => reason === 'FieldValueTypeInvalid');
  if (mistyped) throw notDecoded(kind, given, mistyped);
  if (causes.length > 0) throw invalid(kind, given.metadata.name, causes);
  return withBuiltInDefaults(kind, object as StoredObject);
}

/** Built-in kinds are decoded into types of Go before anything is judged. */
function notDecoded(kind: KindDeclaration, { apiVersion }: StoredObject, { field, message }: Cause): ApiError {
  const [, wanted = '', found = ''] = /must be of type (\w+): "(\w+)"/.exec(message) ?? [];
  const place = fieldInGo(fieldTypeOf(kind), field.replaceAll(/\[\d+\]/g, '').split('.'));
  return badRequest(
    `${kind.kind} in version "${apiVersion.split('/').at(-1)}" cannot be handled as a ${kind.kind}: json: cannot unmarshal ${found} into Go struct field ${[kind.kind, ...place].join('.')} of type ${goTypes[wanted] ?? wanted}`,
  );
}

const goTypes: Readonly<Record<string, string>> = { integer: 'int32', boolean: 'bool', object: 'map[string]string' };

/** Keys of maps are no fields. */
function fieldInGo(type: FieldType, [name, ...rest]: readonly string[]): readonly string[] {
  if (name === undefined || type.is === 'map') return [];
  if (type.is === 'list') return fieldInGo(type.item, [name, ...rest]);
  const field = type.is === 'struct' ? type.fields.get(name) : undefined;
  return [name, ...(field ? fieldInGo(field, rest) : rest)];
}

function otherKind(kind: KindDeclaration, apiVersion: string, kindName: string): ApiError {
  const version = apiVersion.split('/').at(-1) ?? '';
  const internal = kind.group.split('.')[0] || 'core';
  return badRequest(
    `${kindName} in version "${version}" cannot be handled as a ${kind.kind}: converting (${version}.${kindName}) to (${internal}.${kind.kind}): unknown conversion`,
  );
}

function goType(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** An admitted object with what the server assigns. @throws ApiError Invalid */
export function completeWrite(
  addresses: ServiceAddresses,
  kind: KindDeclaration,
  object: StoredObject,
  old: StoredObject | undefined,
  { loopback, dryRun }: WriteOptions,
): StoredObject {
  const misplaced = loopback === 'allowed' ? [] : addedAddressCauses(kind, object, old);
  const { object: completed, causes } = completeBuiltIn(kind, object, old, addresses);
  const all = [...misplaced, ...causes];
  if (all.length > 0) throw invalid(kind, object.metadata.name, all);
  // an address handed out for a trial is free again
  if (dryRun && !old && !textAt(object.spec, 'clusterIP')) addresses.release(completed);
  if (old || completed.status !== undefined || kind.initialStatus === undefined) return completed;
  return { ...completed, status: kind.initialStatus };
}
