import type { Event } from '#lib/gateway-api/core/workloads.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { isStatus } from './errors.ts';
import type { ClusterObjects } from './objects.ts';

/** Events of a cluster. All throw ClusterError. */
export type ClusterEvents = Readonly<{
  create: (event: Event) => Promise<'created' | 'exists'>;
  read: (key: ObjectKey) => Promise<Event | null>;
  patch: (key: ObjectKey, changes: Readonly<{ count: number; lastTimestamp: string }>) => Promise<void>;
}>;

export function clusterEvents(objects: ClusterObjects): ClusterEvents {
  return {
    create: async (event) => {
      try {
        await objects.create(event, { dryRun: false });
        return 'created';
      } catch (error) {
        if (isStatus(error, 409)) return 'exists';
        throw error;
      }
    },
    read: async (key) => (await objects.read(key)) as Event | null,
    patch: async (key, patch) => {
      await objects.patch({ key, apiVersion: 'v1', patchType: 'merge', patch, dryRun: false });
    },
  };
}
