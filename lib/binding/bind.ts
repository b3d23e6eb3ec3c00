import type { ConditionVerdict } from '#lib/kube/condition.ts';
import { compareText, formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { withAncestors } from './backend-tls-policies.ts';
import { buildContext } from './build-context.ts';
import { type BindingContext, inKeyOrder } from './context.ts';
import { judgeGatewayClasses } from './gateway-classes.ts';
import { type JudgedGateway, type JudgedParent, judgeGateway } from './gateways.ts';
import { judgeGrants } from './grant-results.ts';
import { bindHttpRoute } from './http-routes.ts';
import { judgeLegacyGateway } from './legacy-gateways.ts';
import { bindLegacyRoute, isDroppedRoute } from './legacy-routes.ts';
import { type MergedGateways, mergeListenerSets } from './listener-sets.ts';
import { readOtherRoute } from './other-routes.ts';
import type {
  BindingResult,
  BindOptions,
  GatewayResult,
  ListenerKey,
  ListenerSetResult,
  RouteResult,
} from './result.ts';
import { formatList } from './sentence.ts';

/**
 * Who attaches where, and exactly why not: the verdict for every parentRef × listener of a snapshot.
 * Total and pure: user mistakes are findings in the result, never exceptions.
 */
export function bind(snapshot: Snapshot, options: BindOptions): BindingResult {
  const context = buildContext(snapshot, options);
  const parents = judgeParents(context);
  const routes = new Map(bindAllRoutes(context, parents));
  const judged = [...parents.gateways.values(), ...parents.legacy.values()].sort((a, b) => compareText(a.key, b.key));
  const attached = attachedByListener(routes);
  const counted = new Map(judged.map(({ key, result }) => [key, countAttached(result, attached, routes)]));
  const sets = [...parents.listenerSets].map(
    ([key, { result }]) => [key, countAttached(result, attached, routes)] as const,
  );
  const listenerSets = new Map(sets);
  return {
    gatewayClasses: new Map(judgeGatewayClasses(context).sort(byKey)),
    gateways: counted,
    listenerSets,
    routes,
    backendTlsPolicies: withAncestors(context.tlsPolicies, routes, listenerSets),
    grants: judgeGrants(context, [...counted.values(), ...listenerSets.values()], routes, withMerged(judged, parents)),
  };
}

/** With the listeners of their ListenerSets: clients of those are checked by what the Gateway says. */
function withMerged(gateways: readonly JudgedGateway[], { listenerSets }: Parents): readonly JudgedGateway[] {
  const sets = Map.groupBy(listenerSets.values(), ({ result }) => result.gateway);
  return gateways.map((gateway) => {
    const added = (sets.get(gateway.key) ?? []).flatMap(({ listeners }) => listeners);
    return { ...gateway, listeners: [...gateway.listeners, ...added] };
  });
}

/**
 * The verdicts of some Routes only, as `bind` gives them: for asking what a change would do to them.
 * Keys without an object are left out.
 */
export function bindRoutes(
  snapshot: Snapshot,
  options: BindOptions,
  keys: readonly ObjectKey[],
): ReadonlyMap<ObjectKey, RouteResult> {
  const context = buildContext(snapshot, options);
  const parents = judgeParents(context);
  return new Map(keys.flatMap((key) => bindOne(context, parents, key)));
}

/** What Routes attach to. The two APIs never mix, so they are kept apart. */
type Parents = MergedGateways &
  Readonly<{
    /** Gateways and ListenerSets of v1 */
    current: ReadonlyMap<ObjectKey, JudgedParent>;
    legacy: ReadonlyMap<ObjectKey, JudgedGateway>;
  }>;

function judgeParents(context: BindingContext): Parents {
  const { gateways, legacyGateways } = context.snapshot;
  const own = new Map(inKeyOrder(gateways).map(([key, gateway]) => [key, judgeGateway(context, key, gateway)]));
  const merged = mergeListenerSets(context, own);
  return {
    ...merged,
    current: new Map<ObjectKey, JudgedParent>([...merged.gateways, ...merged.listenerSets]),
    legacy: new Map(
      inKeyOrder(legacyGateways).map(([key, gateway]) => [key, judgeLegacyGateway(context, key, gateway)]),
    ),
  };
}

function bindAllRoutes(context: BindingContext, parents: Parents): [ObjectKey, RouteResult][] {
  const { httpRoutes, otherRoutes, legacyHttpRoutes } = context.snapshot;
  const keys = [...httpRoutes.keys(), ...otherRoutes.keys(), ...legacyHttpRoutes.keys()].sort(compareText);
  return keys.flatMap((key) => bindOne(context, parents, key));
}

function bindOne(context: BindingContext, { current, legacy }: Parents, key: ObjectKey): [ObjectKey, RouteResult][] {
  const { httpRoutes, otherRoutes, legacyHttpRoutes } = context.snapshot;
  const http = httpRoutes.get(key);
  if (http) return [[key, bindHttpRoute(context, current, key, http)]];
  const old = legacyHttpRoutes.get(key);
  if (old) return [[key, bindLegacyRoute(context, legacy, key, old)]];
  const other = otherRoutes.get(key);
  return other ? [[key, readOtherRoute(current, context, key, other)]] : [];
}

function byKey(a: readonly [ObjectKey, unknown], b: readonly [ObjectKey, unknown]): number {
  return compareText(a[0], b[0]);
}

type Attached = ReadonlyMap<ListenerKey, ReadonlySet<ObjectKey>>;

/** The Routes accepted on each listener; a Route counts once per listener however often it names it. */
function attachedByListener(routes: ReadonlyMap<ObjectKey, RouteResult>): Attached {
  const attached = new Map<ListenerKey, Set<ObjectKey>>();
  for (const [key, { parents }] of routes) {
    for (const { accepted, listeners } of parents) {
      if (accepted !== null && accepted.status !== 'True') continue;
      for (const { listener, attachment } of listeners) {
        if (attachment !== 'attached') continue;
        const keys = attached.get(listener);
        if (keys) keys.add(key);
        else attached.set(listener, new Set([key]));
      }
    }
  }
  return attached;
}

function countAttached<T extends GatewayResult | ListenerSetResult>(
  result: T,
  attached: Attached,
  routes: ReadonlyMap<ObjectKey, RouteResult>,
): T {
  const listeners = result.listeners.map((listener) => {
    const attachedRoutes = [...(attached.get(listener.key) ?? [])];
    return { ...listener, attachedRoutes, conditions: degrade(listener.conditions, attachedRoutes, routes) };
  });
  return { ...result, listeners };
}

/** v1alpha1: a Route dropped for a missing backend shows on its listener. */
function degrade(
  conditions: readonly ConditionVerdict[],
  attached: readonly ObjectKey[],
  routes: ReadonlyMap<ObjectKey, RouteResult>,
): readonly ConditionVerdict[] {
  const dropped = attached.filter((key) => {
    const route = routes.get(key);
    return route !== undefined && isDroppedRoute(route);
  });
  if (dropped.length === 0) return conditions;
  const message = `Dropped, for a backend that cannot be reached: ${formatList(dropped.map(formatKey))}.`;
  return conditions.map((condition) =>
    condition.type === 'ResolvedRefs' && condition.status !== 'False'
      ? { type: 'ResolvedRefs', status: 'False', reason: 'DegradedRoutes', message }
      : condition,
  );
}
