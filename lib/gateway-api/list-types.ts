import type { z } from 'zod';

/** Marks an array as `list-type: map`; call it last, after limits. */
export function listMap<T extends z.ZodType>(schema: T, ...keys: readonly string[]): T {
  return schema.meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys }) as T;
}

/** Marks an array of plain values as `list-type: set`; call it last, after limits. */
export function listSet<T extends z.ZodType>(schema: T): T {
  return schema.meta({ 'x-kubernetes-list-type': 'set' }) as T;
}

/** Marks an object as one that is applied whole (`map-type: atomic`). */
export function atomic<T extends z.ZodType>(schema: T): T {
  return schema.meta({ 'x-kubernetes-map-type': 'atomic' }) as T;
}
