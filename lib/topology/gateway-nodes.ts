import type { GatewayResult, ListenerResult } from '#lib/binding/result.ts';
import { LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import type { ListenerSet } from '#lib/gateway-api/listener-set.ts';
import type { LegacyGateway } from '#lib/gateway-api/v1alpha1/gateway.ts';
import { type Condition, type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Badge } from './badge.ts';
import { cellOf, isPending, isStale, reasonBadge } from './cells.ts';
import type { AttachmentCounts, GatewayNode, ListenerNode, TopologyOptions } from './topology.ts';

/** What declares listeners: a Gateway or a ListenerSet. */
type Declarer = Pick<GatewayResult, 'key' | 'owner'>;
type StoredDeclarer = Gateway | LegacyGateway | ListenerSet;

export const NO_ROUTES: AttachmentCounts = { attached: 0, partial: 0, refused: 0, other: 0 };

/** A Gateway and its listeners, without counts: those follow from the edges. */
export function gatewayNodes(
  snapshot: Snapshot,
  result: GatewayResult,
  options: TopologyOptions,
): readonly [GatewayNode, ...ListenerNode[]] {
  const object = snapshot.gateways.get(result.key) ?? snapshot.legacyGateways.get(result.key);
  const said = (type: string) => saidCondition(result, object, type);
  const node: GatewayNode = {
    type: 'gateway',
    id: result.key,
    ...identityOf(result.key),
    createdAt: object?.metadata.creationTimestamp ?? null,
    className: result.className,
    controllerName: result.controllerName,
    owner: result.owner,
    addresses: addressesOf(result, object),
    ports: [...new Set(result.listeners.map(({ port }) => port))].sort((a, b) => a - b),
    accepted: cellOf(said('Accepted'), 'no controller'),
    programmed: cellOf(said('Programmed'), 'no controller'),
    badge: gatewayBadge(result, object, said),
    drift: options.drift.get(result.key) ?? null,
    counts: NO_ROUTES,
  };
  return [node, ...result.listeners.map((listener) => listenerNode(result, result.key, listener, object))];
}

/**
 * Our verdict; for a Gateway of another controller, what that controller wrote where we cannot know
 * (only its data plane knows whether it is programmed).
 */
function saidCondition(
  result: GatewayResult,
  object: Gateway | LegacyGateway | undefined,
  type: string,
): ConditionVerdict | Condition | undefined {
  const ours = findCondition(result.conditions, type);
  if (result.owner === 'ours' || (ours && ours.status !== 'Unknown')) return ours;
  return findCondition(object?.status?.conditions, writtenAs(result.key, type)) ?? ours;
}

/** v1alpha1 writes other types for the same facts. */
function writtenAs(gateway: ObjectKey, type: string): string {
  if (identityOf(gateway).group !== LEGACY_GROUP) return type;
  return { Accepted: 'Scheduled', Programmed: 'Ready' }[type] ?? type;
}

/** The same for a listener; v1alpha1 writes one entry per port. */
function saidOfListener(
  gateway: Declarer,
  listener: ListenerResult,
  object: StoredDeclarer | undefined,
  type: string,
): ConditionVerdict | Condition | undefined {
  const ours = findCondition(listener.conditions, type);
  if (gateway.owner === 'ours' || (ours && ours.status !== 'Unknown')) return ours;
  const entry = object?.status?.listeners?.find((written) =>
    'name' in written ? written.name === listener.name : written.port === listener.port,
  );
  return findCondition(entry?.conditions, writtenAs(gateway.key, type)) ?? ours;
}

function addressesOf(result: GatewayResult, object: Gateway | LegacyGateway | undefined): readonly string[] {
  if (result.owner === 'ours') return result.addresses.map(({ value }) => value);
  return (object?.status?.addresses ?? []).map(({ value }) => value);
}

function gatewayBadge(
  result: GatewayResult,
  object: Gateway | LegacyGateway | undefined,
  said: (type: string) => ConditionVerdict | Condition | undefined,
): Badge {
  const accepted = said('Accepted');
  const programmed = said('Programmed');
  const written =
    result.owner === 'ours'
      ? undefined
      : findCondition(object?.status?.conditions, writtenAs(result.key, 'Programmed'));
  if (isStale(written, object?.metadata.generation)) return { name: 'drift', word: 'Stale' };
  if (accepted?.status === 'False') return reasonBadge(accepted.reason);
  if (isPending(programmed) || isPending(accepted)) return { name: 'pending', word: 'Pending' };
  if (programmed?.status === 'False') return reasonBadge(programmed.reason);
  if (programmed?.status !== 'True') return { name: 'silent', word: 'No status' };
  // some listeners are valid, so that the Gateway is accepted: never an unqualified tick
  if (accepted?.reason === 'ListenersNotValid') return { name: 'partial', word: 'ListenersNotValid' };
  const resolved = said('ResolvedRefs');
  if (resolved?.status === 'False') return { name: 'partial', word: resolved.reason };
  return { name: 'accepted', word: 'Programmed' };
}

/** @param owner what declares it, with its object as it is stored; @param gateway where it is served */
export function listenerNode(
  owner: Declarer,
  gateway: ObjectKey,
  listener: ListenerResult,
  object: StoredDeclarer | undefined,
): ListenerNode {
  const { portReport } = listener;
  const said = (type: string) => saidOfListener(owner, listener, object, type);
  return {
    type: 'listener',
    id: listener.key,
    gateway,
    owner: owner.key,
    namespace: identityOf(owner.key).namespace,
    name: listener.name,
    index: listener.index,
    protocol: listener.protocol,
    port: listener.port,
    hostname: listener.hostname,
    allows: allowsText(owner.key, listener.index, object),
    badge: listenerBadge(said),
    programmed: cellOf(said('Programmed'), 'no controller'),
    remapped:
      portReport?.state === 'remapped'
        ? { address: portReport.address, port: portReport.port, why: portReport.why }
        : null,
    counts: NO_ROUTES,
  };
}

function listenerBadge(find: (type: string) => ConditionVerdict | Condition | undefined): Badge {
  const conflicted = find('Conflicted');
  if (conflicted?.status === 'True') return reasonBadge(conflicted.reason);
  for (const type of ['Accepted', 'ResolvedRefs']) {
    const condition = find(type);
    if (condition?.status === 'False') return reasonBadge(condition.reason);
  }
  const programmed = find('Programmed');
  if (isPending(programmed)) return { name: 'pending', word: 'Pending' };
  if (programmed?.status === 'False') return reasonBadge(programmed.reason);
  return programmed?.status === 'True'
    ? { name: 'accepted', word: 'Programmed' }
    : { name: 'silent', word: 'No status' };
}

type Admission = Readonly<{
  from: string;
  selector?:
    | Readonly<{ matchLabels?: object | undefined; matchExpressions?: readonly unknown[] | undefined }>
    | undefined;
}>;

/** `allowedRoutes.namespaces` in words. */
function allowsText(owner: ObjectKey, index: number, object: StoredDeclarer | undefined): string {
  const listener = object?.spec.listeners[index];
  if (!listener) return '';
  const namespaces: Admission = 'routes' in listener ? listener.routes.namespaces : listener.allowedRoutes.namespaces;
  if (namespaces.from === 'Same') return `from Same: only ${identityOf(owner).namespace}`;
  if (namespaces.from !== 'Selector') return `from ${namespaces.from}`;
  const labels = Object.keys(namespaces.selector?.matchLabels ?? {}).length;
  const expressions = namespaces.selector?.matchExpressions?.length ?? 0;
  const parts = [labels > 0 ? count(labels, 'label') : '', expressions > 0 ? count(expressions, 'expression') : ''];
  return `from Selector: ${parts.filter(Boolean).join(', ') || 'empty'}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
