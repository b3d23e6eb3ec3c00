import type { RequestedChange } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';

/** The only place where keys of the query cache are made. */
export const queryKeys = {
  session: () => ['session'] as const,
  topology: () => ['topology'] as const,
  stream: () => ['stream'] as const,
  /** everything about single objects, for invalidation */
  details: () => ['detail'] as const,
  object: (key: ObjectKey) => ['detail', 'object', key] as const,
  route: (key: ObjectKey) => ['detail', 'route', key] as const,
  gateway: (key: ObjectKey) => ['detail', 'gateway', key] as const,
  listenerSet: (key: ObjectKey) => ['detail', 'listenerSet', key] as const,
  tlsPolicy: (key: ObjectKey) => ['detail', 'tlsPolicy', key] as const,
  grant: (key: ObjectKey) => ['detail', 'grant', key] as const,
  /** what the API server would store; asked anew whenever a dialog opens */
  dryRun: (changes: readonly RequestedChange[]) => ['dry-run', changes] as const,
};
