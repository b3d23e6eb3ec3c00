import { createHash } from 'node:crypto';
import type { Service, ServicePort } from '#lib/gateway-api/core/service.ts';
import type { Pod } from '#lib/gateway-api/core/workloads.ts';
import type { Json } from './json.ts';
import { isReady, isSelectedBy, resolvePort } from './pods.ts';

/** Label by which a slice names its Service. */
export const serviceNameLabel = 'kubernetes.io/service-name';
/** Label by which a slice names who keeps it up. */
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const manager = 'sandbox';

/**
 * The EndpointSlices of a Service: Pods whose ports resolve alike share one, because a slice has one list of ports.
 * A Service that selects no Pod has one empty slice.
 *
 * @param pods all of the namespace; those without an address do not count
 */
export function buildEndpointSlices(service: Service, pods: readonly Pod[]): readonly Json[] {
  const bySet = new Map<string, { ports: readonly Json[]; pods: Pod[] }>();
  for (const pod of pods) {
    if (!isCounted(service, pod)) continue;
    const ports = endpointPorts(service, pod);
    const id = JSON.stringify(ports);
    const set = bySet.get(id) ?? { ports, pods: [] };
    set.pods.push(pod);
    bySet.set(id, set);
  }
  if (bySet.size === 0) bySet.set('[]', { ports: [], pods: [] });
  return [...bySet].map(([id, set]) => buildSlice(service, id, set.ports, set.pods));
}

/** Whether the Pod is an endpoint of the Service, ready or not. */
export function isCounted(service: Service, pod: Pod): boolean {
  return Boolean(pod.status?.podIP) && !pod.metadata.deletionTimestamp && isSelectedBy(pod, service);
}

/** The Service's ports as they are on this Pod; those that the Pod lacks are left out. */
export function endpointPorts(service: Service, pod: Pod): readonly Json[] {
  return (service.spec.ports ?? []).flatMap((port) => portOn(pod, port));
}

function portOn(pod: Pod, { name = '', protocol, appProtocol, targetPort }: ServicePort): readonly Json[] {
  const port = resolvePort(pod, targetPort);
  return port === undefined ? [] : [{ name, protocol, port, ...(appProtocol && { appProtocol }) }];
}

function buildSlice(service: Service, id: string, ports: readonly Json[], pods: readonly Pod[]): Json {
  const { name, namespace, uid } = service.metadata;
  const suffix = createHash('sha256').update(id).digest('hex').slice(0, 5);
  const always = service.spec.publishNotReadyAddresses === true;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${suffix}`,
      namespace,
      labels: { [serviceNameLabel]: name, [managedByLabel]: manager },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
    },
    addressType: 'IPv4',
    endpoints: pods.map((pod) => ({
      addresses: [pod.status?.podIP ?? ''],
      conditions: { ready: always || isReady(pod), serving: isReady(pod), terminating: false },
      nodeName: 'sandbox',
      targetRef: { kind: 'Pod', namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    })),
    ports,
  };
}
