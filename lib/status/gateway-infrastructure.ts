import type { BindingResult, GatewayResult } from '#lib/binding/result.ts';
import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import { findCondition } from '#lib/kube/condition.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** The Service that stands for a Gateway in its namespace, and what is there now. */
export type GatewayInfrastructure = Readonly<{
  key: ObjectKey;
  gateway: ObjectKey;
  /** as it should be; a Service without selector, since the data plane is no Pod of its own */
  wanted: KubeObject;
  /** null: there is none; `foreign`: somebody else's, never to be touched */
  found: KubeObject | 'foreign' | null;
}>;

const NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';
const CLASS_LABEL = 'gateway.networking.k8s.io/gateway-class-name';

/**
 * One Service for each Gateway of ours: it carries the labels and annotations of `spec.infrastructure` and goes with
 * the Gateway.
 *
 * @see Gateway API, GatewayInfrastructure; GEP-1762
 */
export function gatewayInfrastructure(snapshot: Snapshot, binding: BindingResult): readonly GatewayInfrastructure[] {
  return [...binding.gateways.values()].flatMap((result) => {
    const gateway = snapshot.gateways.get(result.key);
    const isLeaving = gateway?.metadata.deletionTimestamp !== undefined;
    if (result.owner !== 'ours' || !gateway?.metadata.uid || isLeaving) return [];
    const wanted = buildService(gateway, [...gateway.spec.listeners, ...addedListeners(binding, result)]);
    const { namespace = '', name } = wanted.metadata;
    const key = objectKey({ group: '', kind: 'Service', namespace, name });
    const found = snapshot.services.get(key) ?? null;
    const isOurs = found?.metadata.ownerReferences?.some(({ uid }) => uid === gateway.metadata.uid) ?? false;
    return [{ key, gateway: result.key, wanted, found: found && !isOurs ? 'foreign' : found }];
  });
}

/** Those that ListenerSets add and that hold their port. */
function addedListeners({ listenerSets }: BindingResult, { attachedListenerSets }: GatewayResult) {
  return attachedListenerSets
    .flatMap((key) => listenerSets.get(key)?.listeners ?? [])
    .filter(({ conditions }) => findCondition(conditions, 'Accepted')?.status === 'True');
}

type OnPort = Readonly<{ port: number; protocol: string }>;

function buildService({ metadata, spec }: Gateway, listeners: readonly OnPort[]): KubeObject {
  const { name, namespace = '', uid = '' } = metadata;
  const { labels = {}, annotations = {} } = spec.infrastructure ?? {};
  const ports = new Map(
    listeners.map(({ port, protocol }) => {
      const transport = protocol === 'UDP' ? 'UDP' : 'TCP';
      return [`${port} ${transport}`, { name: `${transport.toLowerCase()}-${port}`, port, protocol: transport }];
    }),
  );
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: serviceName(`${name}-${spec.gatewayClassName}`),
      namespace,
      labels: { ...labels, [NAME_LABEL]: labelValue(name), [CLASS_LABEL]: labelValue(spec.gatewayClassName) },
      ...(Object.keys(annotations).length > 0 && { annotations }),
      ownerReferences: [
        { apiVersion: `${GATEWAY_GROUP}/v1`, kind: 'Gateway', name, uid, controller: true, blockOwnerDeletion: false },
      ],
    },
    spec: { clusterIP: 'None', ports: [...ports.values()] },
  } as KubeObject;
}

/** A DNS label that begins with a letter; a name that has to be changed for it gets a mark of its own. */
function serviceName(name: string): string {
  const plain = name.replaceAll('.', '-');
  const begun = /^[a-z]/.test(plain) ? plain : `gw-${plain}`;
  if (begun === name && begun.length <= 63) return begun;
  return `${begun.slice(0, 54).replace(/-+$/, '')}-${hashOf(name)}`;
}

function labelValue(name: string): string {
  return name.length <= 63 ? name : `${name.slice(0, 54).replace(/[^a-z0-9]+$/, '')}-${hashOf(name)}`;
}

/** FNV-1a, 8 hexadecimal digits: tells names apart that were cut alike. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Has the object every field that is wanted? What others added to it is theirs. */
export function isCovered(wanted: unknown, found: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === found;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([field, value]) => isCovered(value, (found as Record<string, unknown>)[field]));
}
