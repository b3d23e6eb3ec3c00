import type { KubeObject } from '#lib/kube/object.ts';
import { ApiError } from './api-error.ts';
import {
  decodeFields,
  difference,
  encodeFields,
  type FieldSet,
  fieldSet,
  formatFields,
  inside,
  intersection,
  isEmptySet,
  noFields,
  oneField,
  union,
  without,
} from './field-sets.ts';
import type { FieldType } from './field-types.ts';
import { type Comparison, compareFields, fieldsOf, mergeApplied, pruneFields } from './field-walks.ts';
import { isJson, type Json, listAt, textAt } from './json.ts';

/** Who writes, and how: the identity under which fields are owned. */
export type Manager = Readonly<{
  name: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  /** empty for the object itself */
  subresource: string;
}>;

/** An entry of `metadata.managedFields`. */
export type ManagedFields = Manager & Readonly<{ time: string | undefined; fields: FieldSet }>;

/** The server's own bookkeeping, which nobody owns. */
const nobodys: FieldSet = fieldSet(false, [
  ['f:apiVersion', oneField],
  ['f:kind', oneField],
  [
    'f:metadata',
    fieldSet(
      false,
      [
        'name',
        'namespace',
        'creationTimestamp',
        'selfLink',
        'uid',
        'generation',
        'managedFields',
        'resourceVersion',
        'generateName',
        'deletionTimestamp',
        'deletionGracePeriodSeconds',
      ].map((name) => [`f:${name}`, oneField] as const),
    ),
  ],
]);

/**
 * Who owns what, as the object says it. What cannot be read counts as nothing; so does the single empty entry by which
 * a writer starts anew.
 */
export function readManagedFields({ metadata }: KubeObject): readonly ManagedFields[] {
  return listAt(metadata, 'managedFields').flatMap((entry) => {
    const fields = isJson(entry) ? decodeFields(entry.fieldsV1) : null;
    const operation = textAt(entry, 'operation');
    if (!fields || (operation !== 'Apply' && operation !== 'Update')) return [];
    const text = (field: string): string => textAt(entry, field) ?? '';
    const manager = { name: text('manager'), operation, apiVersion: text('apiVersion') } as const;
    return [{ ...manager, subresource: text('subresource'), time: textAt(entry, 'time'), fields }];
  });
}

