import { listenerKey } from '#lib/binding/result.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import { trimPrefix } from '#lib/routing/match/path.ts';
import { entryOrder } from '../precedence.ts';
import type { ListenerTable, MatchRule, PathRule, RouteEntry, RuleAction } from '../route-table.ts';

export type EntryText = Readonly<{
  hostname?: string;
  path?: string;
  pathType?: PathRule['type'];
  method?: string;
  headers?: Readonly<Record<string, string>>;
  queryParams?: Readonly<Record<string, string>>;
  route?: string;
  createdAtMs?: number;
  ruleIndex?: number;
  matchIndex?: number;
  standing?: RouteEntry['standing'];
  action?: RuleAction;
}>;

export const nothing: RuleAction = {
  kind: 'forward',
  filters: [],
  backends: [],
  timeouts: { requestMs: null, backendRequestMs: null },
  retry: null,
};

export const gatewayKey = objectKey({
  group: 'gateway.networking.k8s.io',
  kind: 'Gateway',
  namespace: 'infra',
  name: 'edge',
});

/** An entry of an HTTPRoute written in short; `route` is its name in namespace `shop`. */
export function entryOf(text: EntryText): RouteEntry {
  return {
    hostname: text.hostname ?? '',
    match: matchOf(text),
    route: routeKey(text.route ?? 'route'),
    createdAtMs: text.createdAtMs ?? 0,
    ruleIndex: text.ruleIndex ?? 0,
    ruleName: null,
    matchIndex: text.matchIndex ?? 0,
    standing: text.standing ?? 'attached',
    action: text.action ?? nothing,
  };
}

export function routeKey(name: string) {
  return objectKey({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop', name });
}

function matchOf({ path = '/', pathType = 'PathPrefix', method, headers, queryParams }: EntryText): MatchRule {
  const values = (record: Readonly<Record<string, string>> = {}) =>
    Object.entries(record).map(([name, value]) => ({ type: 'Exact' as const, name, value }));
  return {
    path: { type: pathType, value: pathType === 'PathPrefix' ? trimPrefix(path) : path },
    method: method ?? null,
    headers: values(headers),
    queryParams: values(queryParams),
  };
}

/** A serving HTTP listener on port 80 of `infra/edge`, with its entries put in order. */
export function listenerOf(
  name: string,
  hostname: string,
  entries: readonly EntryText[],
  more: Partial<ListenerTable> = {},
): ListenerTable {
  return {
    key: listenerKey(gatewayKey, name),
    gateway: gatewayKey,
    name,
    protocol: 'HTTP',
    port: 80,
    hostname,
    dialect: 'v1',
    serving: { state: 'serving' },
    certificates: [],
    clientValidation: null,
    refused: [],
    ...more,
    entries: entries.map(entryOf).sort(entryOrder(more.dialect ?? 'v1')),
  };
}
