import type { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import type { KindDeclaration } from './declaration.ts';

type Def = Readonly<{
  type: string;
  innerType?: z.core.$ZodType;
  defaultValue?: unknown;
  shape?: Readonly<Record<string, z.core.$ZodType>>;
  catchall?: z.core.$ZodType;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
}>;

/** The parts of a zod schema that defaulting and pruning look at. */
export const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const metadataFields = new Set([
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]);

/**
 * Prunes fields the kind does not have and fills in its defaults, in the API server's order: unknown fields out,
 * nulls of fields that are not nullable out, then defaults, also inside defaulted objects. Judges nothing.
 *
 * @param onUnknown called with the path of each pruned field, e.g. `spec.rules[0].colour`
 */
export function pruneAndDefault(
  declaration: KindDeclaration,
  input: Readonly<Record<string, unknown>>,
  onUnknown: (path: string) => void = () => {},
): KubeObject {
  const shape = defOf(declaration.schema).shape ?? {};
  const output: Record<string, unknown> = { apiVersion: input.apiVersion, kind: input.kind, metadata: input.metadata };
  if (isRecord(input.metadata)) output.metadata = pruneMetadata(input.metadata, onUnknown);
  for (const field of Object.keys(input)) {
    if (!(field in shape) && !(field in output)) onUnknown(field);
  }
  for (const [field, schema] of Object.entries(shape)) {
    const value = fill(schema, input[field], field, onUnknown);
    if (value !== undefined) output[field] = value;
  }
  return output as KubeObject;
}

function pruneMetadata(metadata: Readonly<Record<string, unknown>>, onUnknown: (path: string) => void): unknown {
  const output: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(metadata)) {
    if (!metadataFields.has(field)) onUnknown(`metadata.${field}`);
    else if (!isVoid(value)) output[field] = value;
  }
  return output;
}

/** Go leaves out empty maps and lists of metadata. */
function isVoid(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value as object).length === 0);
}

function fill(schema: z.core.$ZodType, value: unknown, path: string, onUnknown: (path: string) => void): unknown {
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
      return value === undefined || def.innerType === undefined
        ? undefined
        : fill(def.innerType, value, path, onUnknown);
    case 'nullable':
      return value === null || def.innerType === undefined ? value : fill(def.innerType, value, path, onUnknown);
    case 'default':
    case 'prefault': {
      const given = value === undefined || value === null ? def.defaultValue : value;
      return def.innerType === undefined ? given : fill(def.innerType, given, path, onUnknown);
    }
    case 'object':
      return isRecord(value) ? fillObject(def, value, path, onUnknown) : dropNull(value);
    case 'array':
      return Array.isArray(value) && def.element !== undefined
        ? value.map((item, index) => fill(def.element as z.core.$ZodType, item, `${path}[${index}]`, onUnknown))
        : dropNull(value);
    case 'record':
      return isRecord(value) && def.valueType !== undefined
        ? Object.fromEntries(
            Object.entries(value).map(([key, item]) => [
              key,
              fill(def.valueType as z.core.$ZodType, item, `${path}.${key}`, onUnknown),
            ]),
          )
        : dropNull(value);
    default:
      return dropNull(value);
  }
}

const dropNull = (value: unknown): unknown => (value === null ? undefined : value);

function fillObject(
  def: Def,
  value: Readonly<Record<string, unknown>>,
  path: string,
  onUnknown: (path: string) => void,
): unknown {
  const shape = def.shape ?? {};
  const keepsUnknown = def.catchall !== undefined && defOf(def.catchall).type === 'unknown';
  const output: Record<string, unknown> = {};
  for (const [field, item] of Object.entries(value)) {
    if (Object.hasOwn(shape, field)) continue;
    if (keepsUnknown) output[field] = item;
    else onUnknown(`${path}.${field}`);
  }
  for (const [field, schema] of Object.entries(shape)) {
    const filled = fill(schema, value[field], `${path}.${field}`, onUnknown);
    if (filled !== undefined) output[field] = filled;
  }
  return output;
}

/** An object as the API server would store it, defaults filled in; for objects that did not pass through one. */
export function applyDefaults(declaration: KindDeclaration, object: KubeObject): KubeObject {
  return pruneAndDefault(declaration, object as unknown as Readonly<Record<string, unknown>>);
}
