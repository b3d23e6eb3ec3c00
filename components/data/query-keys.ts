import type { ObjectKey } from '#lib/kube/object-key.ts';

/** The only place where keys of the query cache are made. */
export const queryKeys = {
  session: () => ['session'] as const,
  topology: () => ['topology'] as const,
  stream: () => ['stream'] as const,
  /** all of them, for invalidation */
  objects: () => ['object'] as const,
  object: (key: ObjectKey) => ['object', key] as const,
  explanations: () => ['explanation'] as const,
  explanation: (key: ObjectKey) => ['explanation', key] as const,
};
