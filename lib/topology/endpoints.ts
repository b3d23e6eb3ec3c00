import type { EndpointSlice } from '#lib/gateway-api/core/endpoint-slice.ts';
import { type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { ServiceNode } from './topology.ts';

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/**
 * How many endpoints each Service has, from its EndpointSlices: each address once, ready when any slice says so.
 *
 * @returns null for every Service while EndpointSlices are not wholly in sight
 * @see Kubernetes, discovery.k8s.io/v1 EndpointSlice: an absent `ready` counts as ready
 */
export function countEndpoints(snapshot: Snapshot): (service: ObjectKey) => ServiceNode['endpoints'] {
  if (snapshot.coverage.endpointSlices !== 'complete') return () => null;
  const slices = Map.groupBy(snapshot.endpointSlices.values(), serviceOf);
  return (service) => {
    const ready = new Map<string, boolean>();
    for (const { addresses, conditions } of (slices.get(service) ?? []).flatMap((slice) => slice.endpoints ?? [])) {
      const [address] = addresses;
      if (address !== undefined) ready.set(address, ready.get(address) || conditions?.ready !== false);
    }
    const count = [...ready.values()].filter(Boolean).length;
    return { ready: count, notReady: ready.size - count };
  };
}

function serviceOf({ metadata }: EndpointSlice): ObjectKey {
  const name = metadata.labels?.[SERVICE_NAME_LABEL] ?? '';
  return objectKey({ group: '', kind: 'Service', namespace: metadata.namespace ?? '', name });
}