/** `metadata.managedFields`: applied ones first, then by time and name. */
export function formatManagedFields(all: readonly ManagedFields[]): readonly Json[] {
  const rank = ({ operation, time, name, apiVersion, subresource }: ManagedFields): string =>
    [operation, time ?? '', name, apiVersion, subresource].join('\n');
  return all
    .filter(({ fields }) => !isEmptySet(fields))
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map(({ name, operation, apiVersion, time, fields, subresource }) => ({
      manager: name,
      operation,
      apiVersion,
      ...(time !== undefined && { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: encodeFields(fields),
      ...(subresource !== '' && { subresource }),
    }));
}

/** One that applies is the same whatever the version it applies at. */
const isSame =
  (a: Manager) =>
  (b: Manager): boolean =>
    a.name === b.name &&
    a.operation === b.operation &&
    a.subresource === b.subresource &&
    (a.operation === 'Apply' || a.apiVersion === b.apiVersion);

/** Of a write to a subresource only that part counts, of any other write all but the status that has one. */
export function relevant(set: FieldSet, { subresource }: Manager, hasStatus: boolean): FieldSet {
  const counted = without(set, nobodys);
  // nobody sets metadata itself
  const own = fieldSet(
    false,
    [...counted.inner].map(([step, inner]) => [step, step === 'f:metadata' ? { ...inner, isMember: false } : inner]),
  );
  if (subresource === 'status') return inside(own, 'f:status');
  return hasStatus ? without(own, fieldSet(false, [['f:status', oneField]])) : own;
}

export type Written = Readonly<{
  type: FieldType;
  hasStatus: boolean;
  /** undefined when the object is created */
  before: Json | undefined;
  after: Json;
}>;

function comparisonOf({ type, before, after, hasStatus }: Written, manager: Manager): Comparison {
  const compared = compareFields(before ?? {}, after, type);
  const only = (set: FieldSet): FieldSet => relevant(set, manager, hasStatus);
  return { added: only(compared.added), modified: only(compared.modified), removed: only(compared.removed) };
}

/**
 * Who owns what after a create, a replacement or a patch: the writer owns what it changed, and nobody else does; what is
 * gone is nobody's.
 */
export function updateOwners(
  owners: readonly ManagedFields[],
  manager: Manager,
  written: Written,
  time: string,
): readonly ManagedFields[] {
  const { added, modified, removed } = comparisonOf(written, manager);
  const changed = union(added, modified);
  const others = owners.map((owner) => ({
    ...owner,
    fields: difference(isSame(manager)(owner) ? owner.fields : difference(owner.fields, changed), removed),
  }));
  if (isEmptySet(changed)) return others;
  const own = others.find(isSame(manager));
  const entry = { ...manager, time, fields: union(own?.fields ?? noFields, changed) };
  return [...others.filter((other) => other !== own), entry];
}

export type Applied = Readonly<{ object: Json; owners: readonly ManagedFields[] }>;

export type Application = Readonly<{
  type: FieldType;
  hasStatus: boolean;
  live: Json;
  applied: Json;
  force: boolean;
  /** changes of the last client-side apply that do not count as somebody else's (kubectl's move to server-side apply) */
  yielding: FieldSet;
  time: string;
}>;

/**
 * Server-side apply: the applied fields are laid over the object and owned from then on; what the manager applied
 * before, does not apply now and owns alone is taken out.
 *
 * @throws ApiError Conflict when another manager owns a field with another value, unless forced
 */
export function applyFields(owners: readonly ManagedFields[], manager: Manager, application: Application): Applied {
  const { type, hasStatus, live, applied, force, yielding, time } = application;
  const fields = relevant(fieldsOf(applied, type), manager, hasStatus);
  const last = owners.find(isSame(manager));
  const others = owners.filter((owner) => owner !== last);
  // metadata itself never goes
  const kept = fieldSet(false, [
    ...fields.inner,
    ['f:metadata', { ...(fields.inner.get('f:metadata') ?? noFields), isMember: true }],
  ]);
  const owned = others.reduce((all, owner) => union(all, owner.fields), kept);
  const merged = mergeApplied(live, partOf(applied, manager, hasStatus), type);
  const object = (last ? pruneFields(merged, type, last.fields, owned) : merged) as Json;
  const { added, modified, removed } = comparisonOf({ type, hasStatus, before: live, after: object }, manager);
  const changed = union(added, modified);
  const taken = others.map((owner) => ({ owner, lost: intersection(owner.fields, changed) }));
  const conflicts = taken.flatMap(({ owner, lost }) => {
    const contested = difference(lost, yielding);
    return isEmptySet(contested) ? [] : [{ owner, fields: contested }];
  });
  if (!force && conflicts.length > 0) throw applyConflict(conflicts);
  const rest = taken.map(({ owner, lost }) => ({
    ...owner,
    fields: difference(difference(owner.fields, lost), removed),
  }));
  const isChanged = !isEmptySet(changed) || !isEmptySet(removed);
  return { object, owners: [...rest, { ...manager, time: isChanged ? time : last?.time, fields }] };
}

/** What a writer of this part cannot set is not merged. */
function partOf(applied: Json, { subresource }: Manager, hasStatus: boolean): Json {
  const { status, ...rest } = applied;
  if (subresource === 'status') {
    const { apiVersion, kind } = applied;
    return { apiVersion, kind, ...(status !== undefined && { status }) };
  }
  return hasStatus ? rest : applied;
}

type Conflict = Readonly<{ owner: ManagedFields; fields: FieldSet }>;

function applyConflict(conflicts: readonly Conflict[]): ApiError {
  const all = conflicts.flatMap(({ owner, fields }) =>
    formatFields(fields).map((path) => ({ who: formatManager(owner), path })),
  );
  const causes = all.map(({ who, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field: path,
  }));
  const [first] = all;
  const names = [...new Set(all.map(({ who }) => who))].sort();
  const lists = names.flatMap((name) => [
    `conflicts with ${name}:`,
    ...all.filter(({ who }) => who === name).map(({ path }) => `- ${path}`),
  ]);
  const words =
    all.length === 1
      ? `Apply failed with 1 conflict: conflict with ${first?.who}: ${first?.path}`
      : `Apply failed with ${all.length} conflicts: ${lists.join('\n')}`;
  return new ApiError(409, 'Conflict', words, { causes });
}

function formatManager({ name, subresource, operation, apiVersion }: Manager): string {
  const part = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(name)}${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}
