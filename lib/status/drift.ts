import type {
  BackendTlsPolicyResult,
  GatewayResult,
  ListenerResult,
  ListenerSetResult,
  ParentResult,
  RouteResult,
} from '#lib/binding/result.ts';
import { GATEWAY_GROUP, type ParentReference } from '#lib/gateway-api/common.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import type { HTTPRoute } from '#lib/gateway-api/http-route.ts';
import type { ListenerSet } from '#lib/gateway-api/listener-set.ts';
import type { BackendTLSPolicy } from '#lib/gateway-api/policies.ts';
import type { LegacyGateway } from '#lib/gateway-api/v1alpha1/gateway.ts';
import type { LegacyHTTPRoute } from '#lib/gateway-api/v1alpha1/http-route.ts';
import { type Condition, type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { isVendorReason } from './known-reasons.ts';
import { admitted, gatewayVerdicts, listenerVerdicts } from './legacy-verdicts.ts';
import { conditionsOf, isSameParent } from './route-status.ts';

/** How verdict and written condition differ; `stale`: written about an older generation. */
export type Drift = 'same' | 'statusDiffers' | 'reasonDiffers' | 'stale' | 'notWritten';

/** The engine's verdict beside what stands in the cluster, for one condition type. */
export type ConditionPair = Readonly<{
  type: string;
  /** null when the engine owes none */
  verdict: ConditionVerdict | null;
  /** null when nobody wrote one */
  written: Condition | null;
  state: Drift;
  /** `state` in a few words; null when they agree */
  drift: string | null;
  /** true when the written reason is no word of the spec */
  vendor: boolean;
}>;

/** The status entry of one parent, or of a Gateway or listener as a whole. */
export type StatusComparison = Readonly<{
  /** `infra-ns/shared-gateway`, `Gateway infra/edge`, `listener proxy` */
  title: string;
  /** who wrote it or should; null when nobody did and nobody is known to serve it */
  controllerName: string | null;
  ours: boolean;
  pairs: readonly ConditionPair[];
}>;

/** Gateway API, then v1alpha1's GatewayClass and Gateway. */
const DEFAULT_REASONS: ReadonlySet<string> = new Set(['Pending', 'Waiting', 'NotReconciled']);

const words: Readonly<Record<Drift, string | null>> = {
  same: null,
  statusDiffers: 'status differs',
  reasonDiffers: 'reason differs',
  stale: 'written for an older generation',
  notWritten: 'not written',
};

/** The few words of the worst difference among these, for a badge; null when all agree. */
export function summariseDrift(comparisons: readonly StatusComparison[]): string | null {
  const states = comparisons.flatMap(({ pairs }) => pairs.map(({ state }) => state));
  const worst = (['statusDiffers', 'stale', 'reasonDiffers', 'notWritten'] as const).find((s) => states.includes(s));
  return worst === undefined ? null : words[worst];
}

/** Per parent and controller: what the engine says and what was written. Entries for other refs are listed too. */
export function compareRouteStatus(route: HTTPRoute, result: RouteResult): StatusComparison[] {
  const entries = route.status?.parents ?? [];
  const namespace = route.metadata.namespace ?? '';
  const told = new Set<unknown>();
  const judged = result.parents.flatMap((parent): StatusComparison[] => {
    if (parent.source.from !== 'parentRef') return [];
    const { ref } = parent.source;
    const matching = entries.filter((entry) => isSameParent(entry.parentRef, ref, namespace));
    for (const entry of matching) told.add(entry);
    const title = titleOf(parent.parent, ref);
    return compareParent({ title, parent, result, generation: route.metadata.generation }, matching);
  });
  const rest = entries.filter((entry) => !told.has(entry));
  const strays = rest.map(({ parentRef, controllerName, conditions }): StatusComparison => {
    const key = `${parentRef.namespace ?? namespace}/${parentRef.name}`;
    return { title: key, controllerName, ours: false, pairs: compare([], conditions, route.metadata.generation) };
  });
  return [...judged, ...strays];
}

type Comparing = Readonly<{ title: string; parent: ParentResult; result: RouteResult; generation: number | undefined }>;
type WrittenEntry = Readonly<{ controllerName: string; conditions: readonly Condition[] }>;

function compareParent(comparing: Comparing, entries: readonly WrittenEntry[]): StatusComparison[] {
  const { title, parent, result, generation } = comparing;
  const own = entries.find(({ controllerName }) => controllerName === parent.controllerName);
  const verdicts = conditionsOf(parent, result);
  const others = entries
    .filter((entry) => entry !== own)
    .map(({ controllerName, conditions }): StatusComparison => {
      return { title, controllerName, ours: false, pairs: compare([], conditions, generation) };
    });
  if (verdicts.length === 0 && !own) return others;
  const { controllerName, owner } = parent;
  const pairs = compare(verdicts, own?.conditions ?? [], generation);
  return [{ title, controllerName, ours: owner === 'ours', pairs }, ...others];
}

/** The Gateway as a whole, then each listener. */
export function compareGatewayStatus(gateway: Gateway, result: GatewayResult): StatusComparison[] {
  const { generation } = gateway.metadata;
  const { controllerName, owner } = result;
  const base = { controllerName, ours: owner === 'ours' };
  return [
    {
      ...base,
      title: `Gateway ${formatKey(result.key)}`,
      pairs: compare(result.conditions, gateway.status?.conditions ?? [], generation),
    },
    ...result.listeners.map((listener) => compareListenerStatus(gateway, result, listener)),
  ];
}

/** The ListenerSet as a whole, then each listener. */
export function compareListenerSetStatus(set: ListenerSet, result: ListenerSetResult): StatusComparison[] {
  const { controllerName, owner } = result;
  const pairs = compare(result.conditions, set.status?.conditions ?? [], set.metadata.generation);
  return [
    { controllerName, ours: owner === 'ours', title: `ListenerSet ${formatKey(result.key)}`, pairs },
    ...result.listeners.map((listener) => compareListenerStatus(set, result, listener)),
  ];
}

/** For each Gateway that reaches it, then the entries that others wrote. */
export function compareTlsPolicyStatus(
  policy: BackendTLSPolicy,
  result: BackendTlsPolicyResult,
  controllerNames: readonly string[],
): StatusComparison[] {
  const { generation, namespace = '' } = policy.metadata;
  const [controllerName = null] = controllerNames;
  const told = new Set<unknown>();
  const owed = result.ancestors.map((gateway): StatusComparison => {
    const { namespace: where, name } = identityOf(gateway);
    const ref = { group: GATEWAY_GROUP, kind: 'Gateway', namespace: where, name };
    const entry = policy.status?.ancestors.find(
      (each) => controllerNames.includes(each.controllerName) && isSameParent(each.ancestorRef, ref, namespace),
    );
    told.add(entry);
    const pairs = compare(result.conditions, entry?.conditions ?? [], generation);
    return { title: formatKey(gateway), controllerName, ours: true, pairs };
  });
  const rest = (policy.status?.ancestors ?? []).filter((entry) => !told.has(entry));
  const others = rest.map(({ ancestorRef, controllerName: writer, conditions }): StatusComparison => {
    const title = `${ancestorRef.namespace ?? namespace}/${ancestorRef.name}`;
    return { title, controllerName: writer, ours: false, pairs: compare([], conditions, generation) };
  });
  return [...owed, ...others];
}

export function compareListenerStatus(
  gateway: Gateway | ListenerSet,
  { controllerName, owner }: Pick<GatewayResult, 'controllerName' | 'owner'>,
  listener: ListenerResult,
): StatusComparison {
  const written = gateway.status?.listeners?.find(({ name }) => name === listener.name)?.conditions ?? [];
  const pairs = compare(listener.conditions, written, gateway.metadata.generation);
  return { title: `listener ${listener.name}`, controllerName, ours: owner === 'ours', pairs };
}

/** As `compareRouteStatus`, under the condition names of v1alpha1. */
export function compareLegacyRouteStatus(route: LegacyHTTPRoute, result: RouteResult): StatusComparison[] {
  const entries = route.status?.gateways ?? [];
  const { generation } = route.metadata;
  return result.parents.flatMap((parent): StatusComparison[] => {
    const { name, namespace } = identityOf(parent.parent);
    const entry = entries.find(({ gatewayRef }) => gatewayRef.name === name && gatewayRef.namespace === namespace);
    const verdicts = parent.accepted ? [admitted(parent.accepted)] : [];
    if (verdicts.length === 0 && !entry) return [];
    const pairs = compare(verdicts, entry?.conditions ?? [], generation);
    const controllerName = parent.controllerName ?? entry?.gatewayRef.controller ?? null;
    return [{ title: `${namespace}/${name}`, controllerName, ours: parent.owner === 'ours', pairs }];
  });
}

/** As `compareGatewayStatus`, under the condition names of v1alpha1; listeners are compared by port. */
export function compareLegacyGatewayStatus(gateway: LegacyGateway, result: GatewayResult): StatusComparison[] {
  const { generation } = gateway.metadata;
  const { controllerName, owner } = result;
  if (owner === 'none') return [];
  const base = { controllerName, ours: owner === 'ours' };
  const ports = [...Map.groupBy(result.listeners, ({ port }) => port)];
  return [
    {
      ...base,
      title: `Gateway ${formatKey(result.key)}`,
      pairs: compare(gatewayVerdicts(result), gateway.status?.conditions ?? [], generation),
    },
    ...ports.map(([port, listeners]) => {
      const written = gateway.status?.listeners?.find((entry) => entry.port === port)?.conditions ?? [];
      return { ...base, title: `port ${port}`, pairs: compare(listenerVerdicts(listeners), written, generation) };
    }),
  ];
}

function compare(
  verdicts: readonly ConditionVerdict[],
  written: readonly Condition[],
  generation: number | undefined,
): ConditionPair[] {
  const judged = new Set(verdicts.map(({ type }) => type));
  return [
    ...verdicts.map((verdict) => pair(verdict, findCondition(written, verdict.type) ?? null, generation)),
    ...written.filter(({ type }) => !judged.has(type)).map((condition) => pairOfWritten(condition)),
  ];
}

function pair(verdict: ConditionVerdict, written: Condition | null, generation: number | undefined): ConditionPair {
  const state = driftOf(verdict, written, generation);
  const vendor = written !== null && isVendorReason(written.type, written.reason);
  return { type: verdict.type, verdict, written, state, drift: words[state], vendor };
}

/** A condition the engine has no verdict on is no drift. */
function pairOfWritten(written: Condition): ConditionPair {
  const vendor = isVendorReason(written.type, written.reason);
  return { type: written.type, verdict: null, written, state: 'same', drift: null, vendor };
}

function driftOf(verdict: ConditionVerdict, written: Condition | null, generation: number | undefined): Drift {
  if (!written || isDefault(written)) return 'notWritten';
  if ((written.observedGeneration ?? generation ?? 0) < (generation ?? 0)) return 'stale';
  if (written.status !== verdict.status) return 'statusDiffers';
  return written.reason === verdict.reason ? 'same' : 'reasonDiffers';
}

/** What the CRDs put there before any controller wrote; it carries no generation. */
function isDefault({ reason, observedGeneration }: Condition): boolean {
  return observedGeneration === undefined && DEFAULT_REASONS.has(reason);
}

function titleOf(parent: ObjectKey, { sectionName, port }: ParentReference): string {
  return `${formatKey(parent)}${sectionName ? `#${sectionName}` : ''}${port ? `:${port}` : ''}`;
}
