import { isDeepStrictEqual } from 'node:util';
import { type FieldSet, fieldSet, isEmptySet, noFields, oneField } from './field-sets.ts';
import { anyLeaf, type FieldType } from './field-types.ts';
import { isJson, type Json } from './json.ts';

type Inside = Readonly<{ value: unknown; type: FieldType; isNamed: boolean }>;

const free: FieldType = { is: 'free' };

/** A value's parts by their steps; null for one that is set whole. */
function partsOf(value: unknown, type: FieldType): ReadonlyMap<string, Inside> | null {
  if (type.is === 'leaf') return null;
  if (type.is === 'set') {
    if (!Array.isArray(value)) return null;
    return new Map(value.map((item) => [`v:${JSON.stringify(item)}`, { value: item, type: anyLeaf, isNamed: false }]));
  }
  if (type.is === 'list') {
    if (!Array.isArray(value)) return null;
    return new Map(value.map((item) => [stepOf(item, type), { value: item, type: type.item, isNamed: false }]));
  }
  if (!isJson(value)) return null;
  return new Map(Object.entries(value).map(([name, item]) => [`f:${name}`, fieldOf(type, name, item)]));
}

function fieldOf(type: Exclude<FieldType, { is: 'leaf' | 'set' | 'list' }>, name: string, value: unknown): Inside {
  if (type.is === 'map') return { value, type: type.item, isNamed: false };
  const declared = type.is === 'struct' ? type.fields.get(name) : undefined;
  return { value, type: declared ?? free, isNamed: declared !== undefined };
}

/** `k:{"port":80,"protocol":"TCP"}`: by the item's keys, or what they are when left out. */
export function stepOf(item: unknown, { keys }: Extract<FieldType, { is: 'list' }>): string {
  const values = keys.map(({ name, default: other }) => [name, (isJson(item) ? item[name] : undefined) ?? other]);
  return `k:${JSON.stringify(Object.fromEntries(values.filter(([, value]) => value !== undefined)))}`;
}

const isVoid = (value: unknown): boolean => value === null || (isJson(value) && Object.keys(value).length === 0);

/** The fields that an applied object sets. */
export function fieldsOf(value: unknown, type: FieldType): FieldSet {
  const parts = partsOf(value, type);
  if (!parts) return oneField;
  return fieldSet(
    false,
    [...parts].map(([step, part]) => {
      const set = fieldsOf(part.value, part.type);
      const isOwn = isVoid(part.value) || !part.isNamed;
      return [step, isOwn ? { ...set, isMember: true } : set];
    }),
  );
}

/** What a write did to an object. */
export type Comparison = Readonly<{ added: FieldSet; modified: FieldSet; removed: FieldSet }>;

const same: Comparison = { added: noFields, modified: noFields, removed: noFields };

/** Compares two states of an object field by field; undefined is a state of its own. */
export function compareFields(before: unknown, after: unknown, type: FieldType): Comparison {
  // most of an object stays as it is
  if (isDeepStrictEqual(before, after)) return same;
  const old = before === undefined ? null : partsOf(before, type);
  const next = after === undefined ? null : partsOf(after, type);
  const isWhole = (!old && !next) || (before !== undefined && after !== undefined && (!old || !next));
  const isAlwaysThere = (type.is === 'struct' || type.is === 'list') && type.isAlwaysThere;
  if (isWhole || ((old?.size ?? 0) === 0 && (next?.size ?? 0) === 0)) {
    return isAlwaysThere ? same : compareWhole(before, after);
  }
  const steps = new Set([...(old?.keys() ?? []), ...(next?.keys() ?? [])]);
  const inner = [...steps].map((step) => {
    const [was, is] = [old?.get(step), next?.get(step)];
    return [step, compareFields(was?.value, is?.value, (is ?? was)?.type ?? free)] as const;
  });
  const all = (which: keyof Comparison) => inner.map(([step, compared]) => [step, compared[which]] as const);
  return {
    added: fieldSet(before === undefined && !isAlwaysThere, all('added')),
    modified: fieldSet(false, all('modified')),
    removed: fieldSet(after === undefined && !isAlwaysThere, all('removed')),
  };
}

function compareWhole(before: unknown, after: unknown): Comparison {
  if (before === undefined) return { ...same, added: oneField };
  if (after === undefined) return { ...same, removed: oneField };
  return isDeepStrictEqual(before, after) ? same : { ...same, modified: oneField };
}

