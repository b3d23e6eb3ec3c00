import { LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import type { LegacyHTTPRoute } from '#lib/gateway-api/v1alpha1/http-route.ts';
import { evaluateSelector, isMatch } from '#lib/kube/label-selector.ts';
import { formatKey, identityOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { asHttpRoute } from '#lib/legacy/as-http-route.ts';
import { findGatewayRef, gatewayRefsOf, routeAllows } from '#lib/legacy/route-allows.ts';
import {
  acceptRules,
  answersFor,
  combine,
  judgePartial,
  refuse,
  sayAttached,
  sayRefusals,
  summariseAccepted,
} from './attachment.ts';
import { capabilitiesOfRoute, resolveBackend } from './backends.ts';
import { wholeSpecCapabilities } from './capabilities.ts';
import { checkHostname } from './checks/hostname.ts';
import { checkRouteKind } from './checks/route-kind.ts';
import { checkRouteNamespace } from './checks/route-namespace.ts';
import { checkRules } from './checks/rules.ts';
import { type BindingContext, isAbsenceFact, lookUp } from './context.ts';
import type { JudgedGateway } from './gateways.ts';
import { backendsOf, judgeRefs } from './http-routes.ts';
import type { ListenerFacts } from './listeners.ts';
import { findNearKey } from './near-names.ts';
import type {
  BackendResult,
  Capabilities,
  Check,
  ListenerVerdict,
  ParentResult,
  RouteResult,
  RuleProblem,
  RuleResult,
  RulesCheck,
} from './result.ts';
import { findRuleProblems } from './rules.ts';

type Gateways = ReadonlyMap<ObjectKey, JudgedGateway>;

const kind = { group: LEGACY_GROUP, kind: 'HTTPRoute' };

/**
 * A v1alpha1 HTTPRoute by its own rules: Gateways select Routes by kind, namespace and label, the Route may veto.
 * An entry for each Gateway that selects it, and for each gatewayRef, whether it selects the Route, exists or not.
 *
 * @param gateways the v1alpha1 ones, in key order
 */
export function bindLegacyRoute(
  context: BindingContext,
  gateways: Gateways,
  key: ObjectKey,
  route: LegacyHTTPRoute,
): RouteResult {
  const converted = asHttpRoute(route);
  const problems = (capabilities: Capabilities) =>
    converted.rules.map((_, i) => problemsOfRule(converted, i, capabilities));
  const own = problems(context.options.capabilities);
  const problemsFor = ({ ownership }: JudgedGateway) =>
    ownership.owner === 'ours' ? own : problems(wholeSpecCapabilities);
  const parents = bindParents(context, gateways, route, problemsFor);
  const ports = portsOf(gateways, parents);
  const capabilities = capabilitiesOfRoute(context, parents);
  const rules = converted.rules.map((rule, index): RuleResult => {
    const from = { ...kind, namespace: route.metadata.namespace ?? '' };
    const backends = backendsOf(rule, `spec.rules[${index}]`).map((ask): BackendResult => {
      const field = legacyField(ask.field);
      const port = ask.ref.port ?? portFor(context, from.namespace, ask.ref.name, ports);
      const asked = { ...ask.ref, ...(port !== undefined && { port }) };
      return { ...resolveBackend(context, from, { ...ask, field, ref: asked }, capabilities), ref: ask.ref };
    });
    return { index, name: null, problems: own[index] ?? [], backends };
  });
  const resolvedRefs = judgeRefs(rules.flatMap(({ backends }) => backends));
  return { key, judged: true, parents, rules, accepted: summariseAccepted(parents), resolvedRefs };
}

/**
 * In v1alpha1 a Route with a backend that does not exist was dropped as a whole: no request reaches it, and the
 * listener says DegradedRoutes.
 */
export function isDroppedRoute({ key, rules }: RouteResult): boolean {
  if (identityOf(key).group !== LEGACY_GROUP) return false;
  return rules.some(({ backends }) =>
    backends.some(({ role, outcome }) => role === 'backend' && outcome.state === 'invalid'),
  );
}

function legacyField(field: string): string {
  return field.replace('.backendRefs[', '.forwardTo[');
}

function problemsOfRule(
  { rules, unmapped }: ReturnType<typeof asHttpRoute>,
  index: number,
  capabilities: Capabilities,
): readonly RuleProblem[] {
  const rule = rules[index];
  const found = rule ? findRuleProblems(rule, `spec.rules[${index}]`, capabilities) : [];
  return [
    ...found.map((problem) => {
      return { ...problem, field: legacyField(problem.field), message: legacyField(problem.message) };
    }),
    ...unmapped
      .filter((entry) => entry.rule === index)
      .map(({ field, message: why }) => {
        return { reason: 'UnsupportedValue', field, value: null, why, message: `${field}: ${why}` } as const;
      }),
  ];
}

type ProblemsFor = (gateway: JudgedGateway) => readonly (readonly RuleProblem[])[];

function bindParents(
  context: BindingContext,
  gateways: Gateways,
  route: LegacyHTTPRoute,
  problemsFor: ProblemsFor,
): readonly ParentResult[] {
  const named = gatewayRefsOf(route).map((ref, index): ParentResult => {
    const parent = objectKey({ group: LEGACY_GROUP, kind: 'Gateway', ...ref });
    const source = { from: 'gatewayRef', index, ref } as const;
    const gateway = gateways.get(parent);
    if (gateway) return bindGateway(context, gateway, route, { source, problemsFor, gateways });
    const state = isAbsenceFact(context.snapshot.coverage.legacyGateways) ? 'missing' : 'unknown';
    const nobody = {
      owner: 'none',
      controllerName: null,
      accepted: null,
      partiallyInvalid: null,
      listeners: [],
    } as const;
    return { source, parent, target: { state }, ...nobody };
  });
  const selecting = [...gateways.values()]
    .filter((gateway) => findGatewayRef(route, gateway) < 0)
    .map((gateway) => bindGateway(context, gateway, route, { source: { from: 'selectedBy' }, problemsFor, gateways }))
    .filter(({ listeners }) => listeners.some(isSelected));
  return [...named, ...selecting];
}

type Binding = Readonly<{ source: ParentResult['source']; problemsFor: ProblemsFor; gateways: Gateways }>;

function bindGateway(
  context: BindingContext,
  gateway: JudgedGateway,
  route: LegacyHTTPRoute,
  { source, problemsFor, gateways }: Binding,
): ParentResult {
  const problems = problemsFor(gateway);
  const rules = checkRules(problems);
  const listeners = gateway.listeners.map((listener) => bindListener(context, gateway, listener, { route, rules }));
  const { owner, controllerName } = gateway.ownership;
  const found = { source, parent: gateway.key, target: { state: 'found' }, owner, controllerName, listeners } as const;
  const selected = listeners.filter(isSelected);
  if (owner === 'none' || selected.length === 0) return { ...found, accepted: null, partiallyInvalid: null };
  if (!routeAllows(route, gateway)) {
    return { ...found, ...refuse('NotAllowedByRoute', sayVeto(selected, gateway, route, gateways)) };
  }
  return { ...found, ...admit(selected, problems) };
}

function admit(
  selected: readonly ListenerVerdict[],
  problems: readonly (readonly RuleProblem[])[],
): Pick<ParentResult, 'accepted' | 'partiallyInvalid'> {
  const unusable = acceptRules(problems);
  if (unusable) return unusable;
  const attached = selected.filter(({ attachment }) => attachment === 'attached');
  const partiallyInvalid = judgePartial(problems);
  const type = 'Accepted';
  if (attached.length > 0) {
    const message = sayAttached(attached);
    return { accepted: { type, status: 'True', reason: 'Accepted', message }, partiallyInvalid };
  }
  const why = sayRefusals(selected);
  if (selected.some(({ attachment }) => attachment === 'unknown')) {
    return { accepted: { type, status: 'Unknown', reason: 'Pending', message: why }, partiallyInvalid: null };
  }
  const message = `Admitted, yet no request reaches it: ${why}`;
  return { accepted: { type, status: 'True', reason: 'Accepted', message }, partiallyInvalid };
}

/** What may fail on a listener that did pick the Route. */
const isNoSelection: ReadonlySet<Check['check']> = new Set(['routeAllows', 'hostname', 'rules']);

/** Did the listener pick the Route, whatever the Route says to it? */
function isSelected({ checks }: ListenerVerdict): boolean {
  return checks.every(({ check, outcome }) => outcome !== 'fail' || isNoSelection.has(check));
}

function bindListener(
  context: BindingContext,
  gateway: JudgedGateway,
  listener: ListenerFacts,
  { route, rules }: Readonly<{ route: LegacyHTTPRoute; rules: readonly RulesCheck[] }>,
): ListenerVerdict {
  const { namespace = '', labels = {} } = route.metadata;
  const selector = evaluateSelector(listener.routeSelector ?? {}, labels);
  const hostname = checkHostname(listener.hostname ?? undefined, route.spec.hostnames, 'oneLabel');
  const checks: Check[] = [
    checkRouteKind(listener, kind),
    checkRouteNamespace(context, listener.namespaceRule, { listener: gateway.namespace, route: namespace }),
    { check: 'routeLabels', outcome: isMatch(selector) ? 'pass' : 'fail', selector },
    {
      check: 'routeAllows',
      outcome: routeAllows(route, gateway) ? 'pass' : 'fail',
      allow: route.spec.gateways.allow,
      routeNamespace: namespace,
      gateway: { namespace: gateway.namespace, name: gateway.name },
      gatewayRefs: gatewayRefsOf(route),
    },
    hostname,
    ...rules,
  ];
  const attachment = combine(checks);
  return {
    listener: listener.key,
    listenerName: listener.name,
    checks,
    attachment,
    effectiveHostnames: answersFor(gateway, attachment, checks) ? hostname.effectiveHostnames : [],
  };
}

/** The refusal, and the Gateway probably meant when a gatewayRef names one that does not exist. */
function sayVeto(
  [first]: readonly ListenerVerdict[],
  gateway: JudgedGateway,
  route: LegacyHTTPRoute,
  gateways: Gateways,
): string {
  const veto = first?.checks.filter(({ check }) => check === 'routeAllows') ?? [];
  const why = sayRefusals(first ? [{ ...first, checks: veto }] : []);
  const meant = gatewayRefsOf(route).some((ref) => {
    const key = objectKey({ group: LEGACY_GROUP, kind: 'Gateway', ...ref });
    return !gateways.has(key) && findNearKey(key, gateways.keys()) === gateway.key;
  });
  return meant ? `${why} Did you mean ${formatKey(gateway.key)}?` : why;
}

/** Ports of the listeners that serve the Route (or might): what a forwardTo without a port means. */
function portsOf(gateways: Gateways, parents: readonly ParentResult[]): readonly number[] {
  const taken = parents.flatMap(({ parent, listeners }) =>
    listeners
      .filter(({ attachment }) => attachment === 'attached')
      .flatMap(({ listener }) => gateways.get(parent)?.listeners.find(({ key }) => key === listener)?.port ?? []),
  );
  const all = parents.flatMap(({ parent }) => gateways.get(parent)?.listeners.map(({ port }) => port) ?? []);
  return taken.length > 0 ? taken : all;
}

function portFor(
  context: BindingContext,
  namespace: string,
  name: string,
  ports: readonly number[],
): number | undefined {
  const found = lookUp(context, 'services', objectKey({ group: '', kind: 'Service', namespace, name }));
  const served = found.state === 'found' ? (found.object.spec.ports ?? []).map(({ port }) => port) : [];
  if (ports.length === 0) return served[0];
  return ports.find((port) => served.includes(port)) ?? ports[0];
}
