import { couldAdmitKind } from '#lib/binding/checks/route-kind.ts';
import type { ListenerResult, ListenerVerdict, ParentResult, RouteKindCheck } from '#lib/binding/result.ts';
import { LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import type { ListenerSet } from '#lib/gateway-api/listener-set.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { JsonPatch } from './apply-change.ts';
import { apiVersionOf } from './commands.ts';
import type { Change } from './explanation.ts';
import type { FixContext } from './fix-context.ts';

/** A parent that does not take the Route, and the listener that came nearest to it. */
export type RefusedParent = Readonly<{
  context: FixContext;
  parent: ParentResult;
  /** index in `RouteResult.parents` */
  index: number;
  verdict: ListenerVerdict;
  listener: ListenerResult;
}>;

/** What every fix of a refused parent is for. */
export const curesParent = ({ index }: RefusedParent) => ({ kind: 'parent', parent: index }) as const;

/**
 * The listener of a parent with the least against it: a selected one before others, then one that can take the kind,
 * then the one with the fewest failed checks; of equals the first.
 */
export function nearestListener({ listeners }: ParentResult): ListenerVerdict | null {
  const faults = ({ checks }: ListenerVerdict) => checks.filter(({ outcome }) => outcome === 'fail').length;
  const isOut = ({ attachment }: ListenerVerdict) => (attachment === 'notSelected' ? 1 : 0);
  const isHopeless = (verdict: ListenerVerdict) => (hopelessKind(verdict) ? 1 : 0);
  const order = (a: ListenerVerdict, b: ListenerVerdict) =>
    isOut(a) - isOut(b) || isHopeless(a) - isHopeless(b) || faults(a) - faults(b);
  return listeners.toSorted(order)[0] ?? null;
}

/** The failed check of a kind that this listener can never take, whatever its owner writes; null when it could. */
export function hopelessKind({ checks }: ListenerVerdict): RouteKindCheck | null {
  const check = checks.find((candidate) => candidate.check === 'routeKind');
  return check?.outcome === 'fail' && !couldAdmitKind(check) ? check : null;
}

/** The object of v1 that declares listeners: a Gateway or a ListenerSet. */
export function ownerOf({ snapshot }: FixContext, key: ObjectKey): Gateway | ListenerSet | undefined {
  return snapshot.gateways.get(key) ?? snapshot.listenerSets.get(key);
}

export function isLegacy(key: ObjectKey): boolean {
  return identityOf(key).group === LEGACY_GROUP;
}

/** `spec.rules[0].backendRefs[1]` as a JSON pointer. */
export function pointerOf(field: string): string {
  return `/${field.replaceAll('[', '.').replaceAll(']', '').split('.').join('/')}`;
}

/** A JSON patch of an object. */
export function patchObject(key: ObjectKey, patch: JsonPatch): Change {
  const target = identityOf(key);
  return { action: 'patch', target, apiVersion: apiVersionOf(target), patchType: 'json', patch };
}

/** Sets or takes away labels; null takes away. */
export function patchLabels(key: ObjectKey, labels: Readonly<Record<string, string | null>>): Change {
  const target = identityOf(key);
  const patch = { metadata: { labels } };
  return { action: 'patch', target, apiVersion: apiVersionOf(target), patchType: 'merge', patch };
}

/**
 * A patch of one listener, guarded so that it fails rather than change another that has moved into its place.
 *
 * @param set path below the listener, and the value to put there
 */
export function patchListener(
  { parent, listener }: RefusedParent,
  set: Readonly<{ path: string; value: unknown }>,
): Change {
  const at = `/spec/listeners/${listener.index}`;
  const guard = isLegacy(parent.parent)
    ? ({ op: 'test', path: `${at}/port`, value: listener.port } as const)
    : ({ op: 'test', path: `${at}/name`, value: listener.name } as const);
  return patchObject(parent.parent, [guard, { op: 'add', path: `${at}/${set.path}`, value: set.value }]);
}
