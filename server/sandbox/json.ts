/** A JSON object as it came over the wire or from a file. */
export type Json = { readonly [field: string]: unknown };

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as an object, an empty one when it is absent or something else. */
export function objectAt(value: unknown, field: string): Json {
  const found = isJson(value) ? value[field] : undefined;
  return isJson(found) ? found : {};
}

/** The field as a list, an empty one when it is absent or something else. */
export function listAt(value: unknown, field: string): readonly unknown[] {
  const found = isJson(value) ? value[field] : undefined;
  return Array.isArray(found) ? found : [];
}

/** The field as text, undefined when it is absent or something else. */
export function textAt(value: unknown, field: string): string | undefined {
  const found = isJson(value) ? value[field] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** A copy without fields that are undefined, so that objects compare as their JSON does. */
export function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutUndefined) as T;
  if (!isJson(value)) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(kept.map(([field, item]) => [field, withoutUndefined(item)])) as T;
}

/** A copy without the given fields. */
export function omit(value: Json, ...fields: readonly string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)));
}
