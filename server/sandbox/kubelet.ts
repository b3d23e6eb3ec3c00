import type { Service } from '#lib/gateway-api/core/service.ts';
import type { Deployment, Pod } from '#lib/gateway-api/core/workloads.ts';
import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { ApiError } from './api-error.ts';
import { deploymentStatus, planPods, podOf } from './deployments.ts';
import type { EchoIdentity } from './echo-server.ts';
import { buildEndpointSlices, managedByLabel, manager, serviceNameLabel } from './endpoint-slices.ts';
import { buildEndpoints, isControllers } from './endpoints.ts';
import type { SandboxLog } from './log.ts';
import { type PodListening, PodNetwork } from './pod-network.ts';
import { faultsOf, formatRemapped, isSelectedBy, portsToBind, remappedAnnotation, runningStatus } from './pods.ts';
import { timestamp } from './resource-rules.ts';
import type { Resources } from './resources.ts';
import { type StoredObject, type StoreEvent, storeKey } from './store.ts';
import { endpointsWrite, ownDelete, ownWrite } from './write-options.ts';

export type KubeletOptions = Readonly<{ resources: Resources; log: SandboxLog; now: () => Date }>;

/** How long a removed Pod goes on serving: watchers learn of it a moment later than it happens. */
const graceMs = 5_000;

type Task = 'deployments' | 'pods' | 'services';

/**
 * The nodes' part: Deployments get Pods, Pods listen on addresses of their own and answer as echo servers, Services
 * get EndpointSlices. It works on what the store says, like any controller; images are never run.
 */
export class Kubelet {
  readonly #resources: Resources;
  readonly #log: SandboxLog;
  readonly #now: () => Date;
  readonly #network: PodNetwork;
  readonly #kinds: Readonly<Record<Task | 'slices' | 'endpoints', KindDeclaration>>;
  readonly #listening = new Map<string, PodListening & { readonly uid: string | undefined }>();
  readonly #leaving = new Set<PodListening>();
  readonly #dirty = new Map<string, readonly [Task, namespace: string, name: string]>();
  readonly #unsubscribe: () => void;
  #working: Promise<void> | null = null;
  #closed = false;

