import type { Lease } from '#lib/gateway-api/core/workloads.ts';
import type { ClusterClient } from './client.ts';
import { isStatus } from './errors.ts';
import { FIELD_MANAGER } from './objects.ts';

export type LeasePlace = Readonly<{ namespace: string; name: string }>;

type Written = 'written' | 'conflict';

/** A Lease of a cluster, written only as it was read. All throw ClusterError. */
export type ClusterLease = Readonly<{
  read: () => Promise<Lease | null>;
  create: (spec: Lease['spec']) => Promise<Written>;
  replace: (lease: Lease, spec: Lease['spec']) => Promise<Written>;
}>;

export function clusterLease(client: ClusterClient, { namespace, name }: LeasePlace): ClusterLease {
  const all = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  const query = { fieldManager: FIELD_MANAGER };
  const written = async (write: Promise<unknown>): Promise<Written> => {
    try {
      await write;
      return 'written';
    } catch (error) {
      if (isStatus(error, 409)) return 'conflict';
      throw error;
    }
  };
  return {
    read: async () => {
      try {
        return (await client.request({ method: 'GET', path: `${all}/${name}` })) as Lease;
      } catch (error) {
        if (isStatus(error, 404)) return null;
        throw error;
      }
    },
    create: (spec) => {
      const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace }, spec };
      return written(client.request({ method: 'POST', path: all, query, body }));
    },
    replace: (lease, spec) =>
      written(client.request({ method: 'PUT', path: `${all}/${name}`, query, body: { ...lease, spec } })),
  };
}
