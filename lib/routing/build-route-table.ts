import type {
  BindingResult,
  GatewayResult,
  ListenerKey,
  ListenerResult,
  ListenerSetResult,
  ListenerVerdict,
} from '#lib/binding/result.ts';
import { LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import { canonicalHostname, coversHostname } from '#lib/gateway-api/hostname.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { indexEndpoints } from './backend-endpoints.ts';
import { entryOrder } from './precedence.ts';
import { createRouteReader, type RouteSource } from './route-entries.ts';
import { wildcardSpan } from './route-index.ts';
import type {
  CertificatePair,
  GatewayTable,
  ListenerServing,
  ListenerTable,
  RefusedEntry,
  RequestedAddress,
  RouteEntry,
  RouteTable,
  RoutingDialect,
} from './route-table.ts';
import { indexUpstreamTls, readClientValidation } from './tls-sources.ts';

/**
 * What traffic does under a binding: per Gateway and listener the merged flat list of hostname × match × rule, in
 * precedence order, and the entries of refused Routes for the trace. Pure: the order of the input never shows.
 *
 * @param options.generation what the data plane acknowledges once it serves this table
 * @see Gateway API, HTTPRouteRule.matches
 */
export function buildRouteTable(
  snapshot: Snapshot,
  binding: BindingResult,
  options: Readonly<{ generation: number }>,
): RouteTable {
  const findTls = indexUpstreamTls(snapshot, binding);
  const readRoute = createRouteReader(binding, snapshot, { findEndpoints: indexEndpoints(snapshot), findTls });
  const verdicts = verdictsByListener(binding);
  const sets = Map.groupBy(binding.listenerSets.values(), (set) => set.gateway);
  const gateways = [...binding.gateways.values()].map((gateway) => {
    const sourceOf = (route: ObjectKey) => readRoute(route, gateway.owner);
    return buildGateway(gateway, inMergeOrder(gateway, sets.get(gateway.key) ?? []), snapshot, (listener) =>
      collect(verdicts.get(listener) ?? [], sourceOf),
    );
  });
  return { generation: options.generation, gateways, certificates: readCertificates(gateways, snapshot) };
}

/** What one Route has on one listener, over all its parentRefs. */
type RouteVerdicts = Readonly<{ route: ObjectKey; verdicts: readonly ListenerVerdict[] }>;
type RouteOnListener = Readonly<{ source: RouteSource; verdicts: readonly ListenerVerdict[] }>;

function verdictsByListener(binding: BindingResult): ReadonlyMap<ListenerKey, readonly RouteVerdicts[]> {
  const byListener = new Map<ListenerKey, { route: ObjectKey; verdicts: ListenerVerdict[] }[]>();
  for (const { key, parents } of binding.routes.values()) {
    for (const verdict of parents.flatMap((parent) => relevant(parent.listeners))) {
      const routes = byListener.get(verdict.listener) ?? [];
      byListener.set(verdict.listener, routes);
      const last = routes.at(-1);
      if (last?.route === key) last.verdicts.push(verdict);
      else routes.push({ route: key, verdicts: [verdict] });
    }
  }
  return byListener;
}

/** A parentRef concerns the listeners it selects; one that selects none (a wrong sectionName) concerns them all. */
function relevant(verdicts: readonly ListenerVerdict[]): readonly ListenerVerdict[] {
  const selected = verdicts.filter(({ attachment }) => attachment !== 'notSelected');
  return selected.length > 0 ? selected : verdicts;
}

function collect(
  routes: readonly RouteVerdicts[],
  sourceOf: (route: ObjectKey) => RouteSource | null,
): readonly RouteOnListener[] {
  return routes.flatMap(({ route, verdicts }) => {
    const source = sourceOf(route);
    return source ? [{ source, verdicts }] : [];
  });
}

type RoutesOn = (listener: ListenerKey) => readonly RouteOnListener[];

/** The ListenerSets of a Gateway: those it takes, in their order, then those it does not, which serve nothing. */
function inMergeOrder(
  { attachedListenerSets }: GatewayResult,
  sets: readonly ListenerSetResult[],
): readonly ListenerSetResult[] {
  const place = new Map(attachedListenerSets.map((key, index) => [key, index]));
  const placeOf = ({ key }: ListenerSetResult) => place.get(key) ?? place.size;
  return sets.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function buildGateway(
  gateway: GatewayResult,
  sets: readonly ListenerSetResult[],
  snapshot: Snapshot,
  routesOn: RoutesOn,
): GatewayTable {
  const tableOf = (owner: GatewayResult | ListenerSetResult) =>
    owner.listeners.map((listener) => ({
      ...buildListener(gateway, listener, {
        routes: routesOn(listener.key),
        serving: checkServing(gateway, owner, listener),
      }),
      clientValidation: readClientValidation(snapshot, gateway, listener),
    }));
  return {
    gateway: gateway.key,
    owner: gateway.owner,
    requestedAddresses: requestedAddresses(gateway.key, snapshot),
    clientCertificate: clientCertificateOf(gateway),
    listeners: [gateway, ...sets].flatMap(tableOf),
  };
}

function clientCertificateOf({ clientCertificate }: GatewayResult): ObjectKey | null {
  return clientCertificate?.outcome.state === 'valid' ? clientCertificate.outcome.secret : null;
}

function requestedAddresses(key: ObjectKey, snapshot: Snapshot): readonly RequestedAddress[] {
  const gateway = snapshot.gateways.get(key) ?? snapshot.legacyGateways.get(key);
  return (gateway?.spec.addresses ?? []).map(({ type, value }) => ({ type, value: value || null }));
}

function buildListener(
  gateway: GatewayResult,
  listener: ListenerResult,
  { routes, serving }: Readonly<{ routes: readonly RouteOnListener[]; serving: ListenerServing }>,
): Omit<ListenerTable, 'clientValidation'> {
  const dialect: RoutingDialect = identityOf(gateway.key).group === LEGACY_GROUP ? 'v1alpha1' : 'v1';
  const order = entryOrder(dialect);
  const hostname = canonicalHostname(listener.hostname ?? '');
  return {
    key: listener.key,
    gateway: gateway.key,
    name: listener.name,
    protocol: listener.protocol,
    port: listener.port,
    hostname,
    dialect,
    serving,
    certificates: listener.certificates.flatMap(({ outcome }) => (outcome.state === 'valid' ? [outcome.secret] : [])),
    entries: routes.flatMap(servedEntries).sort(order),
    refused: routes
      .flatMap((route) => refusedEntries(route, hostname, dialect))
      .sort((a, b) => order(a.entry, b.entry)),
  };
}

function servedEntries({ source, verdicts }: RouteOnListener): readonly RouteEntry[] {
  const hostnames = [...new Set(verdicts.flatMap((verdict) => verdict.effectiveHostnames))];
  const standing = verdicts.some(({ attachment }) => attachment === 'attached') ? 'attached' : 'refused';
  return hostnames.flatMap(source.entriesOn).map((entry) => (standing === 'attached' ? entry : { ...entry, standing }));
}

function refusedEntries(
  { source, verdicts }: RouteOnListener,
  listenerHostname: string,
  dialect: RoutingDialect,
): readonly RefusedEntry[] {
  const [verdict] = verdicts;
  if (!verdict || verdicts.some((each) => each.effectiveHostnames.length > 0)) return [];
  const { attachment } = verdict;
  if (attachment === 'attached') return [];
  const failed = verdict.checks.filter(({ outcome }) => outcome !== 'pass');
  return hostnamesAskedFor(source, listenerHostname, dialect)
    .flatMap(source.entriesOn)
    .map((entry) => ({ entry, attachment, failed }));
}

/** What the Route would serve here if it could: its hostnames, narrowed by the listener's where they overlap. */
function hostnamesAskedFor({ hostnames }: RouteSource, listener: string, dialect: RoutingDialect): readonly string[] {
  if (hostnames.length === 0) return [listener];
  const own = hostnames.map(canonicalHostname);
  return [...new Set(own.map((name) => (coversHostname(name, listener, wildcardSpan(dialect)) ? listener : name)))];
}

/**
 * Whether a listener takes traffic, by the engine's verdict and not by what the data plane reported: a port that was
 * refused is asked for again with the next table.
 */
function checkServing(
  gateway: GatewayResult,
  owner: GatewayResult | ListenerSetResult,
  listener: ListenerResult,
): ListenerServing {
  if ('refusal' in owner && owner.refusal) {
    const { outcome, reason } = owner.refusal;
    return { state: 'notServing', why: outcome === 'fail' ? reason : 'Pending' };
  }
  const gatewayAccepted = findCondition(gateway.conditions, 'Accepted');
  if (gatewayAccepted?.status === 'False' && gatewayAccepted.reason !== 'ListenersNotValid')
    return { state: 'notServing', why: gatewayAccepted.reason };
  const accepted = findCondition(listener.conditions, 'Accepted');
  if (accepted?.status !== 'True' && accepted?.reason !== 'PortUnavailable')
    return { state: 'notServing', why: accepted?.reason ?? 'Pending' };
  const refused = listener.certificates.find(({ outcome }) => outcome.state !== 'valid');
  if (refused) return { state: 'notServing', why: reasonOf(refused.outcome) };
  if (listener.protocol === 'HTTPS' && listener.certificates.length === 0)
    return { state: 'notServing', why: 'InvalidCertificateRef' };
  return { state: 'serving' };
}

function reasonOf(outcome: ListenerResult['certificates'][number]['outcome']): string {
  return outcome.state === 'invalid' ? outcome.reason : 'InvalidCertificateRef';
}

function readCertificates(
  gateways: readonly GatewayTable[],
  snapshot: Snapshot,
): ReadonlyMap<ObjectKey, CertificatePair> {
  const ours = gateways.filter(({ owner }) => owner === 'ours');
  const keys = ours.flatMap(({ clientCertificate, listeners }) => [
    ...(clientCertificate ? [clientCertificate] : []),
    ...listeners.flatMap(({ certificates }) => certificates),
  ]);
  return new Map(
    keys.flatMap((key) => {
      const data = snapshot.secrets.get(key)?.data;
      const certificate = data?.['tls.crt'];
      const privateKey = data?.['tls.key'];
      return certificate && privateKey ? [[key, { certificate, privateKey }] as const] : [];
    }),
  );
}
