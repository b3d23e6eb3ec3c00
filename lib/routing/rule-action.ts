import type { BackendResult, RuleProblem, RuleResult } from '#lib/binding/result.ts';
import { durationMs } from '#lib/gateway-api/duration.ts';
import type {
  HTTPBackendRef,
  HTTPHeaderFilter,
  HTTPPathModifier,
  HTTPRouteFilter,
  HTTPRouteRule,
} from '#lib/gateway-api/http-route.ts';
import type { FindEndpoints } from './backend-endpoints.ts';
import type {
  BackendState,
  HeaderModifierFilter,
  PathModifier,
  RouteFilter,
  RuleAction,
  WeightedBackend,
} from './route-table.ts';

/** What a rule's action is made of. */
export type ActionSource = Readonly<{
  rule: HTTPRouteRule;
  /** the engine's verdict of the rule */
  result: RuleResult;
  /** rules of Gateways that are not ours are only predicted, so what we do not serve does not make them unusable */
  owner: 'ours' | 'other' | 'none';
  findEndpoints: FindEndpoints;
}>;

/** What a rule does with the requests it gets. A rule that asks for what we do not serve answers 500, never less. */
export function buildAction({ rule, result, owner, findEndpoints }: ActionSource): RuleAction {
  const filters = (rule.filters ?? []).map(buildFilter);
  const backends = buildBackends(rule.backendRefs ?? [], result, { owner, findEndpoints });
  const problems = owner === 'ours' ? problemsOf(result, filters, backends) : [];
  if (problems.length > 0) return { kind: 'unusable', problems };
  const redirect = filters.find((filter) => filter.type === 'RequestRedirect');
  if (redirect) return { kind: 'redirect', redirect, filters };
  return {
    kind: 'forward',
    filters,
    backends,
    timeouts: {
      requestMs: limitMs(rule.timeouts?.request),
      backendRequestMs: limitMs(rule.timeouts?.backendRequest),
    },
  };
}

/** What the engine found, and behind it a net of our own: nothing unserved ever goes out as if it were absent. */
function problemsOf(
  result: RuleResult,
  filters: readonly RouteFilter[],
  backends: readonly WeightedBackend[],
): readonly RuleProblem[] {
  if (result.problems.length > 0) return result.problems;
  const all = [...filters, ...backends.flatMap((backend) => backend.filters)];
  return all.flatMap((filter) =>
    filter.type === 'notServed'
      ? [
          {
            reason: 'UnsupportedValue' as const,
            field: `spec.rules[${result.index}].filters`,
            value: filter.name,
            why: `filter ${filter.name} is not served`,
            message: `filter ${filter.name} is not served`,
          },
        ]
      : [],
  );
}

/** `0s` is no limit (Gateway API, HTTPRouteTimeouts). */
function limitMs(text: string | undefined): number | null {
  const limit = text === undefined ? 0 : durationMs(text);
  return limit > 0 ? limit : null;
}

type Serving = Pick<ActionSource, 'owner' | 'findEndpoints'>;

function buildBackends(
  refs: readonly HTTPBackendRef[],
  result: RuleResult,
  serving: Serving,
): readonly WeightedBackend[] {
  const results = result.backends.filter(({ role }) => role === 'backend');
  return refs.flatMap((ref, index) => {
    const backend = results[index];
    return backend ? [buildBackend(ref, backend, serving)] : [];
  });
}

function buildBackend(ref: HTTPBackendRef, backend: BackendResult, serving: Serving): WeightedBackend {
  const { outcome } = backend;
  return {
    target: backend.target,
    port: outcome.state === 'valid' ? outcome.port : (ref.port ?? null),
    weight: ref.weight,
    filters: (ref.filters ?? []).map(buildFilter),
    outcome: buildState(backend, serving),
  };
}

function buildState({ outcome: own }: BackendResult, { owner, findEndpoints }: Serving): BackendState {
  const outcome = own.state === 'invalid' && owner !== 'ours' ? (own.elsewhere ?? own) : own;
  switch (outcome.state) {
    case 'valid':
      return { state: 'resolved', endpoints: findEndpoints(outcome.service, outcome.portName) };
    case 'invalid':
      return { state: 'invalid', reason: outcome.reason, message: outcome.message };
    case 'unknown':
      return { state: 'invalid', reason: 'Unknown', message: outcome.message };
  }
}

function buildFilter(filter: HTTPRouteFilter): RouteFilter {
  const { requestHeaderModifier, responseHeaderModifier, requestRedirect, urlRewrite } = filter;
  if (filter.type === 'RequestHeaderModifier' && requestHeaderModifier)
    return buildModifier('RequestHeaderModifier', requestHeaderModifier);
  if (filter.type === 'ResponseHeaderModifier' && responseHeaderModifier)
    return buildModifier('ResponseHeaderModifier', responseHeaderModifier);
  if (filter.type === 'RequestRedirect' && requestRedirect) {
    const { scheme, hostname, path, port, statusCode } = requestRedirect;
    return {
      type: 'RequestRedirect',
      scheme: scheme ?? null,
      hostname: hostname ?? null,
      path: buildPathModifier(path),
      port: port ?? null,
      statusCode,
    };
  }
  if (filter.type === 'URLRewrite' && urlRewrite)
    return { type: 'URLRewrite', hostname: urlRewrite.hostname ?? null, path: buildPathModifier(urlRewrite.path) };
  return { type: 'notServed', name: filter.type };
}

function buildModifier(type: HeaderModifierFilter['type'], filter: HTTPHeaderFilter): HeaderModifierFilter {
  return { type, set: filter.set ?? [], add: filter.add ?? [], remove: filter.remove ?? [] };
}

function buildPathModifier(modifier: HTTPPathModifier | undefined): PathModifier | null {
  if (!modifier) return null;
  return modifier.type === 'ReplaceFullPath'
    ? { type: 'ReplaceFullPath', value: modifier.replaceFullPath ?? '' }
    : { type: 'ReplacePrefixMatch', value: modifier.replacePrefixMatch ?? '' };
}