  constructor({ resources, log, now }: KubeletOptions) {
    this.#resources = resources;
    this.#log = log;
    this.#now = now;
    this.#network = new PodNetwork(log);
    this.#kinds = {
      deployments: servedKind(resources, 'apps', 'Deployment'),
      pods: servedKind(resources, '', 'Pod'),
      services: servedKind(resources, '', 'Service'),
      slices: servedKind(resources, 'discovery.k8s.io', 'EndpointSlice'),
      endpoints: servedKind(resources, '', 'Endpoints'),
    };
    this.#unsubscribe = resources.store.subscribe((event) => this.#notice(event));
  }

  /** Resolves when everything noticed so far has been dealt with. */
  async settled(): Promise<void> {
    while (this.#working) await this.#working;
  }

  /** Ends the Pods' servers, requests in flight included. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#dirty.clear();
    await this.#working;
    const open = [...this.#listening.values(), ...this.#leaving];
    await Promise.all(open.map((listening) => listening.close(0)));
  }

  #notice({ resource, object, previous }: StoreEvent): void {
    const { namespace = '', name, labels, ownerReferences } = object.metadata;
    if (resource === 'deployments.apps') this.#mark('deployments', namespace, name);
    if (resource === 'services') {
      this.#mark('services', namespace, name);
      for (const pod of this.#list<Pod>('pods', namespace)) this.#mark('pods', namespace, pod.metadata.name);
    }
    if (resource === 'endpointslices.discovery.k8s.io') {
      const service = labels?.[serviceNameLabel] ?? previous?.metadata.labels?.[serviceNameLabel];
      if (service) this.#mark('services', namespace, service);
    }
    if (resource === 'endpoints') this.#mark('services', namespace, name);
    if (resource !== 'pods') return;
    this.#mark('pods', namespace, name);
    const owner = ownerReferences?.find(({ controller }) => controller);
    if (owner?.kind === 'Deployment') this.#mark('deployments', namespace, owner.name);
    for (const service of this.#list<Service>('services', namespace)) {
      this.#mark('services', namespace, service.metadata.name);
    }
  }

  /** The store is in the middle of a write here, so the work is done later. */
  #mark(task: Task, namespace: string, name: string): void {
    if (this.#closed) return;
    this.#dirty.set(`${task} ${namespace}/${name}`, [task, namespace, name]);
    this.#working ??= Promise.resolve()
      .then(() => this.#work())
      .finally(() => {
        this.#working = null;
      });
  }

  async #work(): Promise<void> {
    for (let next = this.#dirty.entries().next(); !next.done; next = this.#dirty.entries().next()) {
      const [id, [task, namespace, name]] = next.value;
      this.#dirty.delete(id);
      try {
        if (task === 'deployments') this.#reconcileDeployment(namespace, name);
        else if (task === 'pods') await this.#reconcilePod(namespace, name);
        else this.#reconcileService(namespace, name);
      } catch (cause) {
        // the object went, or its namespace is going, while we worked on it: its own event follows
        if (!(cause instanceof ApiError)) this.#log.error({ err: cause, task: id }, 'sandbox kubelet failed');
      }
    }
  }

  #reconcileDeployment(namespace: string, name: string): void {
    const deployment = this.#find<Deployment>('deployments', namespace, name);
    if (!deployment || deployment.metadata.deletionTimestamp) return;
    const isOwned = ({ metadata }: Pod): boolean =>
      metadata.deletionTimestamp === undefined &&
      metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid) === true;
    const owned = (): Pod[] => this.#list<Pod>('pods', namespace).filter(isOwned).toSorted(byAge);
    const plan = planPods(deployment, owned());
    if (!deployment.spec.paused) {
      for (let made = 0; made < plan.create; made++) {
        this.#resources.create(this.#kinds.pods, namespace, podOf(deployment), ownWrite);
      }
      for (const { metadata } of plan.remove) {
        this.#resources.delete(this.#kinds.pods, namespace, metadata.name, ownDelete);
      }
    }
    const status = deploymentStatus(deployment, owned(), timestamp(this.#now()));
    this.#writeStatus('deployments', deployment, status);
  }

  async #reconcilePod(namespace: string, name: string): Promise<void> {
    const key = `${namespace}/${name}`;
    const pod = this.#find<Pod>('pods', namespace, name);
    const before = this.#listening.get(key);
    if (before && before.uid !== pod?.metadata.uid) this.#leave(key, before);
    if (!pod || pod.metadata.deletionTimestamp) return;
    const ports = portsToBind(pod, this.#list<Service>('services', namespace));
    const bound = this.#listening.get(key);
    if (bound && !ports.every((port) => bound.ports.has(port))) this.#leave(key, bound);
    const listening = this.#listening.get(key) ?? (await this.#listen(key, pod, ports));
    if (!listening) return;
    const moved = formatRemapped(listening.ports);
    const { metadata } = pod;
    if (metadata.annotations?.[remappedAnnotation] !== moved) {
      const annotations = { ...metadata.annotations, [remappedAnnotation]: moved };
      const change = (current: StoredObject) => ({ ...current, metadata: { ...current.metadata, annotations } });
      this.#resources.update(this.#kinds.pods, namespace, name, change, ownWrite);
    }
    this.#writeStatus('pods', pod, runningStatus(pod, listening.ip, timestamp(this.#now())));
  }

  async #listen(key: string, pod: Pod, ports: readonly number[]) {
    const { namespace = '', name, uid } = pod.metadata;
    const identity = (): EchoIdentity => ({ namespace, service: this.#serviceOf(namespace, name), pod: name });
    const faults = () => faultsOf(this.#find<Pod>('pods', namespace, name)?.metadata.annotations);
    const listening = { ...(await this.#network.listen(ports, { identity, faults })), uid };
    this.#listening.set(key, listening);
    return listening;
  }

  #leave(key: string, listening: PodListening): void {
    this.#listening.delete(key);
    this.#leaving.add(listening);
    void listening.close(graceMs).finally(() => this.#leaving.delete(listening));
  }

  #serviceOf(namespace: string, name: string): string {
    const pod = this.#find<Pod>('pods', namespace, name);
    const services = pod ? this.#list<Service>('services', namespace) : [];
    return services.find((service) => pod && isSelectedBy(pod, service))?.metadata.name ?? '';
  }

  #reconcileService(namespace: string, name: string): void {
    const service = this.#find<Service>('services', namespace, name);
    const isOurs = ({ metadata: { labels } }: KubeObject): boolean =>
      labels?.[serviceNameLabel] === name && labels[managedByLabel] === manager;
    const existing = this.#list('slices', namespace).filter(isOurs);
    const hasSelector = service && Object.keys(service.spec.selector ?? {}).length > 0;
    const isServed = hasSelector && !service.metadata.deletionTimestamp && service.spec.type !== 'ExternalName';
    const pods = isServed ? this.#list<Pod>('pods', namespace) : [];
    const wanted = isServed ? buildEndpointSlices(service, pods) : [];
    const names = new Set(wanted.map((slice) => (slice.metadata as { name: string }).name));
    for (const slice of wanted) this.#write('slices', namespace, slice as unknown as StoredObject);
    for (const { metadata } of existing) {
      if (!names.has(metadata.name)) this.#resources.delete(this.#kinds.slices, namespace, metadata.name, ownDelete);
    }
    const endpoints = this.#find('endpoints', namespace, name);
    if (isServed) this.#write('endpoints', namespace, buildEndpoints(service, pods) as unknown as StoredObject);
    else if (!service && endpoints && isControllers(endpoints)) {
      this.#resources.delete(this.#kinds.endpoints, namespace, name, ownDelete);
    }
  }

  #write(made: 'slices' | 'endpoints', namespace: string, object: StoredObject): void {
    const { name } = object.metadata;
    const kind = this.#kinds[made];
    if (this.#find(made, namespace, name)) {
      this.#resources.update(kind, namespace, name, () => object, endpointsWrite);
    } else this.#resources.create(kind, namespace, object, endpointsWrite);
  }

  #writeStatus(task: 'deployments' | 'pods', { metadata }: KubeObject, status: unknown): void {
    const change = (current: StoredObject): unknown => ({ ...current, status });
    const options = { ...ownWrite, part: 'status' } as const;
    this.#resources.update(this.#kinds[task], metadata.namespace ?? '', metadata.name, change, options);
  }

  // admission has judged what the store holds by these kinds' schemas

  #find<T extends KubeObject>(task: Task | 'slices' | 'endpoints', namespace: string, name: string): T | undefined {
    return this.#resources.find(this.#kinds[task], namespace, name) as T | undefined;
  }

  #list<T extends KubeObject>(task: Task | 'slices', namespace: string): readonly T[] {
    return this.#resources.inNamespace(this.#kinds[task], namespace) as unknown as readonly T[];
  }
}

function servedKind({ kinds }: Resources, group: string, kind: string): KindDeclaration {
  const found = kinds.byKind(group, kind);
  if (!found) throw new Error(`the sandbox needs the kind ${kind}`);
  return found;
}

/** Oldest first, by resourceVersion at creation as far as it is known: names break ties. */
function byAge(a: Pod, b: Pod): number {
  const [x, y] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  return x === y ? (storeKey(a) < storeKey(b) ? -1 : 1) : x < y ? -1 : 1;
}
