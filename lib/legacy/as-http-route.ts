import type { HTTPRouteMatch, HTTPRouteRule } from '#lib/gateway-api/http-route.ts';
import type { HTTPRouteFilter } from '#lib/gateway-api/http-route-filters.ts';
import type {
  LegacyHTTPRoute,
  LegacyHTTPRouteMatch,
  LegacyHTTPRouteRule,
} from '#lib/gateway-api/v1alpha1/http-route.ts';
import { compareText } from '#lib/kube/object-key.ts';

type LegacyFilter = NonNullable<LegacyHTTPRouteRule['filters']>[number];
type LegacyForwardTo = NonNullable<LegacyHTTPRouteRule['forwardTo']>[number];
type LegacyValueMatch = NonNullable<LegacyHTTPRouteMatch['headers']>;

/** A v1alpha1 HTTPRoute read as v1: the same hostnames and rules. Its identity stays the v1alpha1 object's. */
export type ConvertedHTTPRoute = Readonly<{
  hostnames: readonly string[];
  rules: readonly HTTPRouteRule[];
  /** what v1 cannot say; a rule with an entry here cannot be served as it was meant */
  unmapped: readonly Readonly<{ rule: number; field: string; message: string }>[];
}>;

/**
 * Reads a `networking.x-k8s.io/v1alpha1` HTTPRoute as v1 rules, rule by rule in order.
 *
 * - Prefix becomes PathPrefix, maps become lists sorted by key, `serviceName` wins over `backendRef`.
 * - A `forwardTo` without `port` means the request's destination port: its backendRef has no port, and whoever
 *   knows the listener fills that in.
 * - No match answers 404 as in v1; a rule with neither forwardTo nor an answering filter answered 503 then, 500 in v1.
 *
 * @see gateway-api v0.3.0 apis/v1alpha1/httproute_types.go
 */
export function asHttpRoute(route: LegacyHTTPRoute): ConvertedHTTPRoute {
  const unmapped: { rule: number; field: string; message: string }[] = [];
  const rules = route.spec.rules.map((rule, index) =>
    convertRule(rule, (field, message) =>
      unmapped.push({ rule: index, field: `spec.rules[${index}].${field}`, message }),
    ),
  );
  return { hostnames: route.spec.hostnames ?? [], rules, unmapped };
}

type Report = (field: string, message: string) => void;

function convertRule(rule: LegacyHTTPRouteRule, report: Report): HTTPRouteRule {
  const filters = (rule.filters ?? []).flatMap((filter, i) => convertFilter(filter, `filters[${i}]`, report));
  const backendRefs = (rule.forwardTo ?? []).map((to, i) => convertForwardTo(to, `forwardTo[${i}]`, report));
  return {
    matches: rule.matches.map((match, i) => convertMatch(match, `matches[${i}]`, report)),
    ...(filters.length > 0 && { filters }),
    ...(backendRefs.length > 0 && { backendRefs }),
  };
}

function convertMatch(match: LegacyHTTPRouteMatch, field: string, report: Report): HTTPRouteMatch {
  if (match.extensionRef) report(`${field}.extensionRef`, 'extensionRef of a match has no meaning in v1');
  const headers = match.headers && convertValues(match.headers, `${field}.headers`, report);
  const queryParams = match.queryParams && convertValues(match.queryParams, `${field}.queryParams`, report);
  return {
    path: { type: convertPathType(match.path.type, field, report), value: match.path.value },
    ...(headers && { headers }),
    ...(queryParams && { queryParams }),
  };
}

function convertPathType(type: string, field: string, report: Report): HTTPRouteMatch['path']['type'] {
  if (type === 'Exact' || type === 'RegularExpression') return type;
  if (type !== 'Prefix') report(`${field}.path.type`, `path type ${type} has no meaning in v1`);
  return 'PathPrefix';
}

function convertValues(match: LegacyValueMatch, field: string, report: Report) {
  const type = match.type === 'RegularExpression' ? match.type : 'Exact';
  if (match.type === 'ImplementationSpecific') report(`${field}.type`, `type ${match.type} has no meaning in v1`);
  return sorted(match.values).map(([name, value]) => ({ type: type as 'Exact' | 'RegularExpression', name, value }));
}

function convertFilter(filter: LegacyFilter, field: string, report: Report): HTTPRouteFilter[] {
  switch (filter.type) {
    case 'RequestHeaderModifier':
      return [{ type: 'RequestHeaderModifier', requestHeaderModifier: convertModifier(filter.requestHeaderModifier) }];
    case 'RequestMirror': {
      const mirror = filter.requestMirror ?? {};
      const backendRef = backendOf(mirror);
      if (!backendRef) report(`${field}.requestMirror`, 'the mirror names no backend');
      return backendRef ? [{ type: 'RequestMirror', requestMirror: { backendRef } }] : [];
    }
    case 'ExtensionRef': {
      const { extensionRef } = filter;
      return [{ type: 'ExtensionRef', ...(extensionRef && { extensionRef }) }];
    }
    default:
      report(`${field}.type`, `filter type ${String((filter as { type: unknown }).type)} is not known`);
      return [];
  }
}

function convertModifier(modifier: LegacyFilter['requestHeaderModifier']) {
  const { set, add, remove } = modifier ?? {};
  return {
    ...(set && { set: sorted(set).map(([name, value]) => ({ name, value })) }),
    ...(add && { add: sorted(add).map(([name, value]) => ({ name, value })) }),
    ...(remove && { remove }),
  };
}

function convertForwardTo(to: LegacyForwardTo, field: string, report: Report) {
  const backendRef = backendOf(to);
  if (!backendRef) report(field, 'forwardTo names neither serviceName nor backendRef');
  const filters = (to.filters ?? []).flatMap((filter, i) => convertFilter(filter, `${field}.filters[${i}]`, report));
  return {
    ...(backendRef ?? { group: '', kind: 'Service', name: '' }),
    weight: to.weight,
    ...(filters.length > 0 && { filters }),
  };
}

function backendOf(to: {
  serviceName?: string | undefined;
  backendRef?: { group: string; kind: string; name: string } | undefined;
  port?: number | undefined;
}) {
  const port = to.port === undefined ? {} : { port: to.port };
  if (to.serviceName) return { group: '', kind: 'Service', name: to.serviceName, ...port };
  return to.backendRef ? { ...to.backendRef, group: coreGroup(to.backendRef.group), ...port } : null;
}

/** The API of that time wrote the core group as `core`. */
function coreGroup(group: string): string {
  return group === 'core' ? '' : group;
}

function sorted(values: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(values).sort(([a], [b]) => compareText(a, b));
}
