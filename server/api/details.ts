import type {
  GatewayDetail,
  GrantDetail,
  ListenerDetail,
  ListenerSetDetail,
  MergedEntry,
  ObjectMessage,
  RouteDetail,
  StatusComparison,
  TlsPolicyDetail,
} from '#lib/api/messages.ts';
import { type BindingResult, type BindOptions, gatewayBehind, type ListenerResult } from '#lib/binding/result.ts';
import { suggestObject } from '#lib/explain/did-you-mean.ts';
import { formatManifest } from '#lib/explain/diff.ts';
import { explainGateway, explainGrant, explainListener } from '#lib/explain/explain-gateway.ts';
import { explainListenerSet } from '#lib/explain/explain-listener-set.ts';
import { explainRoute } from '#lib/explain/explain-route.ts';
import { explainTlsPolicy } from '#lib/explain/explain-tls-policy.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { formatKey, identityOf, type ObjectKey, parseObjectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import { plainGets } from '#lib/routing/plain-get.ts';
import type { RouteTable } from '#lib/routing/route-table.ts';
import { findShadowed } from '#lib/routing/shadowing.ts';
import { collectionNames } from '#lib/snapshot/collections.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { compareTlsPolicyStatus } from '#lib/status/drift.ts';
import { HttpProblem, ObjectNotFound } from './http.ts';
import { sayPlace } from './say-place.ts';

/** What the answers are read from. */
export type ApiState = Readonly<{
  snapshot: Snapshot;
  options: BindOptions;
  binding: BindingResult;
  table: RouteTable;
}>;

export type DetailSources = Readonly<{
  compareStatus: (snapshot: Snapshot, binding: BindingResult, key: ObjectKey) => readonly StatusComparison[];
  /** the last requests of a Gateway, newest first */
  requestsOf: (gateway: ObjectKey) => readonly AccessRecord[];
}>;

/** @throws HttpProblem BAD_REQUEST when `text` is no object key */
export function readKey(text: string | null): ObjectKey {
  const key = parseObjectKey(text ?? '');
  if (key) return key;
  throw new HttpProblem('BAD_REQUEST', `key must be group/kind/namespace/name, it is ${JSON.stringify(text ?? '')}.`);
}

/** An object that can be shown: of ConfigMaps only CA certificates are held, so whole ones are not to be had here. */
export function findObject(snapshot: Snapshot, key: ObjectKey): KubeObject | null {
  for (const name of collectionNames) {
    if (name === 'configMaps') continue;
    const object = snapshot[name].get(key);
    if (object) return object;
  }
  return null;
}

function objectAt(snapshot: Snapshot, key: ObjectKey): KubeObject {
  const object = findObject(snapshot, key);
  if (object) return object;
  throw notFound(snapshot, key);
}

function notFound(snapshot: Snapshot, key: ObjectKey): ObjectNotFound {
  const words = `No ${identityOf(key).kind} ${formatKey(key)} is known: it was deleted, or cannot be read.`;
  return new ObjectNotFound(words, suggestObject(snapshot, key));
}

/** The object without what a page must not show: the values of a Secret. */
function shown(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret') return object;
  const { data, ...rest } = object as KubeObject & { data?: Readonly<Record<string, string>> };
  const masked = Object.fromEntries(Object.keys(data ?? {}).map((name) => [name, '(not shown)']));
  return { ...rest, data: masked } as KubeObject;
}

export function objectMessage({ snapshot }: ApiState, key: ObjectKey): ObjectMessage {
  const object = shown(objectAt(snapshot, key));
  return { object, yaml: formatManifest(object) };
}

/** @throws HttpProblem NOT_FOUND */
export function routeDetail(state: ApiState, key: ObjectKey, sources: DetailSources): RouteDetail {
  const { snapshot, binding, options } = state;
  const result = binding.routes.get(key);
  const explanation = explainRoute(snapshot, binding, key, options);
  if (!result || !explanation) throw notFound(snapshot, key);
  const statuses = sources.compareStatus(snapshot, binding, key);
  return { key, ...objectMessage(state, key), result, explanation, statuses };
}

/** @throws HttpProblem NOT_FOUND */
export function grantDetail(state: ApiState, key: ObjectKey): GrantDetail {
  const result = state.binding.grants.get(key);
  const explanation = explainGrant(state.binding, key);
  if (!result || !explanation) throw notFound(state.snapshot, key);
  return { key, ...objectMessage(state, key), result, explanation };
}

/** @throws HttpProblem NOT_FOUND */
export function tlsPolicyDetail(state: ApiState, key: ObjectKey): TlsPolicyDetail {
  const { snapshot, binding, options } = state;
  const result = binding.backendTlsPolicies.get(key);
  const object = snapshot.backendTlsPolicies.get(key);
  const explanation = explainTlsPolicy(snapshot, binding, key, options);
  if (!result || !object || !explanation) throw notFound(snapshot, key);
  const statuses = compareTlsPolicyStatus(object, result, options.controllerNames);
  return { key, ...objectMessage(state, key), result, explanation, statuses };
}

