import type { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import type { Cause, KindDeclaration } from './declaration.ts';
import { defOf } from './defaults.ts';

/**
 * Causes for types, limits, enums and patterns, and for custom resources of repeated list keys, in the API server's
 * wording.
 */
export function schemaCauses({ schema, custom }: KindDeclaration, object: KubeObject): Cause[] {
  const parsed = schema.safeParse(object, { reportInput: true });
  const issues = parsed.success ? [] : parsed.error.issues;
  return [...issues.map((issue) => causeOf(issue, custom)), ...(custom ? repeatedKeys(schema, object, '') : [])];
}

/** `['spec','rules',0,'name']` → `spec.rules[0].name` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'integer',
  number: 'integer',
  record: 'object',
  map: 'object',
};

/** The type of a value as the API server names it. */
export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

const shown = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));

function causeOf(issue: z.core.$ZodIssue, custom: boolean): Cause {
  const field = formatPath(issue.path);
  switch (issue.code) {
    case 'invalid_type':
      return typeCause(field, issue.expected, issue.input);
    case 'invalid_value':
      if (issue.input === undefined) return { reason: 'FieldValueRequired', field, message: 'Required value' };
      return {
        reason: 'FieldValueNotSupported',
        field,
        message: `Unsupported value: ${shown(issue.input)}: supported values: ${supported(issue.values, custom).join(', ')}`,
      };
    case 'invalid_format':
      return {
        reason: 'FieldValueInvalid',
        field,
        message: `Invalid value: ${shown(issue.input)}: ${field} in body should match '${unwrapPattern(issue.pattern)}'`,
      };
    case 'too_big':
      return (custom ? null : outsideOfPorts(field, issue)) ?? tooBig(field, issue);
    case 'too_small':
      return (custom ? null : outsideOfPorts(field, issue)) ?? tooSmall(field, issue);
    default:
      return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${shown(issue.input)}: ${issue.message}` };
  }
}

/** In the order of the CRD; by name where Go's validation says it. */
function supported(values: readonly unknown[], custom: boolean): readonly string[] {
  const all = values.map(shown);
  return custom ? all : all.toSorted();
}

/** Go's validation of ports says both limits, whichever was passed. */
function outsideOfPorts(field: string, issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): Cause | null {
  const limit = issue.code === 'too_big' ? issue.maximum : issue.minimum;
  if (typeof issue.input !== 'number' || (limit !== 65535 && limit !== 1)) return null;
  const message = `Invalid value: ${issue.input}: must be between 1 and 65535, inclusive`;
  return { reason: 'FieldValueInvalid', field, message };
}

const unwrapPattern = (pattern: string | undefined): string => (pattern ?? '').replace(/^\/|\/[a-z]*$/g, '');

function typeCause(field: string, expected: string, input: unknown): Cause {
  if (input === undefined) return { reason: 'FieldValueRequired', field, message: 'Required value' };
  const wanted = typeNames[expected] ?? expected;
  const actual = jsonType(input);
  return {
    reason: 'FieldValueTypeInvalid',
    field,
    message: `Invalid value: "${actual}": ${field} in body must be of type ${wanted}: "${actual}"`,
  };
}

function tooBig(field: string, issue: z.core.$ZodIssueTooBig): Cause {
  if (issue.origin === 'string') {
    return { reason: 'FieldValueTooLong', field, message: `Too long: may not be more than ${issue.maximum} bytes` };
  }
  if (issue.origin === 'array') {
    const count = Array.isArray(issue.input) ? issue.input.length : 0;
    return {
      reason: 'FieldValueTooMany',
      field,
      message: `Too many: ${count}: must have at most ${issue.maximum} items`,
    };
  }
  return {
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${shown(issue.input)}: ${field} in body should be less than or equal to ${issue.maximum}`,
  };
}

function tooSmall(field: string, issue: z.core.$ZodIssueTooSmall): Cause {
  const message =
    issue.origin === 'string'
      ? `Invalid value: ${shown(issue.input)}: ${field} in body should be at least ${issue.minimum} chars long`
      : issue.origin === 'array'
        ? `Invalid value: ${Array.isArray(issue.input) ? issue.input.length : 0}: ${field} in body should have at least ${issue.minimum} items`
        : `Invalid value: ${shown(issue.input)}: ${field} in body should be greater than or equal to ${issue.minimum}`;
  return { reason: 'FieldValueInvalid', field, message };
}

/** Items of a `list-type: map` must differ in their keys, those of a set altogether: `Duplicate value: {"name":"same"}`. */
function repeatedKeys(schema: z.core.$ZodType, value: unknown, path: string): Cause[] {
  const def = defOf(schema);
  if (def.innerType) return repeatedKeys(def.innerType, value, path);
  if (def.type === 'object' && typeof value === 'object' && value !== null) {
    return Object.entries(def.shape ?? {}).flatMap(([field, inner]) =>
      repeatedKeys(inner, (value as Record<string, unknown>)[field], path ? `${path}.${field}` : field),
    );
  }
  if (def.type !== 'array' || !Array.isArray(value) || !def.element) return [];
  const element = def.element;
  const inside = value.flatMap((item, index) => repeatedKeys(element, item, `${path}[${index}]`));
  return [...duplicatesIn(schema, value, path), ...inside];
}

/** What an item must not have in common with another; null where they may be alike. */
function identifier(schema: z.core.$ZodType): ((item: unknown) => unknown) | null {
  const meta = (schema as z.ZodType).meta?.();
  if (meta?.['x-kubernetes-list-type'] === 'set') return (item) => item;
  const keys = meta?.['x-kubernetes-list-map-keys'];
  if (!Array.isArray(keys)) return null;
  return (item) => {
    const record = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    return Object.fromEntries(keys.map((key) => [key, record[String(key)]]));
  };
}

function duplicatesIn(schema: z.core.$ZodType, items: readonly unknown[], path: string): Cause[] {
  const idOf = identifier(schema);
  if (!idOf) return [];
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const id = JSON.stringify(idOf(item));
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ reason: 'FieldValueDuplicate' as const, field: `${path}[${index}]`, message: `Duplicate value: ${id}` }];
  });
}
