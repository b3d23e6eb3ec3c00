import { expect } from 'vitest';
import type { GatewayDetail, RouteDetail } from '#lib/api/messages.ts';
import { type ObjectIdentity, objectKey } from '#lib/kube/object-key.ts';
import type { Gatehouse } from '../start-gatehouse.ts';
import type { Kube, Loose, Target } from './kube.ts';

/** Statuses and traffic follow a change within this time, on a busy machine too. */
export const patience = { timeout: 20_000, interval: 50 } as const;

/** `Accepted=False NotAllowedByListeners` for each condition of the first parent, in the order written. */
export async function routeConditions(kube: Kube, route: Target): Promise<string[]> {
  const { status } = await kube.get(route);
  const [entry] = listOf(status?.parents ?? status?.gateways);
  return conditionsOf(entry);
}

export function conditionsOf(entry: Loose | undefined): string[] {
  return listOf(entry?.conditions).map(({ type, status, reason }) => `${type}=${status} ${reason}`);
}

export function listOf(value: Loose | undefined): Loose[] {
  return (Array.isArray(value) ? value : []) as Loose[];
}

/** Waits until a Route's status reads so. */
export async function expectConditions(kube: Kube, route: Target, conditions: readonly string[]): Promise<void> {
  await expect.poll(() => routeConditions(kube, route), patience).toEqual(conditions);
}

/** Asks the dashboard's API. */
export async function ask<T>(gatehouse: Pick<Gatehouse, 'url'>, path: string): Promise<T> {
  const response = await fetch(`${gatehouse.url}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export function routeDetail(gatehouse: Pick<Gatehouse, 'url'>, route: ObjectIdentity): Promise<RouteDetail> {
  return ask(gatehouse, `/api/routes?key=${encodeURIComponent(objectKey(route))}`);
}

/**
 * Where a Gateway's listener answers: the address of its status, and its port when the system refused the real one.
 */
export async function answeringAt(gatehouse: Gatehouse, kube: Kube, gateway: Target): Promise<string> {
  const [group = ''] = gateway.apiVersion.split('/');
  const key = objectKey({ group, kind: 'Gateway', namespace: gateway.namespace ?? '', name: gateway.name });
  const { status } = await kube.get(gateway);
  const [address] = listOf(status?.addresses);
  const detail = await ask<GatewayDetail>(gatehouse, `/api/gateways?key=${encodeURIComponent(key)}`);
  const url = new URL(detail.listeners[0]?.url ?? 'none:');
  expect(address).toEqual({ type: 'IPAddress', value: url.hostname });
  return url.origin;
}