/** The live object with the applied one laid over it. */
export function mergeApplied(live: unknown, applied: unknown, type: FieldType): unknown {
  if (applied === undefined) return live;
  const [old, given] = [partsOf(live, type), partsOf(applied, type)];
  if (!old || !given) return applied;
  const merged = (step: string): unknown => {
    const [was, is] = [old.get(step), given.get(step)];
    return mergeApplied(was?.value, is?.value, (is ?? was)?.type ?? free);
  };
  if (type.is === 'set' || type.is === 'list') return orderOf([...old.keys()], [...given.keys()]).map(merged);
  const steps = new Set([...old.keys(), ...given.keys()]);
  return Object.fromEntries([...steps].map((step) => [step.slice(2), merged(step)]));
}

/** The applied items in their order, and those of the live list that are not applied before what they stood before. */
export function orderOf(live: readonly string[], applied: readonly string[]): readonly string[] {
  const output: string[] = [];
  let next = 0;
  for (const step of live) {
    const at = applied.indexOf(step);
    if (at < 0) output.push(step);
    for (; next <= at; next++) output.push(applied[next] ?? '');
  }
  return [...output, ...applied.slice(next)];
}

/**
 * Takes out what its manager no longer applies: what was in `last` and is owned by nobody, parts of it included, goes
 * whole.
 *
 * @param owned what all managers own now
 */
export function pruneFields(value: unknown, type: FieldType, last: FieldSet, owned: FieldSet): unknown {
  const parts = partsOf(value, type);
  if (!parts || last.inner.size === 0) return value;
  const kept = [...parts].flatMap(([step, part]) => {
    const before = last.inner.get(step);
    if (!before) return [[step, part.value] as const];
    const now = owned.inner.get(step) ?? noFields;
    const wasSet = before.isMember || (part.isNamed && before.inner.size > 0);
    if (wasSet && isEmptySet(now)) return [];
    const left = pruneFields(part.value, part.type, before, now);
    const isEmptied = Array.isArray(left) && left.length === 0 && !isDeepStrictEqual(left, part.value);
    return isEmptied ? [] : [[step, left] as const];
  });
  if (type.is === 'set' || type.is === 'list') return kept.map(([, item]) => item);
  return Object.fromEntries(kept.map(([step, item]) => [step.slice(2), item]));
}

/** What is wrong with an applied object before it can be merged, in the words of the API server. */
export function typeErrors(value: unknown, type: FieldType, path = ''): readonly string[] {
  if (value === null || type.is === 'free') return [];
  const wanted = type.is === 'leaf' ? type.takes : type.is === 'list' || type.is === 'set' ? 'list' : 'map';
  if (!isOf(value, wanted)) return [`${path}: expected ${goNames[wanted]}, got ${goText(value)}`];
  if (type.is === 'leaf') return [];
  if (type.is === 'set' || type.is === 'list') return listErrors(value as readonly unknown[], type, path);
  return Object.entries(value as Json).flatMap(([name, item]) => {
    const { type: inner, isNamed } = fieldOf(type, name, item);
    const place = `${path}.${name}`;
    if (type.is === 'struct' && !isNamed && !type.more) return [`${place}: field not declared in schema`];
    return typeErrors(item, inner, place);
  });
}

function listErrors(
  items: readonly unknown[],
  type: Extract<FieldType, { is: 'set' | 'list' }>,
  path: string,
): readonly string[] {
  const steps = items.map((item) => (type.is === 'set' ? `v:${JSON.stringify(item)}` : stepOf(item, type)));
  const repeated = new Set(steps.filter((step, index) => steps.indexOf(step) < index));
  const twice = [...repeated].map((step) => `${path}: duplicate entries for key ${formatKey(step)}`);
  if (type.is === 'set') return twice;
  const inner = items.flatMap((item, index) => typeErrors(item, type.item, `${path}${formatKey(steps[index] ?? '')}`));
  return [...twice, ...inner];
}

function formatKey(step: string): string {
  if (step.startsWith('v:')) return `[=${step.slice(2)}]`;
  const keys = Object.entries(JSON.parse(step.slice(2)) as Json);
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}

const goNames = {
  string: 'string',
  integer: 'numeric (int or float)',
  number: 'numeric (int or float)',
  boolean: 'boolean',
  list: 'list',
  map: 'map',
  any: 'value',
} as const;

function isOf(value: unknown, wanted: keyof typeof goNames): boolean {
  if (wanted === 'any') return true;
  if (wanted === 'list') return Array.isArray(value);
  if (wanted === 'map') return isJson(value);
  return typeof value === (wanted === 'integer' ? 'number' : wanted);
}

/** As Go prints what it did not expect. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `&{[${value.map(String).join(' ')}]}`;
  const text = typeof value === 'string' ? JSON.stringify(value) : isJson(value) ? 'map' : String(value);
  return `&value.valueUnstructured{Value:${text}}`;
}
