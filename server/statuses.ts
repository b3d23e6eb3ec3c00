import { embeddedProxyFeatures } from '#lib/binding/capabilities.ts';
import type { BindingResult } from '#lib/binding/result.ts';
import { LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { collectionOf } from '#lib/snapshot/collections.ts';
import type { CollectionName, Snapshot } from '#lib/snapshot/snapshot.ts';
import {
  compareGatewayStatus,
  compareLegacyGatewayStatus,
  compareLegacyRouteStatus,
  compareListenerSetStatus,
  compareRouteStatus,
  compareTlsPolicyStatus,
  type StatusComparison,
  summariseDrift,
} from '#lib/status/drift.ts';
import { statusOf } from '#lib/status/status-of.ts';
import type { StatusJob } from './controller/status-writer.ts';

/** Every object whose status is ours to write and is not as it should be. */
export function statusJobs(
  snapshot: Snapshot,
  binding: BindingResult,
  controllerNames: readonly string[],
  now: () => string,
): StatusJob[] {
  const keys = [
    ...binding.gatewayClasses.keys(),
    ...binding.gateways.keys(),
    ...binding.listenerSets.keys(),
    ...binding.routes.keys(),
    ...binding.backendTlsPolicies.keys(),
  ];
  return keys.flatMap((key) => {
    const { group, kind } = identityOf(key);
    const collection = collectionOf({ group, kind });
    const object = collection ? snapshot[collection].get(key) : undefined;
    if (!collection || !object) return [];
    // judged against the copy that is about to be written, which may carry fresher entries of others; a copy with
    // another spec is another matter: its own verdict is on the way
    const desired = (copy: KubeObject) => {
      if (!isSameSpec(object, copy)) return null;
      const context = { controllerNames, now: now(), supportedFeatures: embeddedProxyFeatures };
      return statusOf({ ...snapshot, [collection]: new Map([[key, copy]]) }, binding, key, context);
    };
    return desired(object) === null ? [] : [{ key, object, desired }];
  });
}

const shared: readonly CollectionName[] = ['namespaces', 'services', 'endpointSlices', 'secrets', 'configMaps'];
const restsOn = {
  current: [
    ...shared,
    'gatewayClasses',
    'gateways',
    'listenerSets',
    'httpRoutes',
    'otherRoutes',
    'referenceGrants',
    'backendTlsPolicies',
  ],
  legacy: [...shared, 'legacyGatewayClasses', 'legacyGateways', 'legacyHttpRoutes'],
} as const satisfies Record<string, readonly CollectionName[]>;

/**
 * Has everything been read that the verdict on this object rests on? A status tells the whole cluster, for good; one
 * written while a kind could not be read would take back what was true.
 */
export function isGrounded(snapshot: Snapshot, key: ObjectKey): boolean {
  const collections = identityOf(key).group === LEGACY_GROUP ? restsOn.legacy : restsOn.current;
  return collections.every((collection) => snapshot.coverage[collection] !== 'syncing');
}

const isSameSpec = (judged: KubeObject, copy: KubeObject): boolean =>
  judged.metadata.generation === copy.metadata.generation && judged.metadata.uid === copy.metadata.uid;

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
  const listenerSet = binding.listenerSets.get(key);
  const set = snapshot.listenerSets.get(key);
  if (listenerSet && set) return compareListenerSetStatus(set, listenerSet);
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
 * @param pending objects whose status we are about to write: ours differ there for a moment by design
 * @param controllerNames ours, by which a BackendTLSPolicy's entries are told from those of others
 */
export function driftNotes(
  snapshot: Snapshot,
  binding: BindingResult,
  pending: ReadonlySet<ObjectKey>,
  controllerNames: readonly string[],
): ReadonlyMap<ObjectKey, string> {
  const notes = new Map<ObjectKey, string>();
  const { gateways, listenerSets, routes, backendTlsPolicies } = binding;
  for (const key of [...gateways, ...listenerSets, ...routes, ...backendTlsPolicies].map(([each]) => each)) {
    const policy = backendTlsPolicies.get(key);
    const written = snapshot.backendTlsPolicies.get(key);
    const all =
      policy && written
        ? compareTlsPolicyStatus(written, policy, controllerNames)
        : compareStatus(snapshot, binding, key);
    const counted = pending.has(key) ? all.filter(({ ours }) => !ours) : all;
    const note = summariseDrift(counted);
    if (note !== null) notes.set(key, note);
  }
  return notes;
}
