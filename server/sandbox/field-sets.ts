import { isJson, type Json } from './json.ts';

/**
 * A set of fields of an object, as a tree: whether this field is in it, and which inside it are. Steps are written as
 * in FieldsV1: `f:name` for a field, `k:{"name":"web"}` for the item of a list, `v:"x"` for a value of a set.
 */
export type FieldSet = Readonly<{ isMember: boolean; inner: ReadonlyMap<string, FieldSet> }>;

export const noFields: FieldSet = { isMember: false, inner: new Map() };
/** The set of a field alone. */
export const oneField: FieldSet = { isMember: true, inner: new Map() };

/** A set from its parts; parts without a member are left out. */
export function fieldSet(isMember: boolean, inner: Iterable<readonly [step: string, set: FieldSet]>): FieldSet {
  return { isMember, inner: new Map([...inner].filter(([, set]) => !isEmptySet(set))) };
}

export function isEmptySet({ isMember, inner }: FieldSet): boolean {
  return !isMember && inner.size === 0;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const steps = new Set([...a.inner.keys(), ...b.inner.keys()]);
  return fieldSet(
    a.isMember || b.isMember,
    [...steps].map((step) => [step, union(a.inner.get(step) ?? noFields, b.inner.get(step) ?? noFields)]),
  );
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return fieldSet(
    a.isMember && b.isMember,
    [...a.inner].map(([step, set]) => [step, intersection(set, b.inner.get(step) ?? noFields)]),
  );
}

/** The fields of `a` that are not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return fieldSet(
    a.isMember && !b.isMember,
    [...a.inner].map(([step, set]) => [step, difference(set, b.inner.get(step) ?? noFields)]),
  );
}

/** The fields of `a` that are neither in `b` nor inside a field of `b`. */
export function without(a: FieldSet, b: FieldSet): FieldSet {
  if (b.isMember) return noFields;
  return fieldSet(
    a.isMember,
    [...a.inner].map(([step, set]) => [step, without(set, b.inner.get(step) ?? noFields)]),
  );
}

/** Only what lies at or inside one field of the object. */
export function inside(set: FieldSet, step: string): FieldSet {
  return fieldSet(false, [[step, set.inner.get(step) ?? noFields]]);
}

/** metav1.FieldsV1. */
export function encodeFields(set: FieldSet): Json {
  const inner = [...set.inner].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...(set.isMember && inner.length > 0 && { '.': {} }),
    ...Object.fromEntries(inner.map(([step, field]) => [step, encodeFields(field)])),
  };
}

/** Reads FieldsV1; null for something else. */
export function decodeFields(fields: unknown): FieldSet | null {
  const root = decodeInner(fields);
  // an empty object stands for a field inside, and for nothing at the root
  return root && { ...root, isMember: isJson(fields) && '.' in fields };
}

function decodeInner(fields: unknown): FieldSet | null {
  if (!isJson(fields)) return null;
  const inner: [string, FieldSet][] = [];
  for (const [step, field] of Object.entries(fields)) {
    if (step === '.') continue;
    const set = /^[fkvi]:/.test(step) ? decodeInner(field) : null;
    if (!set) return null;
    inner.push([step, set]);
  }
  return fieldSet('.' in fields || inner.length === 0, inner);
}

/** Every field of the set as a path, `.spec.ports[port=80,protocol="TCP"].name`; those further in come later. */
export function formatFields({ inner }: FieldSet, path = ''): readonly string[] {
  const all = [...inner]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([step, set]) => [`${path}${formatStep(step)}`, set] as const);
  const here = all.filter(([, { isMember }]) => isMember).map(([place]) => place);
  return [...here, ...all.flatMap(([place, set]) => formatFields(set, place))];
}

function formatStep(step: string): string {
  const rest = step.slice(2);
  if (step.startsWith('f:')) return `.${rest}`;
  if (step.startsWith('v:')) return `[=${rest}]`;
  if (step.startsWith('i:')) return `[${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as Json);
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}
