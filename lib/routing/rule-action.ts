import type { BackendResult, RuleProblem, RuleResult } from '#lib/binding/result.ts';
import { durationMs } from '#lib/gateway-api/duration.ts';
import type { HTTPRouteRule } from '#lib/gateway-api/http-route.ts';
import type { FindEndpoints } from './backend-endpoints.ts';
import { buildFilters } from './build-filters.ts';
import type { BackendState, MirrorFilter, RetryRule, RouteFilter, RuleAction, WeightedBackend } from './route-table.ts';
import type { FindTls } from './tls-sources.ts';

/** What a rule's action is made of. */
export type ActionSource = Readonly<{
  rule: HTTPRouteRule;
  /** the engine's verdict of the rule */
  result: RuleResult;
}> &
  Serving;

/** Who serves the rules, and where their backends are found. */
export type Serving = Readonly<{
  /** rules of Gateways that are not ours are only predicted, so what we do not serve does not make them unusable */
  owner: 'ours' | 'other' | 'none';
  findEndpoints: FindEndpoints;
  findTls: FindTls;
}>;

/** What a rule does with the requests it gets. A rule that asks for what we do not serve answers 500, never less. */
export function buildAction({ rule, result, ...serving }: ActionSource): RuleAction {
  const { owner } = serving;
  const targets = { backend: nextOf(result, 'backend'), mirror: nextOf(result, 'mirror') };
  const nextMirror = () => buildTarget(targets.mirror(), serving);
  const filters = buildFilters(rule.filters ?? [], nextMirror);
  const backends = (rule.backendRefs ?? []).flatMap((ref): WeightedBackend[] => {
    const target = buildTarget(targets.backend(), serving);
    return target ? [{ ...target, weight: ref.weight, filters: buildFilters(ref.filters ?? [], nextMirror) }] : [];
  });
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
    retry: buildRetry(rule.retry),
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

/** Where `attempts` is left out (ours: the spec leaves it to implementations). */
const DEFAULT_RETRIES = 2;
/** Where `backoff` is left out (ours). */
const DEFAULT_BACKOFF_MS = 25;

function buildRetry(retry: HTTPRouteRule['retry']): RetryRule | null {
  if (!retry) return null;
  const { attempts = DEFAULT_RETRIES, codes = [], backoff } = retry;
  return { attempts, codes, backoffMs: backoff === undefined ? DEFAULT_BACKOFF_MS : durationMs(backoff) };
}

/**
 * The verdicts of one role, one after the other: they stand in the order of the references, those of the rule's
 * filters before those of its backends (`backendsOf`).
 */
function nextOf({ backends }: RuleResult, role: BackendResult['role']): () => BackendResult | undefined {
  const rest = backends.filter((backend) => backend.role === role);
  return () => rest.shift();
}

function buildTarget(backend: BackendResult | undefined, serving: Serving): MirrorFilter['backend'] | null {
  if (!backend) return null;
  const { target, ref, outcome } = backend;
  const port = outcome.state === 'valid' ? outcome.port : (ref.port ?? null);
  return { target, port, outcome: buildState(backend, serving) };
}

function buildState({ outcome: own }: BackendResult, { owner, findEndpoints, findTls }: Serving): BackendState {
  const outcome = own.state === 'invalid' && owner !== 'ours' ? (own.elsewhere ?? own) : own;
  switch (outcome.state) {
    case 'valid':
      return {
        state: 'resolved',
        endpoints: findEndpoints(outcome.service, outcome.portName),
        protocol: outcome.appProtocol === 'kubernetes.io/h2c' ? 'h2c' : 'http1',
        tls: findTls(outcome.tlsPolicy),
      };
    case 'invalid':
      return { state: 'invalid', reason: outcome.reason, message: outcome.message };
    case 'unknown':
      return { state: 'invalid', reason: 'Unknown', message: outcome.message };
  }
}
