import { GATEWAY_GROUP, type ParentReference } from '#lib/gateway-api/common.ts';
import type { ConditionStatus, ConditionVerdict } from '#lib/kube/condition.ts';
import type { GroupKind } from '#lib/kube/object.ts';
import { type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { sayCheck } from './check-words.ts';
import { checkHostname } from './checks/hostname.ts';
import { checkParentSection } from './checks/parent-section.ts';
import { checkRouteKind } from './checks/route-kind.ts';
import { checkRouteNamespace } from './checks/route-namespace.ts';
import { checkRules } from './checks/rules.ts';
import { type BindingContext, isAbsenceFact } from './context.ts';
import type { JudgedParent } from './gateways.ts';
import type { ListenerFacts } from './listeners.ts';
import type { Attachment, Check, ListenerVerdict, ParentResult, RuleProblem, RulesCheck } from './result.ts';
import { sayNoListener } from './section-words.ts';
import { formatSentence, listOf, say } from './sentence.ts';

/** A Route as attachment sees it, whatever its kind. */
export type Attaching = Readonly<{
  kind: GroupKind;
  namespace: string;
  hostnames: readonly string[] | undefined;
  /** per rule, what keeps it from being served there; a rule with an empty list is usable */
  problems: (gateway: JudgedParent) => readonly (readonly RuleProblem[])[];
}>;

/**
 * One parentRef: which listeners take the Route, and the parent's Accepted verdict.
 *
 * @see Gateway API, ParentReference; reasons of RouteConditionAccepted
 */
export function bindParent(
  context: BindingContext,
  judged: ReadonlyMap<ObjectKey, JudgedParent>,
  route: Attaching,
  source: Readonly<{ ref: ParentReference; index: number }>,
): ParentResult {
  const { ref, index } = source;
  const namespace = ref.namespace ?? route.namespace;
  const parent = objectKey({ group: ref.group, kind: ref.kind, namespace, name: ref.name });
  const base = { source: { from: 'parentRef', index, ref }, parent } as const;
  const collection = parentCollection(ref);
  if (collection === null) return { ...base, ...unbound('notJudged') };
  const gateway = judged.get(parent);
  if (!gateway)
    return { ...base, ...unbound(isAbsenceFact(context.snapshot.coverage[collection]) ? 'missing' : 'unknown') };
  const problems = route.problems(gateway);
  const bound = { route, ref, rules: checkRules(problems) };
  const listeners = gateway.listeners.map((listener) => bindListener(context, gateway, listener, bound));
  const { owner, controllerName } = gateway.ownership;
  const found = { ...base, target: { state: 'found' }, owner, controllerName, listeners } as const;
  if (owner === 'none') return { ...found, accepted: null, partiallyInvalid: null };
  return { ...found, ...acceptParent(listeners, problems, ref) };
}

/** Where a Route's parent of this kind is kept; null for kinds that are no parents here. */
export function parentCollection({ group, kind }: GroupKind): 'gateways' | 'listenerSets' | null {
  if (group !== GATEWAY_GROUP) return null;
  return kind === 'Gateway' ? 'gateways' : kind === 'ListenerSet' ? 'listenerSets' : null;
}

function unbound(state: 'missing' | 'unknown' | 'notJudged') {
  return {
    target: { state },
    owner: 'none',
    controllerName: null,
    accepted: null,
    partiallyInvalid: null,
    listeners: [],
  } as const;
}

type Bound = Readonly<{ route: Attaching; ref: ParentReference; rules: readonly RulesCheck[] }>;

function bindListener(
  context: BindingContext,
  gateway: JudgedParent,
  listener: ListenerFacts,
  { route, ref, rules }: Bound,
): ListenerVerdict {
  const namespaces = { listener: gateway.namespace, route: route.namespace };
  const section = checkParentSection(ref, listener);
  const hostname = checkHostname(listener.hostname ?? undefined, route.hostnames);
  const admission: Check[] = [
    ...(gateway.refusal ? [gateway.refusal] : []),
    checkRouteKind(listener, route.kind),
    checkRouteNamespace(context, listener.namespaceRule, namespaces),
    hostname,
    ...rules,
  ];
  const attachment = section.outcome === 'fail' ? 'notSelected' : combine(admission);
  return {
    listener: listener.key,
    listenerName: listener.name,
    checks: [section, ...admission],
    attachment,
    effectiveHostnames: answersFor(gateway, attachment, [section, ...admission]) ? hostname.effectiveHostnames : [],
  };
}

/** Does the data plane know the Route on this listener? See `ListenerVerdict.effectiveHostnames`. */
export function answersFor({ ownership }: JudgedParent, attachment: Attachment, checks: readonly Check[]): boolean {
  if (attachment === 'attached') return true;
  return (
    ownership.owner === 'ours' && checks.every(({ check, outcome }) => (outcome === 'pass') !== (check === 'rules'))
  );
}

/** One refusal refuses; without one, anything unknown leaves it open. */
export function combine(checks: readonly Check[]): Attachment {
  if (checks.some(({ outcome }) => outcome === 'fail')) return 'refused';
  return checks.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'attached';
}

/** What a listener refuses by, before hostnames are looked at. */
const gates = ['listenerSet', 'routeKind', 'routeNamespace'] as const;

type Acceptance = Pick<ParentResult, 'accepted' | 'partiallyInvalid'>;

/**
 * The parent's verdict is that of the listener that got furthest: section, then kind and namespace, then hostname.
 */
function acceptParent(
  listeners: readonly ListenerVerdict[],
  problems: readonly (readonly RuleProblem[])[],
  ref: ParentReference,
): Acceptance {
  const selected = listeners.filter(({ attachment }) => attachment !== 'notSelected');
  if (selected.length === 0) return refuse('NoMatchingParent', formatSentence(sayNoListener(listeners, ref)));
  const why = sayRefusals(selected);
  const admitted = selected.filter((verdict) => !gates.some((check) => failed(verdict, check)));
  if (admitted.length === 0) return refuse('NotAllowedByListeners', why);
  const open = admitted.filter((verdict) => !failed(verdict, 'hostname'));
  if (open.length === 0) return refuse('NoMatchingListenerHostname', why);
  return acceptRules(problems) ?? acceptListeners(open, problems, why);
}

function acceptListeners(
  open: readonly ListenerVerdict[],
  problems: readonly (readonly RuleProblem[])[],
  why: string,
): Acceptance {
  const attached = open.filter(({ attachment }) => attachment === 'attached');
  if (attached.length === 0) return { accepted: accepted('Unknown', 'Pending', why), partiallyInvalid: null };
  return {
    accepted: accepted('True', 'Accepted', sayAttached(attached)),
    partiallyInvalid: judgePartial(problems),
  };
}

/** `Attached to listeners a, b and c.` */
export function sayAttached(attached: readonly ListenerVerdict[]): string {
  const names = attached.map(({ listenerName }) => listenerName);
  return formatSentence(say`Attached to ${listOf('listener', 'listeners', names)}.`);
}

/** The refusal when not one rule can be served; null when some can. */
export function acceptRules(problems: readonly (readonly RuleProblem[])[]): Acceptance | null {
  if (problems.length === 0 || problems.some((rule) => rule.length === 0)) return null;
  const all = problems.flat();
  const reason = all.every((problem) => problem.reason === 'IncompatibleFilters')
    ? 'IncompatibleFilters'
    : 'UnsupportedValue';
  return refuse(reason, `No rule can be served: ${all.map(({ message }) => message).join('; ')}.`);
}

/** PartiallyInvalid=True when some rules are dropped; null when none is. */
export function judgePartial(problems: readonly (readonly RuleProblem[])[]): ConditionVerdict | null {
  const dropped = problems.flat();
  const [first] = dropped;
  if (!first) return null;
  const message = `Dropped Rule: ${dropped.map((problem) => problem.message).join('; ')}.`;
  return { type: 'PartiallyInvalid', status: 'True', reason: first.reason, message };
}

export function refuse(reason: string, message: string): Acceptance {
  return { accepted: accepted('False', reason, message), partiallyInvalid: null };
}

function accepted(status: ConditionStatus, reason: string, message: string): ConditionVerdict {
  return { type: 'Accepted', status, reason, message };
}

function failed(verdict: ListenerVerdict, check: Check['check']): boolean {
  return verdict.checks.some((c) => c.check === check && c.outcome === 'fail');
}

/** What refused or left open each selected listener, one sentence per check. */
export function sayRefusals(listeners: readonly ListenerVerdict[]): string {
  return listeners
    .flatMap(({ listenerName, checks }) =>
      checks.filter(({ outcome }) => outcome !== 'pass').map((check) => formatSentence(sayCheck(listenerName, check))),
    )
    .join(' ');
}

/** kubectl's word over all parents: True only when every parent says so. */
export function summariseAccepted(parents: readonly ParentResult[]): 'True' | 'Partial' | 'False' | 'Unknown' {
  const words = parents.map(({ accepted: verdict }) => verdict?.status ?? 'Unknown');
  if (words.length === 0) return 'Unknown';
  if (words.every((word) => word === 'True')) return 'True';
  if (words.includes('True')) return 'Partial';
  return words.includes('False') ? 'False' : 'Unknown';
}
