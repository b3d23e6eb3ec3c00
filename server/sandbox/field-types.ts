import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { isJson, type Json, listAt, objectAt } from './json.ts';
import { schemaOf } from './openapi.ts';

/**
 * How the fields of a kind merge, by its schema: `leaf` is set whole, `struct` and `map` field by field, `list` item
 * by item as its keys say, `set` value by value. `free` is whatever the value is: its objects are maps, its lists whole.
 *
 * @see Kubernetes, "Server-Side Apply", Merge strategy
 */
export type FieldType =
  | Readonly<{ is: 'leaf'; takes: 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'map' | 'any' }>
  | Readonly<{ is: 'struct'; fields: ReadonlyMap<string, FieldType>; more: FieldType | null; isAlwaysThere: boolean }>
  | Readonly<{ is: 'map'; item: FieldType }>
  | Readonly<{ is: 'list'; keys: readonly ListKey[]; item: FieldType; isAlwaysThere: boolean }>
  | Readonly<{ is: 'set' }>
  | Readonly<{ is: 'free' }>;

/** A field by which items of a list are told apart, and what it is when left out. */
export type ListKey = Readonly<{ name: string; default: unknown }>;

export const anyLeaf: FieldType = { is: 'leaf', takes: 'any' };
const text: FieldType = { is: 'leaf', takes: 'string' };
const number: FieldType = { is: 'leaf', takes: 'integer' };
const free: FieldType = { is: 'free' };
const texts: FieldType = { is: 'map', item: text };

/** metav1.ObjectMeta. */
const metadata = struct({
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: number,
  creationTimestamp: text,
  deletionTimestamp: text,
  deletionGracePeriodSeconds: number,
  labels: texts,
  annotations: texts,
  finalizers: { is: 'set' },
  ownerReferences: {
    is: 'list',
    keys: [{ name: 'uid', default: undefined }],
    isAlwaysThere: false,
    item: struct({
      apiVersion: text,
      kind: text,
      name: text,
      uid: text,
      controller: { is: 'leaf', takes: 'boolean' },
      blockOwnerDeletion: { is: 'leaf', takes: 'boolean' },
    }),
  },
  managedFields: { is: 'leaf', takes: 'list' },
});

const known = new WeakMap<KindDeclaration, FieldType>();

/** The type of a kind's objects. */
export function fieldTypeOf(kind: KindDeclaration): FieldType {
  const found = known.get(kind);
  if (found) return found;
  const { properties } = schemaOf(kind, kind.versions[0] ?? '') as { properties: Readonly<Record<string, Json>> };
  const own = Object.entries(properties).map(([name, schema]) => [name, typeOf(schema, kind)] as const);
  const fields = new Map([...own, ['apiVersion', text], ['kind', text], ['metadata', metadata]]);
  const type: FieldType = { is: 'struct', fields, more: null, isAlwaysThere: true };
  known.set(kind, type);
  return type;
}

function struct(fields: Readonly<Record<string, FieldType>>): FieldType {
  return { is: 'struct', fields: new Map(Object.entries(fields)), more: null, isAlwaysThere: true };
}

function typeOf(schema: Json, kind: KindDeclaration): FieldType {
  if (schema.type === 'array') return listTypeOf(schema, kind);
  if (schema.type !== 'object') return { is: 'leaf', takes: scalarOf(schema.type) };
  if (schema['x-kubernetes-map-type'] === 'atomic') return { is: 'leaf', takes: 'map' };
  const properties = Object.entries(objectAt(schema, 'properties'));
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (properties.length === 0 && isOpen) return free;
  if (properties.length === 0 && isJson(schema.additionalProperties)) {
    return { is: 'map', item: asItem(typeOf(schema.additionalProperties, kind)) };
  }
  const required = new Set(listAt(schema, 'required'));
  const fields = new Map(
    properties.map(([name, field]) => {
      const type = typeOf(field as Json, kind);
      const isAlwaysThere = !kind.custom && required.has(name);
      return [name, type.is === 'list' ? { ...type, isAlwaysThere } : type] as const;
    }),
  );
  // in Go most structs of built-in kinds are values, not pointers, so nobody sets the struct itself
  return { is: 'struct', fields, more: isOpen ? free : null, isAlwaysThere: !kind.custom };
}

function scalarOf(type: unknown): 'string' | 'integer' | 'number' | 'boolean' | 'any' {
  return type === 'string' || type === 'integer' || type === 'number' || type === 'boolean' ? type : 'any';
}

function listTypeOf(schema: Json, kind: KindDeclaration): FieldType {
  if (schema['x-kubernetes-list-type'] === 'set') return { is: 'set' };
  if (schema['x-kubernetes-list-type'] !== 'map') return { is: 'leaf', takes: 'list' };
  const items = objectAt(schema, 'items');
  const keys = listAt(schema, 'x-kubernetes-list-map-keys').map((name) => {
    return { name: String(name), default: objectAt(objectAt(items, 'properties'), String(name)).default };
  });
  return {
    is: 'list',
    keys: keys.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    item: asItem(typeOf(items, kind)),
    isAlwaysThere: false,
  };
}

/** An item is there or not, whatever it is. */
function asItem(type: FieldType): FieldType {
  return type.is === 'struct' ? { ...type, isAlwaysThere: false } : type;
}
