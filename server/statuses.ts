import type { BindingResult } from '#lib/binding/result.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import type { GatewayClass } from '#lib/gateway-api/gateway-class.ts';
import type { HTTPRoute } from '#lib/gateway-api/http-route.ts';
import type { LegacyGateway } from '#lib/gateway-api/v1alpha1/gateway.ts';
import type { LegacyGatewayClass } from '#lib/gateway-api/v1alpha1/gateway-class.ts';
import type { LegacyHTTPRoute } from '#lib/gateway-api/v1alpha1/http-route.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import {
  compareGatewayStatus,
  compareLegacyGatewayStatus,
  compareLegacyRouteStatus,
  compareRouteStatus,
  type StatusComparison,
  summariseDrift,
} from '#lib/status/drift.ts';
import { gatewayClassStatus, gatewayStatus } from '#lib/status/gateway-status.ts';
import { legacyGatewayClassStatus, legacyGatewayStatus, legacyRouteStatus } from '#lib/status/legacy-status.ts';
import type { StatusContext } from '#lib/status/merge-status.ts';
import { routeStatus } from '#lib/status/route-status.ts';
import type { StatusJob } from './controller/status-writer.ts';

/** Every object whose status is ours to write and is not as it should be. */
export function statusJobs(
  snapshot: Snapshot,
  binding: BindingResult,
  controllerNames: readonly string[],
  now: () => string,
): StatusJob[] {
  const context = (): StatusContext => ({ controllerNames, now: now() });
  const jobs: StatusJob[] = [];
  const add = (key: ObjectKey, object: KubeObject | undefined, desired: StatusJob['desired']): void => {
    if (object && desired(object) !== null) jobs.push({ key, object, desired });
  };
  for (const [key, result] of binding.gatewayClasses) {
    const legacy = snapshot.legacyGatewayClasses.get(key);
    if (legacy) add(key, legacy, (object) => legacyGatewayClassStatus(object as LegacyGatewayClass, result, context()));
    else {
      const desired = (object: KubeObject) => gatewayClassStatus(object as GatewayClass, result, context());
      add(key, snapshot.gatewayClasses.get(key), desired);
    }
  }
  for (const [key, result] of binding.gateways) {
    const legacy = snapshot.legacyGateways.get(key);
    if (legacy) add(key, legacy, (object) => legacyGatewayStatus(object as LegacyGateway, result, context()));
    else {
      const desired = (object: KubeObject) => gatewayStatus(object as Gateway, result, context());
      add(key, snapshot.gateways.get(key), desired);
    }
  }
  for (const [key, result] of binding.routes) {
    if (!result.judged) continue;
    const legacy = snapshot.legacyHttpRoutes.get(key);
    if (legacy) add(key, legacy, (object) => legacyRouteStatus(object as LegacyHTTPRoute, result, context()));
    else {
      const desired = (object: KubeObject) => routeStatus(object as HTTPRoute, result, context());
      add(key, snapshot.httpRoutes.get(key), desired);
    }
  }
  return jobs;
}

/** Verdict beside status, for a Route or a Gateway with its listeners; empty for what is not judged. */
export function compareStatus(snapshot: Snapshot, binding: BindingResult, key: ObjectKey): readonly StatusComparison[] {
  const route = binding.routes.get(key);
  if (route) {
    if (!route.judged) return [];
    const legacy = snapshot.legacyHttpRoutes.get(key);
    if (legacy) return compareLegacyRouteStatus(legacy, route);
    const current = snapshot.httpRoutes.get(key);
    return current ? compareRouteStatus(current, route) : [];
  }
  const gateway = binding.gateways.get(key);
  if (!gateway) return [];
  const legacy = snapshot.legacyGateways.get(key);
  if (legacy) return compareLegacyGatewayStatus(legacy, gateway);
  const current = snapshot.gateways.get(key);
  return current ? compareGatewayStatus(current, gateway) : [];
}

/**
 * In a few words, for each object whose written status differs from the verdict.
 *
 * @param options.ours `left out` while our own statuses are being written: they differ for a moment by design
 */
export function driftNotes(
  snapshot: Snapshot,
  binding: BindingResult,
  options: Readonly<{ ours: 'counted' | 'left out' }>,
): ReadonlyMap<ObjectKey, string> {
  const notes = new Map<ObjectKey, string>();
  for (const key of [...binding.gateways.keys(), ...binding.routes.keys()]) {
    const all = compareStatus(snapshot, binding, key);
    const counted = options.ours === 'counted' ? all : all.filter(({ ours }) => !ours);
    const note = summariseDrift(counted);
    if (note !== null) notes.set(key, note);
  }
  return notes;
}
