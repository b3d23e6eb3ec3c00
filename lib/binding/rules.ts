import { RE2JS } from 're2js';
import type { HTTPRouteMatch, HTTPRouteRule } from '#lib/gateway-api/http-route.ts';
import type { HTTPHeaderFilter, HTTPRouteFilter } from '#lib/gateway-api/http-route-filters.ts';
import { sayNoFilter } from './kind-words.ts';
import type { Capabilities, RuleFeature, RuleProblem } from './result.ts';
import { formatList } from './sentence.ts';

/**
 * What keeps a rule from being served: unknown words, patterns that do not compile, filters that contradict each
 * other, and whatever this data plane does not serve. Everything is reported, not only the first.
 *
 * @param field where the rule stands, e.g. `spec.rules[0]`
 */
export function findRuleProblems(
  rule: HTTPRouteRule,
  field: string,
  capabilities: Capabilities,
): readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  const report: Judging['report'] = (reason, at, why, value) => {
    problems.push({ reason, field: at, value: value ?? null, why, message: `${at}: ${why}` });
  };
  const judging: Judging = { capabilities, report };
  rule.matches.forEach((match, i) => {
    judgeMatch(judging, match, `${field}.matches[${i}]`);
  });
  judgeFilters(judging, rule, rule.filters ?? [], { field: `${field}.filters`, of: 'rule' });
  (rule.backendRefs ?? []).forEach((backend, i) => {
    judgeFilters(judging, rule, backend.filters ?? [], {
      field: `${field}.backendRefs[${i}].filters`,
      of: 'backendRef',
    });
  });
  judgeCombination(judging, rule, field);
  for (const feature of ['timeouts', 'retry', 'sessionPersistence'] as const) {
    if (rule[feature]) need(judging, feature, `${field}.${feature}`, `a rule with ${feature} is not served here`);
  }
  return problems;
}

type Judging = Readonly<{
  capabilities: Capabilities;
  report: (reason: RuleProblem['reason'], field: string, why: string, value?: string) => void;
}>;

function need(
  { capabilities, report }: Judging,
  feature: RuleFeature,
  field: string,
  why = `${feature} is not served here`,
): void {
  if (!capabilities.ruleFeatures.includes(feature)) report('UnsupportedValue', field, why, feature);
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

function judgeMatch(judging: Judging, match: HTTPRouteMatch, field: string): void {
  judgeType(judging, match.path, ['Exact', 'PathPrefix'], `${field}.path`);
  (match.headers ?? []).forEach((header, i) => {
    judgeType(judging, header, ['Exact'], `${field}.headers[${i}]`);
  });
  (match.queryParams ?? []).forEach((param, i) => {
    judgeType(judging, param, ['Exact'], `${field}.queryParams[${i}]`);
  });
  if (match.method !== undefined && !methods.has(match.method)) {
    judging.report('UnsupportedValue', `${field}.method`, `method ${match.method} is not known`, match.method);
  }
}

function judgeType(
  { report }: Judging,
  match: Readonly<{ type: string; value: string }>,
  plain: readonly string[],
  field: string,
): void {
  if (plain.includes(match.type)) return;
  if (match.type !== 'RegularExpression') {
    report('UnsupportedValue', `${field}.type`, `type ${match.type} is not known`, match.type);
    return;
  }
  const why = whyNoPattern(match.value);
  if (why === null) return;
  report('UnsupportedValue', `${field}.value`, `pattern ${match.value} is not valid RE2: ${why}`, match.value);
}

function whyNoPattern(pattern: string): string | null {
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const filterTypes: Readonly<Record<string, RuleFeature>> = {
  RequestHeaderModifier: 'RequestHeaderModifier',
  ResponseHeaderModifier: 'ResponseHeaderModifier',
  RequestMirror: 'RequestMirror',
  RequestRedirect: 'RequestRedirect',
  URLRewrite: 'URLRewrite',
  CORS: 'CORS',
  ExternalAuth: 'ExternalAuth',
  ExtensionRef: 'ExtensionRef',
};

const repeatable = new Set(['RequestMirror', 'ExtensionRef', 'ExternalAuth']);

type FilterPlace = Readonly<{ field: string; of: 'rule' | 'backendRef' }>;

function judgeFilters(
  judging: Judging,
  rule: HTTPRouteRule,
  filters: readonly HTTPRouteFilter[],
  { field, of }: FilterPlace,
): void {
  const seen = new Set<string>();
  filters.forEach((filter, i) => {
    const at = `${field}[${i}]`;
    const feature = Object.hasOwn(filterTypes, filter.type) ? filterTypes[filter.type] : undefined;
    if (feature === undefined) {
      judging.report('UnsupportedValue', `${at}.type`, `filter ${filter.type} is not known`, filter.type);
      return;
    }
    if (seen.has(filter.type) && !repeatable.has(filter.type)) {
      judging.report('IncompatibleFilters', at, `${filter.type} stands more than once`, filter.type);
    }
    seen.add(filter.type);
    const why = filter.extensionRef && sayNoFilter(filter.extensionRef);
    need(judging, feature === 'CORS' && of === 'backendRef' ? 'CORS of a backendRef' : feature, at, why);
    judgeFilter(judging, rule, filter, at);
  });
  if (seen.has('RequestRedirect') && seen.has('URLRewrite')) {
    judging.report('IncompatibleFilters', field, 'RequestRedirect and URLRewrite exclude each other');
  }
}

function judgeFilter(judging: Judging, rule: HTTPRouteRule, filter: HTTPRouteFilter, field: string): void {
  for (const name of ['requestHeaderModifier', 'responseHeaderModifier'] as const) {
    const modifier = filter[name];
    if (modifier) judgeModifier(judging, modifier, `${field}.${name}`);
  }
  for (const name of ['requestRedirect', 'urlRewrite'] as const) {
    const path = filter[name]?.path;
    if (path) judgePathModifier(judging, rule, path.type, `${field}.${name}.path`);
  }
}

function judgeModifier({ report }: Judging, modifier: HTTPHeaderFilter, field: string): void {
  const names = [
    ...(modifier.set ?? []).map(({ name }) => name),
    ...(modifier.add ?? []).map(({ name }) => name),
    ...(modifier.remove ?? []),
  ].map((name) => name.toLowerCase());
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  const headers = twice.length === 1 ? 'header' : 'headers';
  const are = twice.length === 1 ? 'is' : 'are';
  if (twice.length > 0)
    report('UnsupportedValue', field, `${headers} ${formatList(twice)} ${are} named more than once`, twice.join(', '));
}

function judgePathModifier({ report }: Judging, rule: HTTPRouteRule, type: string, field: string): void {
  if (type === 'ReplaceFullPath') return;
  if (type !== 'ReplacePrefixMatch') {
    report('UnsupportedValue', `${field}.type`, `type ${type} is not known`, type);
  } else if (rule.matches.length !== 1 || rule.matches[0]?.path.type !== 'PathPrefix') {
    report('UnsupportedValue', `${field}.type`, 'ReplacePrefixMatch needs exactly one match, of type PathPrefix', type);
  }
}

function judgeCombination({ report }: Judging, rule: HTTPRouteRule, field: string): void {
  const redirects = (rule.filters ?? []).some(({ type }) => type === 'RequestRedirect');
  if (redirects && (rule.backendRefs ?? []).length > 0) {
    report('IncompatibleFilters', `${field}.backendRefs`, 'a rule with RequestRedirect takes no backendRefs');
  }
}
