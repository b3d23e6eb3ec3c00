import { compareText, type ObjectKey } from '#lib/kube/object-key.ts';
import { type BindingContext, inKeyOrder } from './context.ts';
import type { JudgedGateway } from './gateways.ts';
import type { GatewayResult, GrantResult, GrantUse, RouteResult } from './result.ts';

type Opened = GrantResult['opens'][number];

/** For each grant the references that need it right now, ordered by who refers and where. */
export function judgeGrants(
  { snapshot }: BindingContext,
  declarers: readonly Pick<GatewayResult, 'key' | 'listeners'>[],
  routes: ReadonlyMap<ObjectKey, RouteResult>,
  judged: readonly JudgedGateway[],
): ReadonlyMap<ObjectKey, GrantResult> {
  const opens = new Map<ObjectKey, Opened[]>(inKeyOrder(snapshot.referenceGrants).map(([key]) => [key, []]));
  const enter = (from: ObjectKey, { field, target, grant }: { field: string; target: ObjectKey; grant: GrantUse }) => {
    if (!grant.needed) return;
    for (const key of grant.openedBy) opens.get(key)?.push({ from, field, to: target });
  };
  for (const [key, { rules }] of routes) {
    for (const backend of rules.flatMap((rule) => rule.backends)) enter(key, backend);
  }
  for (const { key, listeners } of declarers) {
    for (const certificate of listeners.flatMap((listener) => listener.certificates)) enter(key, certificate);
  }
  for (const { key, result, listeners } of judged) {
    if (result.clientCertificate) enter(key, result.clientCertificate);
    const cas = listeners.flatMap(({ clientCas }) => clientCas ?? []);
    for (const ca of new Map(cas.map((each) => [each.field, each])).values()) enter(key, ca);
  }
  const order = (a: Opened, b: Opened) => compareText(a.from, b.from) || compareText(a.field, b.field);
  return new Map([...opens].map(([key, list]) => [key, { key, opens: list.sort(order) }]));
}