/** @throws HttpProblem NOT_FOUND */
export function gatewayDetail(state: ApiState, key: ObjectKey, sources: DetailSources): GatewayDetail {
  const { snapshot, binding, options } = state;
  const result = binding.gateways.get(key);
  const explanation = explainGateway(snapshot, binding, key, options);
  if (!result || !explanation) throw notFound(snapshot, key);
  const statuses = sources.compareStatus(snapshot, binding, key);
  return {
    key,
    ...objectMessage(state, key),
    result,
    explanation,
    statuses: statuses.slice(0, 1),
    listeners: listenerDetails(state, key, result.listeners, statuses),
    requests: sources.requestsOf(key),
  };
}

/** @throws HttpProblem NOT_FOUND */
export function listenerSetDetail(state: ApiState, key: ObjectKey, sources: DetailSources): ListenerSetDetail {
  const { snapshot, binding, options } = state;
  const result = binding.listenerSets.get(key);
  const explanation = explainListenerSet(snapshot, binding, key, options);
  if (!result || !explanation) throw notFound(snapshot, key);
  const statuses = sources.compareStatus(snapshot, binding, key);
  return {
    key,
    ...objectMessage(state, key),
    result,
    explanation,
    statuses: statuses.slice(0, 1),
    listeners: listenerDetails(state, key, result.listeners, statuses),
  };
}

function listenerDetails(
  state: ApiState,
  owner: ObjectKey,
  listeners: readonly ListenerResult[],
  statuses: readonly StatusComparison[],
): readonly ListenerDetail[] {
  const { binding, table } = state;
  const gateway = gatewayBehind(binding, owner)?.key ?? owner;
  const gets = plainGets(table.gateways.find((each) => each.gateway === gateway)?.listeners ?? []);
  return listeners.map((listener) => ({
    ...listenerDetail(state, owner, listener, statuses),
    plainGet: gets.get(listener.key) ?? null,
  }));
}

function listenerDetail(
  { binding, table }: ApiState,
  owner: ObjectKey,
  listener: ListenerResult,
  statuses: readonly StatusComparison[],
): Omit<ListenerDetail, 'plainGet'> {
  const summary = explainListener(binding, owner, listener.key);
  if (!summary) throw new HttpProblem('INTERNAL', `Listener ${listener.name} of ${formatKey(owner)} has no summary.`);
  const titles = [`listener ${listener.name}`, `port ${listener.port}`];
  const gateway = gatewayBehind(binding, owner);
  const addresses = gateway?.addresses ?? [];
  return {
    key: listener.key,
    name: listener.name,
    summary,
    statuses: statuses.find(({ title }) => titles.includes(title)) ?? null,
    entries: mergedEntries(table, gateway?.key ?? owner, listener),
    certificates: listener.certificates.map(({ target, outcome }) => ({
      secret: target,
      state: outcome.state,
      message: outcome.state === 'valid' ? '' : outcome.message,
      notAfter: outcome.state === 'valid' ? outcome.notAfter : null,
      names: outcome.state === 'valid' ? outcome.dnsNames : [],
    })),
    url: listenerUrl(listener, addresses[0]?.value ?? null),
  };
}

function mergedEntries(table: RouteTable, gateway: ObjectKey, listener: ListenerResult): readonly MergedEntry[] {
  const owner = table.gateways.find((each) => each.gateway === gateway);
  const found = owner?.listeners.find(({ key }) => key === listener.key);
  if (!found) return [];
  const shadows = new Map(findShadowed(found.entries).map(({ position, shadowedBy }) => [position, shadowedBy]));
  return found.entries.map((entry, position) => {
    const by = shadows.get(position);
    const winner = by === undefined ? undefined : found.entries[by];
    return {
      entry,
      standsBecause: sayPlace(found.entries[position - 1], entry, found.dialect),
      shadowedBy: by === undefined || !winner ? null : { position: by, route: winner.route },
    };
  });
}

/** Where a listener answers HTTP, on its real port or where that was moved to; null where it does not. */
export function listenerUrl(listener: ListenerResult, address: string | null): string | null {
  if (!['HTTP', 'HTTPS'].includes(listener.protocol)) return null;
  const report = listener.portReport;
  const programmed = listener.conditions.find(({ type }) => type === 'Programmed');
  if (report?.state === 'refused' || (programmed && programmed.status !== 'True')) return null;
  const host = report?.state === 'remapped' ? report.address : address;
  if (host === null) return null;
  const port = report?.state === 'remapped' ? report.port : listener.port;
  const scheme = listener.protocol === 'HTTPS' ? 'https' : 'http';
  const standard = scheme === 'https' ? 443 : 80;
  return `${scheme}://${host}${port === standard ? '' : `:${port}`}/`;
}
