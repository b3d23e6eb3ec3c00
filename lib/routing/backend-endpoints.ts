import type { Endpoint, EndpointSlice } from '#lib/gateway-api/core/endpoint-slice.ts';
import { compareText, keyOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { BackendEndpoint } from './route-table.ts';

/** Finds where a Service's port is to be dialled. */
export type FindEndpoints = (service: ObjectKey, portName: string) => readonly BackendEndpoint[];

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

type Found = Readonly<{ endpoint: BackendEndpoint; state: 'ready' | 'draining'; family: string }>;

/**
 * Endpoints of Services, from EndpointSlices alone: the union of a Service's slices, by port *name* (the number in a
 * slice is the target port), each address once, in address order. Ready ones; when none is, those that still serve
 * while they terminate (ours). IPv4 when there is any, else IPv6 (ours); FQDN slices are left out.
 *
 * @see Kubernetes, discovery.k8s.io/v1 EndpointSlice
 */
export function indexEndpoints(snapshot: Snapshot): FindEndpoints {
  const slices = Map.groupBy(snapshot.endpointSlices.values(), serviceOf);
  const found = new Map<string, readonly BackendEndpoint[]>();
  return (service, portName) => {
    const id = `${service} ${portName}`;
    const known = found.get(id);
    if (known) return known;
    const endpoints = selectEndpoints((slices.get(service) ?? []).flatMap((slice) => endpointsOf(slice, portName)));
    found.set(id, endpoints);
    return endpoints;
  };
}

function serviceOf(slice: EndpointSlice): ObjectKey {
  const name = slice.metadata.labels?.[SERVICE_NAME_LABEL];
  if (name === undefined) return keyOf(slice);
  return objectKey({ group: '', kind: 'Service', namespace: slice.metadata.namespace ?? '', name });
}

function endpointsOf(slice: EndpointSlice, portName: string): Found[] {
  if (slice.addressType === 'FQDN') return [];
  const ports = (slice.ports ?? []).filter(({ name, protocol }) => name === portName && protocol === 'TCP');
  return ports.flatMap(({ port }) =>
    (slice.endpoints ?? []).flatMap((endpoint) => {
      // addresses of one endpoint stand for the same thing; consumers use the first
      const [address] = endpoint.addresses;
      const state = stateOf(endpoint);
      if (address === undefined || port === undefined || state === 'away') return [];
      const pod = endpoint.targetRef?.name ?? null;
      return [{ endpoint: { address, port, pod }, state, family: slice.addressType }];
    }),
  );
}

function stateOf({ conditions }: Endpoint): 'ready' | 'draining' | 'away' {
  if (conditions?.ready !== false) return 'ready';
  return conditions.serving && conditions.terminating ? 'draining' : 'away';
}

function selectEndpoints(all: readonly Found[]): readonly BackendEndpoint[] {
  const ready = all.filter(({ state }) => state === 'ready');
  const usable = ready.length > 0 ? ready : all;
  const ipv4 = usable.filter(({ family }) => family === 'IPv4');
  const byAddress = new Map(
    (ipv4.length > 0 ? ipv4 : usable).map(({ endpoint }) => [`${endpoint.address} ${endpoint.port}`, endpoint]),
  );
  return [...byAddress].sort(([a], [b]) => compareText(a, b)).map(([, endpoint]) => endpoint);
}
