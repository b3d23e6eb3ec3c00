import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import type { HTTPRoute, HTTPRouteRule } from '#lib/gateway-api/http-route.ts';
import type { HTTPRouteFilter } from '#lib/gateway-api/http-route-filters.ts';
import type { ConditionVerdict } from '#lib/kube/condition.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { bindParent, summariseAccepted } from './attachment.ts';
import { type BackendAsk, capabilitiesOfRoute, resolveBackend } from './backends.ts';
import { wholeSpecCapabilities } from './capabilities.ts';
import type { BindingContext } from './context.ts';
import type { JudgedParent } from './gateways.ts';
import type { BackendResult, Capabilities, RouteResult, RuleProblem, RuleResult } from './result.ts';
import { findRuleProblems } from './rules.ts';

const kind = { group: GATEWAY_GROUP, kind: 'HTTPRoute' };

export function bindHttpRoute(
  context: BindingContext,
  judged: ReadonlyMap<ObjectKey, JudgedParent>,
  key: ObjectKey,
  route: HTTPRoute,
): RouteResult {
  const namespace = route.metadata.namespace ?? '';
  const own = route.spec.rules.map((rule, i) => findRuleProblems(rule, ruleField(i), context.options.capabilities));
  const others = () => route.spec.rules.map((rule, i) => findRuleProblems(rule, ruleField(i), wholeSpecCapabilities));
  const attaching = {
    kind,
    namespace,
    hostnames: route.spec.hostnames,
    problems: ({ ownership }: JudgedParent) => (ownership.owner === 'ours' ? own : others()),
  };
  const parents = (route.spec.parentRefs ?? []).map((ref, index) =>
    bindParent(context, judged, attaching, { ref, index }),
  );
  const capabilities = capabilitiesOfRoute(context, parents);
  const problems = capabilities === context.options.capabilities ? own : others();
  const rules = judgeRules(context, route, problems, capabilities);
  const backends = rules.flatMap((rule) => rule.backends);
  return { key, judged: true, parents, rules, accepted: summariseAccepted(parents), resolvedRefs: judgeRefs(backends) };
}

function ruleField(index: number): string {
  return `spec.rules[${index}]`;
}

function judgeRules(
  context: BindingContext,
  route: HTTPRoute,
  problems: readonly (readonly RuleProblem[])[],
  capabilities: Capabilities,
): RuleResult[] {
  const from = { ...kind, namespace: route.metadata.namespace ?? '' };
  return route.spec.rules.map((rule, index) => {
    const field = ruleField(index);
    return {
      index,
      name: rule.name ?? null,
      problems: problems[index] ?? [],
      backends: backendsOf(rule, field).map((ask) => resolveBackend(context, from, ask, capabilities)),
    };
  });
}

/** Every reference of a rule to a backend: backendRefs first, then those in filters. */
export function backendsOf(rule: HTTPRouteRule, field: string): BackendAsk[] {
  const refs = rule.backendRefs ?? [];
  return [
    ...refs.map((ref, i): BackendAsk => {
      return { field: `${field}.backendRefs[${i}]`, role: 'backend', ref: refOf(ref), weight: ref.weight };
    }),
    ...filterBackends(rule.filters ?? [], `${field}.filters`),
    ...refs.flatMap((ref, i) => filterBackends(ref.filters ?? [], `${field}.backendRefs[${i}].filters`)),
  ];
}

function filterBackends(filters: readonly HTTPRouteFilter[], field: string): BackendAsk[] {
  return filters.flatMap((filter, i): BackendAsk[] => {
    const mirror = filter.requestMirror?.backendRef;
    const auth = filter.externalAuth?.backendRef;
    const extension = filter.extensionRef;
    return [
      ...(mirror ? [ask(`${field}[${i}].requestMirror.backendRef`, 'mirror', mirror)] : []),
      ...(auth ? [ask(`${field}[${i}].externalAuth.backendRef`, 'auth', auth)] : []),
      ...(extension ? [ask(`${field}[${i}].extensionRef`, 'extension', extension)] : []),
    ];
  });
}

function ask(field: string, role: BackendAsk['role'], ref: BackendAsk['ref']): BackendAsk {
  return { field, role, ref: refOf(ref), weight: 1 };
}

function refOf({ group, kind: refKind, name, namespace, port }: BackendAsk['ref']): BackendAsk['ref'] {
  return { group, kind: refKind, name, ...(namespace && { namespace }), ...(port !== undefined && { port }) };
}

/**
 * ResolvedRefs of a Route: the reason of the first failing reference, in rule order; the message names all of them.
 * It does not depend on whether the Route is attached.
 */
export function judgeRefs(backends: readonly BackendResult[]): ConditionVerdict {
  const type = 'ResolvedRefs';
  const outcomes = backends.map(({ outcome }) => outcome);
  const invalid = outcomes.filter((outcome) => outcome.state === 'invalid');
  const [first] = invalid;
  if (first) {
    const message = `${invalid.map((outcome) => outcome.message).join('; ')}.`;
    return { type, status: 'False', reason: first.reason, message };
  }
  const unknown = outcomes.filter((outcome) => outcome.state === 'unknown');
  if (unknown.length > 0) {
    const message = `${unknown.map((outcome) => outcome.message).join('; ')}.`;
    return { type, status: 'Unknown', reason: 'Pending', message };
  }
  return { type, status: 'True', reason: 'ResolvedRefs', message: 'All references are resolved.' };
}
