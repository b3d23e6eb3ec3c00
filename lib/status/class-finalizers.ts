import type { BindingResult } from '#lib/binding/result.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** Keeps a GatewayClass from going while Gateways use it. @see Gateway API, GatewayClassFinalizerGatewaysExist */
export const GATEWAYS_EXIST = 'gateway-exists-finalizer.gateway.networking.k8s.io';

/** The finalizers a GatewayClass should have; those of others stay. */
export type ClassFinalizers = Readonly<{ key: ObjectKey; object: KubeObject; finalizers: readonly string[] }>;

/** The GatewayClasses of ours whose finalizer is missing though Gateways use them, or stands though none does. */
export function classFinalizers({ gatewayClasses, gateways }: Snapshot, result: BindingResult): ClassFinalizers[] {
  const used = new Set([...gateways.values()].map(({ spec }) => spec.gatewayClassName));
  return [...gatewayClasses].flatMap(([key, object]) => {
    if (result.gatewayClasses.get(key)?.owner !== 'ours') return [];
    const { name, finalizers = [], deletionTimestamp } = object.metadata;
    const isUsed = used.has(name);
    if (finalizers.includes(GATEWAYS_EXIST) === isUsed) return [];
    // an object that goes takes no new finalizers
    if (isUsed && deletionTimestamp !== undefined) return [];
    const others = finalizers.filter((each) => each !== GATEWAYS_EXIST);
    return [{ key, object, finalizers: isUsed ? [...others, GATEWAYS_EXIST] : others }];
  });
}
