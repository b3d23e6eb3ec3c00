import type { Service } from '#lib/gateway-api/core/service.ts';
import type { Pod } from '#lib/gateway-api/core/workloads.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { type EchoFaults, parseDelay } from './echo-server.ts';
import type { Json } from './json.ts';

/** Annotations by which a Pod misbehaves: `"503"`, `"2s"`, `"false"`. */
export const faultAnnotations = { status: 'sandbox/status', delay: 'sandbox/delay', ready: 'sandbox/ready' } as const;

/** Annotation that records ports that could not be bound: `80=43473,443=43475`. */
export const remappedAnnotation = 'sandbox/port-remapped';

/** Does the Service's selector pick the Pod? A Service without one picks none. */
export function isSelectedBy(pod: Pod, { metadata, spec }: Service): boolean {
  const wanted = Object.entries(spec.selector ?? {});
  if (wanted.length === 0 || metadata.namespace !== pod.metadata.namespace) return false;
  return wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

/** Ports of the Pod's containers that carry TCP, in the order written. */
export function containerPorts({ spec }: Pod): readonly { name?: string | undefined; containerPort: number }[] {
  return spec.containers.flatMap(({ ports = [] }) => ports).filter(({ protocol }) => protocol === 'TCP');
}

/**
 * The ports to listen on: those declared; for a Pod that declares none, the numbers that Services send to it, because
 * declaring ports is optional in Kubernetes.
 */
export function portsToBind(pod: Pod, services: readonly Service[]): readonly number[] {
  const declared = containerPorts(pod).map(({ containerPort }) => containerPort);
  if (pod.spec.containers.some(({ ports = [] }) => ports.length > 0)) return [...new Set(declared)];
  const targets = services
    .filter((service) => isSelectedBy(pod, service))
    .flatMap(({ spec }) => spec.ports ?? [])
    .flatMap(({ targetPort, protocol }) => (typeof targetPort === 'number' && protocol === 'TCP' ? [targetPort] : []));
  return [...new Set(targets)];
}

/** Where a Service's targetPort (number or name) really is on this Pod; undefined when the Pod has no such port. */
export function resolvePort(pod: Pod, targetPort: string | number | undefined): number | undefined {
  const port =
    typeof targetPort === 'string'
      ? containerPorts(pod).find(({ name }) => name === targetPort)?.containerPort
      : targetPort;
  return port === undefined ? undefined : (readRemapped(pod).get(port) ?? port);
}

export function formatRemapped(ports: ReadonlyMap<number, number>): string | undefined {
  const moved = [...ports].filter(([asked, bound]) => asked !== bound);
  return moved.length > 0 ? moved.map(([asked, bound]) => `${asked}=${bound}`).join(',') : undefined;
}

function readRemapped({ metadata }: Pod): ReadonlyMap<number, number> {
  const text = metadata.annotations?.[remappedAnnotation] ?? '';
  const pairs = text.split(',').map((pair) => pair.split('=').map(Number));
  return new Map(pairs.flatMap(([asked, bound]) => (asked && bound ? [[asked, bound] as const] : [])));
}

export function isReady({ status }: Pod): boolean {
  return findCondition(status?.conditions, 'Ready')?.status === 'True';
}

/** What the fault annotations ask for; an unreadable value counts as absent. */
export function faultsOf(annotations: Readonly<Record<string, string>> | undefined): EchoFaults {
  const status = Number(annotations?.[faultAnnotations.status] ?? 200);
  const delayMs = parseDelay(annotations?.[faultAnnotations.delay] ?? '');
  return { status: Number.isInteger(status) && status >= 200 && status <= 599 ? status : 200, delayMs };
}

/** The status of a Pod that listens on this address; times of conditions that did not turn are kept. */
export function runningStatus(pod: Pod, ip: string, now: string): Json {
  const ready = pod.metadata.annotations?.[faultAnnotations.ready] !== 'false';
  const condition = (type: string, isTrue: boolean): Json => {
    const status = isTrue ? 'True' : 'False';
    const before = findCondition(pod.status?.conditions, type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
    return { type, status, lastProbeTime: null, lastTransitionTime };
  };
  const startTime = pod.status?.startTime ?? now;
  return {
    phase: 'Running',
    hostIP: '127.0.0.1',
    podIP: ip,
    podIPs: [{ ip }],
    startTime,
    qosClass: 'BestEffort',
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', ready),
      condition('Ready', ready),
    ],
    containerStatuses: pod.spec.containers.map(({ name, image = '' }) => ({
      name,
      image,
      imageID: '',
      ready,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: startTime } },
    })),
  };
}
