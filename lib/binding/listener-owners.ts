import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { BindingResult, GatewayResult, ListenerResult, ListenerSetResult } from './result.ts';

/** The listeners that a Gateway or a ListenerSet declares, by its key; empty when it is neither. */
export function listenersOf(result: BindingResult, key: ObjectKey): readonly ListenerResult[] {
  return (result.gateways.get(key) ?? result.listenerSets.get(key))?.listeners ?? [];
}

/** The Gateway behind a parent: itself, or the one its ListenerSet names; null when there is none. */
export function gatewayBehind(result: BindingResult, key: ObjectKey): GatewayResult | null {
  return result.gateways.get(result.listenerSets.get(key)?.gateway ?? key) ?? null;
}

/** The ListenerSets that name a Gateway, accepted or not, in key order. */
export function listenerSetsOf(result: BindingResult, gateway: ObjectKey): readonly ListenerSetResult[] {
  return [...result.listenerSets.values()].filter((set) => set.gateway === gateway);
}
