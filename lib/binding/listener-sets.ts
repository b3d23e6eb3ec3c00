import type { Gateway } from '#lib/gateway-api/gateway.ts';
import type { ListenerSet } from '#lib/gateway-api/listener-set.ts';
import { type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import { compareSeniority } from '#lib/kube/creation.ts';
import { compareText, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { parentCollection } from './attachment.ts';
import { checkRouteNamespace } from './checks/route-namespace.ts';
import { type BindingContext, inKeyOrder, isAbsenceFact } from './context.ts';
import { buildListenerResults, capabilitiesFor, type JudgedGateway, type JudgedParent } from './gateways.ts';
import { judgeListenerConditions } from './listener-conditions.ts';
import { judgeSetConditions } from './listener-set-conditions.ts';
import { type ListenerFacts, markConflicts, readListeners } from './listeners.ts';
import { settleConflicts } from './merged-listeners.ts';
import { reportOf } from './report-state.ts';
import type { ListenerResult, ListenerSetCheck, ListenerSetResult, ParentTarget } from './result.ts';

/** A ListenerSet judged, before Routes are counted. */
export type JudgedListenerSet = JudgedParent & Readonly<{ result: ListenerSetResult }>;

export type MergedGateways = Readonly<{
  /** with the sets counted, and overlaps seen across all listeners of a Gateway */
  gateways: ReadonlyMap<ObjectKey, JudgedGateway>;
  listenerSets: ReadonlyMap<ObjectKey, JudgedListenerSet>;
}>;

/**
 * Adds the ListenerSets to the Gateways they name. The Gateway's own listeners come first, then those of each set it
 * takes, the oldest set first; a listener of a set gives way to all that stand before it.
 *
 * @see Gateway API, ListenerSet; GEP-1713
 */
export function mergeListenerSets(
  context: BindingContext,
  gateways: ReadonlyMap<ObjectKey, JudgedGateway>,
): MergedGateways {
  const sets = inKeyOrder(context.snapshot.listenerSets).map(([key, set]) => readSet(context, gateways, key, set));
  const merged = new Map(gateways);
  const judged = new Map<ObjectKey, JudgedListenerSet>();
  for (const [parent, own] of Map.groupBy(sets, ({ gateway }) => gateway)) {
    const gateway = gateways.get(parent) ?? null;
    const results = judgeSetsOf(context, gateway, own);
    for (const result of results) judged.set(result.key, result);
    if (gateway) merged.set(parent, mergeInto(gateway, results));
  }
  return { gateways: merged, listenerSets: new Map([...judged].sort(([a], [b]) => compareText(a, b))) };
}

type ReadSet = Readonly<{
  key: ObjectKey;
  set: ListenerSet;
  gateway: ObjectKey;
  target: ParentTarget;
  /** as declared, whoever else is on their ports */
  facts: readonly ListenerFacts[];
  refusal: ListenerSetCheck | null;
}>;

function readSet(
  context: BindingContext,
  gateways: ReadonlyMap<ObjectKey, JudgedGateway>,
  key: ObjectKey,
  set: ListenerSet,
): ReadSet {
  const { group, kind, name, namespace = set.metadata.namespace ?? '' } = set.spec.parentRef;
  const gateway = objectKey({ group, kind, namespace, name });
  const parent = gateways.get(gateway);
  const spec = context.snapshot.gateways.get(gateway) ?? null;
  const capabilities = capabilitiesFor(context, parent?.ownership ?? noOwner);
  const facts = readListeners(context, { key, listeners: set.spec.listeners, gateway: spec }, capabilities);
  const target = targetOf(context, set, parent);
  const refusal = parent && spec ? checkAllowed(context, set, spec, parent) : lacksGateway(set, gateway, target);
  return { key, set, gateway, target, facts, refusal };
}

const noOwner = { owner: 'none', controllerName: null } as const;

function targetOf({ snapshot }: BindingContext, set: ListenerSet, parent: JudgedGateway | undefined): ParentTarget {
  if (parentCollection(set.spec.parentRef) !== 'gateways') return { state: 'notJudged' };
  if (parent) return { state: 'found' };
  return { state: isAbsenceFact(snapshot.coverage.gateways) ? 'missing' : 'unknown' };
}

/** Without a Gateway nobody takes it, which is a fact only when there is none for certain. */
function lacksGateway(set: ListenerSet, gateway: ObjectKey, { state }: ParentTarget): ListenerSetCheck {
  const outcome = state === 'missing' ? 'fail' : 'unknown';
  const setNamespace = set.metadata.namespace ?? '';
  return { check: 'listenerSet', outcome, reason: 'NoGateway', gateway, from: 'None', setNamespace, selector: null };
}

/** `allowedListeners` of the Gateway, which lets nobody in when it is left out; then whether the Gateway itself stands. */
function checkAllowed(
  context: BindingContext,
  set: ListenerSet,
  gateway: Gateway,
  { key, namespace, result }: JudgedGateway,
): ListenerSetCheck | null {
  const rule = gateway.spec.allowedListeners?.namespaces ?? { from: 'None' };
  const setNamespace = set.metadata.namespace ?? '';
  const allowed = checkRouteNamespace(context, rule, { listener: namespace, route: setNamespace });
  const operands = {
    check: 'listenerSet',
    gateway: key,
    from: rule.from,
    setNamespace,
    selector: allowed.selector,
  } as const;
  if (allowed.outcome !== 'pass') return { ...operands, outcome: allowed.outcome, reason: 'NotAllowed' };
  const accepted = findCondition(result.conditions, 'Accepted');
  return accepted?.status === 'False' ? { ...operands, outcome: 'fail', reason: 'ParentNotAccepted' } : null;
}

function judgeSetsOf(
  context: BindingContext,
  gateway: JudgedGateway | null,
  sets: readonly ReadSet[],
): readonly JudgedListenerSet[] {
  const capabilities = capabilitiesFor(context, gateway?.ownership ?? noOwner);
  const ordered = [...sets].sort((a, b) => compareSeniority(a.set, b.set));
  const taken = ordered.filter(({ refusal }) => refusal === null);
  const settled = settleConflicts(
    gateway?.listeners ?? [],
    taken.map(({ facts }) => facts),
    capabilities,
  );
  const factsOf = new Map(taken.map(({ key }, index) => [key, settled[index] ?? []]));
  const siblings = [...(gateway?.listeners ?? []), ...settled.flat()];
  return ordered.map((read) => {
    const facts = factsOf.get(read.key) ?? markConflicts(read.facts, capabilities);
    return judgeSet(context, gateway, { ...read, facts }, factsOf.has(read.key) ? siblings : facts);
  });
}

function judgeSet(
  context: BindingContext,
  gateway: JudgedGateway | null,
  { key, set, gateway: parent, target, facts, refusal }: ReadSet,
  siblings: readonly ListenerFacts[],
): JudgedListenerSet {
  const ownership = gateway?.ownership ?? noOwner;
  const { listeners, ports } = buildListenerResults(facts, reportOf(context, parent), ownership, siblings);
  const conditions = judgeSetConditions({ gateway, refusal, facts, ports, results: listeners });
  const namespace = set.metadata.namespace ?? '';
  const [accepted] = conditions;
  const served = refusal && accepted ? listeners.map((listener) => close(listener, accepted)) : listeners;
  const { owner, controllerName } = ownership;
  return {
    key,
    namespace,
    ownership,
    listeners: facts,
    refusal,
    result: { key, gateway: parent, target, owner, controllerName, refusal, conditions, listeners: served },
  };
}

/** A listener of a set that its Gateway does not take is served nowhere; of one that it may take that is not known. */
function close(listener: ListenerResult, { status, message }: ConditionVerdict): ListenerResult {
  const closed: Pick<ConditionVerdict, 'status' | 'reason'> =
    status === 'False' ? { status, reason: 'Invalid' } : { status: 'Unknown', reason: 'Pending' };
  const conditions = listener.conditions.map((condition) =>
    condition.type === 'Programmed' && condition.status !== 'False' ? { ...condition, ...closed, message } : condition,
  );
  return { ...listener, conditions };
}

function mergeInto(gateway: JudgedGateway, sets: readonly JudgedListenerSet[]): JudgedGateway {
  const attached = sets.filter(({ result }) => findCondition(result.conditions, 'Accepted')?.status === 'True');
  const siblings = [...gateway.listeners, ...sets.flatMap(({ refusal, listeners }) => (refusal ? [] : listeners))];
  const listeners = gateway.result.listeners.map((listener, index) => {
    const facts = gateway.listeners[index];
    if (!facts) return listener;
    const overlap = judgeListenerConditions(facts, siblings, { state: 'granted' }, gateway.ownership).filter(isOverlap);
    return { ...listener, conditions: [...listener.conditions.filter((each) => !isOverlap(each)), ...overlap] };
  });
  return { ...gateway, result: { ...gateway.result, listeners, attachedListenerSets: attached.map(({ key }) => key) } };
}

const isOverlap = ({ type }: Readonly<{ type: string }>) => type === 'OverlappingTLSConfig';
