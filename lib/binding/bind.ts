import { compareText, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { type BindingContext, buildContext, inKeyOrder } from './context.ts';
import { judgeGatewayClasses } from './gateway-classes.ts';
import { type JudgedGateway, judgeGateway } from './gateways.ts';
import { judgeGrants } from './grant-results.ts';
import { bindHttpRoute } from './http-routes.ts';
import { readOtherRoute } from './other-routes.ts';
import type { BindingResult, BindOptions, GatewayResult, ListenerKey, RouteResult } from './result.ts';

/**
 * Who attaches where, and exactly why not: the verdict for every parentRef × listener of a snapshot.
 * Total and pure: user mistakes are findings in the result, never exceptions.
 */
export function bind(snapshot: Snapshot, options: BindOptions): BindingResult {
  const context = buildContext(snapshot, options);
  const gateways = judgeGateways(context);
  const routes = new Map(bindAllRoutes(context, gateways));
  const counted = new Map(countAttached([...gateways.values()], routes).map((gateway) => [gateway.key, gateway]));
  return {
    gatewayClasses: new Map(judgeGatewayClasses(context).sort(byKey)),
    gateways: counted,
    routes,
    grants: judgeGrants(context, counted, routes, [...gateways.values()]),
  };
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
  const gateways = judgeGateways(context);
  return new Map(keys.flatMap((key) => bindOne(context, gateways, key)));
}

type Gateways = ReadonlyMap<ObjectKey, JudgedGateway>;

function judgeGateways(context: BindingContext): Gateways {
  const current = inKeyOrder(context.snapshot.gateways).map(
    ([key, gateway]) => [key, judgeGateway(context, key, gateway)] as const,
  );
  return new Map(current.sort(byKey));
}

function bindAllRoutes(context: BindingContext, gateways: Gateways): [ObjectKey, RouteResult][] {
  const { httpRoutes, otherRoutes } = context.snapshot;
  const keys = [...httpRoutes.keys(), ...otherRoutes.keys()].sort(compareText);
  return keys.flatMap((key) => bindOne(context, gateways, key));
}

function bindOne(context: BindingContext, gateways: Gateways, key: ObjectKey): [ObjectKey, RouteResult][] {
  const { httpRoutes, otherRoutes } = context.snapshot;
  const http = httpRoutes.get(key);
  if (http) return [[key, bindHttpRoute(context, gateways, key, http)]];
  const other = otherRoutes.get(key);
  return other ? [[key, readOtherRoute(gateways, context, key, other)]] : [];
}

function byKey(a: readonly [ObjectKey, unknown], b: readonly [ObjectKey, unknown]): number {
  return compareText(a[0], b[0]);
}

/** Enters the Routes accepted on each listener; a Route counts once per listener however often it names it. */
function countAttached(
  gateways: readonly JudgedGateway[],
  routes: ReadonlyMap<ObjectKey, RouteResult>,
): readonly GatewayResult[] {
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
  return gateways.map(({ result }) => {
    const listeners = result.listeners.map((listener) => {
      return { ...listener, attachedRoutes: [...(attached.get(listener.key) ?? [])] };
    });
    return { ...result, listeners };
  });
}
