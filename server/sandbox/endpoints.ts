import type { Service } from '#lib/gateway-api/core/service.ts';
import type { Pod } from '#lib/gateway-api/core/workloads.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { endpointPorts, isCounted } from './endpoint-slices.ts';
import type { Json } from './json.ts';
import { isReady } from './pods.ts';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const manager = 'endpoint-controller';

/** Whether the controller keeps this object up, and so takes it away with its Service. */
export function isControllers({ metadata }: KubeObject): boolean {
  return metadata.labels?.[managedByLabel] === manager;
}

/**
 * The Endpoints of a Service with a selector: Pods whose ports resolve alike share a subset.
 *
 * @param pods all of the namespace; those without an address do not count
 */
export function buildEndpoints(service: Service, pods: readonly Pod[]): Json {
  const { name, namespace, labels } = service.metadata;
  const always = service.spec.publishNotReadyAddresses === true;
  const bySet = new Map<string, { ports: readonly Json[]; ready: Json[]; notReady: Json[] }>();
  for (const pod of pods.filter((each) => isCounted(service, each))) {
    const ports = endpointPorts(service, pod).map(({ name: port, ...rest }) => ({
      ...(port !== '' && { name: port }),
      ...rest,
    }));
    const id = JSON.stringify(ports);
    const set = bySet.get(id) ?? { ports, ready: [], notReady: [] };
    (always || isReady(pod) ? set.ready : set.notReady).push(addressOf(pod));
    bySet.set(id, set);
  }
  const subsets = [...bySet.values()].map(({ ports, ready, notReady }) => ({
    ...(ready.length > 0 && { addresses: ready }),
    ...(notReady.length > 0 && { notReadyAddresses: notReady }),
    ports,
  }));
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name,
      namespace,
      labels: {
        ...labels,
        [managedByLabel]: manager,
        ...(service.spec.clusterIP === 'None' && { 'service.kubernetes.io/headless': '' }),
      },
    },
    ...(subsets.length > 0 && { subsets }),
  };
}

function addressOf({ metadata: { namespace, name, uid }, status }: Pod): Json {
  return { ip: status?.podIP ?? '', nodeName: 'sandbox', targetRef: { kind: 'Pod', namespace, name, uid } };
}
