import type { Admission, KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { groupOf, type KubeObject, type ObjectMeta } from '#lib/kube/object.ts';
import { badRequest, invalid } from './api-error.ts';
import { completeBuiltIn, type ServiceAddresses, withBuiltInDefaults } from './built-ins.ts';
import { addedAddressCauses } from './endpoint-addresses.ts';
import { isJson, omit, withoutUndefined } from './json.ts';
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
  if (!isJson(input)) throw badRequest('the body of the request was not an object');
  // typed clients leave them out for built-in kinds, whose path says as much
  const implied = kind.custom ? {} : { apiVersion: storedApiVersion(kind), kind: kind.kind };
  const { apiVersion, kind: kindName } = { ...implied, ...input };
  if (typeof apiVersion !== 'string' || typeof kindName !== 'string') {
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(input).slice(0, 200)}'`);
  }
  if (kindName !== kind.kind || groupOf(apiVersion) !== kind.group) {
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
  if (causes.length > 0) throw invalid(kind, given.metadata.name, causes);
  return withBuiltInDefaults(kind, object as StoredObject);
}

/** An admitted object with what the server assigns. @throws ApiError Invalid */
export function completeWrite(
  addresses: ServiceAddresses,
  kind: KindDeclaration,
  object: StoredObject,
  old: StoredObject | undefined,
  { loopback }: WriteOptions,
): StoredObject {
  const misplaced = loopback === 'allowed' ? [] : addedAddressCauses(kind, object, old);
  const { object: completed, causes } = completeBuiltIn(kind, object, old, addresses);
  const all = [...misplaced, ...causes];
  if (all.length > 0) throw invalid(kind, object.metadata.name, all);
  if (old || completed.status !== undefined || kind.initialStatus === undefined) return completed;
  return { ...completed, status: kind.initialStatus };
}
