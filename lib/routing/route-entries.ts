import { isDroppedRoute } from '#lib/binding/legacy-routes.ts';
import type { BindingResult, RouteResult } from '#lib/binding/result.ts';
import type { HTTPRouteMatch, HTTPRouteRule } from '#lib/gateway-api/http-route.ts';
import { createdAtMs } from '#lib/kube/creation.ts';
import type { ObjectMeta } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { asHttpRoute } from '#lib/legacy/as-http-route.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { trimPrefix } from './match/path.ts';
import type { MatchRule, PathModifier, RouteEntry, RuleAction, ValueRule } from './route-table.ts';
import { buildAction, type Serving } from './rule-action.ts';

/** A Route's matches and actions, ready to be put on hostnames. */
export type RouteSource = Readonly<{
  key: ObjectKey;
  /** as written; empty means whatever the listener has */
  hostnames: readonly string[];
  entriesOn: (hostname: string) => readonly RouteEntry[];
}>;

/**
 * Reads a Route, of v1 or v1alpha1, once for all listeners of one owner. Null when the Route is of a kind that is not
 * judged, not in the snapshot, or dropped (v1alpha1).
 */
export function readRoute(result: RouteResult, snapshot: Snapshot, serve: Serving): RouteSource | null {
  const spec = result.judged && !isDroppedRoute(result) ? specOf(result.key, snapshot) : null;
  if (!spec) return null;
  const templates = spec.rules.flatMap((rule, ruleIndex) => {
    const verdict = result.rules[ruleIndex];
    if (!verdict) return [];
    const action = buildAction({ rule, result: verdict, ...serve });
    return rule.matches.map((match, matchIndex) => ({
      match: buildMatch(match),
      route: result.key,
      createdAtMs: createdAtMs(spec.metadata),
      ruleIndex,
      ruleName: rule.name ?? null,
      matchIndex,
      standing: 'attached' as const,
      action: guardPrefix(action, match, ruleIndex),
    }));
  });
  return {
    key: result.key,
    hostnames: spec.hostnames,
    entriesOn: (hostname) => templates.map((template) => ({ hostname, ...template })),
  };
}

/** Routes by key, each read at most once. */
export function createRouteReader(
  binding: BindingResult,
  snapshot: Snapshot,
  finders: Omit<Serving, 'owner'>,
): (route: ObjectKey, owner: 'ours' | 'other' | 'none') => RouteSource | null {
  const read = new Map<string, RouteSource | null>();
  return (route, owner) => {
    const id = `${owner} ${route}`;
    const known = read.get(id);
    if (known !== undefined) return known;
    const result = binding.routes.get(route);
    const source = result ? readRoute(result, snapshot, { owner, ...finders }) : null;
    read.set(id, source);
    return source;
  };
}

type RouteSpec = Readonly<{ metadata: ObjectMeta; hostnames: readonly string[]; rules: readonly HTTPRouteRule[] }>;

function specOf(key: ObjectKey, snapshot: Snapshot): RouteSpec | null {
  const route = snapshot.httpRoutes.get(key);
  if (route) return { metadata: route.metadata, hostnames: route.spec.hostnames ?? [], rules: route.spec.rules };
  const legacy = snapshot.legacyHttpRoutes.get(key);
  return legacy ? { metadata: legacy.metadata, ...asHttpRoute(legacy) } : null;
}

function buildMatch({ path, method, headers, queryParams }: HTTPRouteMatch): MatchRule {
  const { type, value } = path;
  return {
    path: { type, value: type === 'PathPrefix' ? trimPrefix(value) : value },
    method: method ?? null,
    headers: firstOfEachName((headers ?? []).map((rule) => ({ ...rule, name: rule.name.toLowerCase() }))),
    queryParams: firstOfEachName(queryParams ?? []),
  };
}

function firstOfEachName(rules: readonly ValueRule[]): readonly ValueRule[] {
  const byName = new Map<string, ValueRule>();
  for (const { type, name, value } of rules) if (!byName.has(name)) byName.set(name, { type, name, value });
  return [...byName.values()];
}

/** ReplacePrefixMatch on anything but a PathPrefix has nothing to replace; admission refuses it, files may hold it. */
function guardPrefix(action: RuleAction, match: HTTPRouteMatch, ruleIndex: number): RuleAction {
  if (match.path.type === 'PathPrefix' || !pathModifiersOf(action).some(isPrefixReplacement)) return action;
  const field = `spec.rules[${ruleIndex}].filters`;
  const why = 'ReplacePrefixMatch needs a PathPrefix match';
  return {
    kind: 'unusable',
    problems: [{ reason: 'UnsupportedValue', field, value: 'ReplacePrefixMatch', why, message: `${field}: ${why}` }],
  };
}

function pathModifiersOf(action: RuleAction): (PathModifier | null)[] {
  if (action.kind === 'unusable') return [];
  const backends = action.kind === 'forward' ? action.backends : [];
  const filters = [...action.filters, ...backends.flatMap((backend) => backend.filters)];
  return filters.map((filter) => ('path' in filter ? filter.path : null));
}

const isPrefixReplacement = (modifier: PathModifier | null) => modifier?.type === 'ReplacePrefixMatch';
