import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import { type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { wholeSpecCapabilities } from './capabilities.ts';
import { resolveCertificate } from './certificates.ts';
import type { BindingContext } from './context.ts';
import { classRefusalOf, type Ownership, ownershipOf } from './gateway-classes.ts';
import { judgeGatewayConditions } from './gateway-conditions.ts';
import { judgeListenerConditions, type PortState } from './listener-conditions.ts';
import { judgeListeners, type ListenerFacts } from './listeners.ts';
import { addressTrouble, type ReportState, reportOf } from './report-state.ts';
import type { Capabilities, CertificateResult, GatewayResult, ListenerResult, ListenerSetCheck } from './result.ts';

/** What attachment needs of an object that declares listeners. */
export type JudgedParent = Readonly<{
  key: ObjectKey;
  namespace: string;
  ownership: Ownership;
  listeners: readonly ListenerFacts[];
  /** a ListenerSet that its Gateway does not take, or that may not be taken: then no Route attaches through it */
  refusal?: ListenerSetCheck | null | undefined;
}>;

/** A Gateway judged, before Routes are counted: the result so far and what attachment needs of its listeners. */
export type JudgedGateway = JudgedParent &
  Readonly<{
    name: string;
    result: GatewayResult;
  }>;

export function judgeGateway(context: BindingContext, key: ObjectKey, gateway: Gateway): JudgedGateway {
  const ownership = ownershipOf(context, 'v1', gateway.spec.gatewayClassName);
  const capabilities = capabilitiesFor(context, ownership);
  const listeners = judgeListeners(context, key, gateway, capabilities);
  const clientCertificate = resolveClientCertificate(context, gateway);
  const report = reportOf(context, key);
  const { listeners: results, ports } = buildListenerResults(listeners, report, ownership);
  const conditions = judgeGatewayConditions({
    gateway,
    ownership,
    capabilities,
    listeners,
    results,
    ports,
    report,
    clientCertificate,
    classRefusal: classRefusalOf(context, 'v1', gateway.spec.gatewayClassName),
  });
  const served = closeWith(conditions, results);
  return {
    key,
    namespace: gateway.metadata.namespace ?? '',
    name: gateway.metadata.name,
    ownership,
    listeners,
    result: {
      key,
      owner: ownership.owner,
      className: gateway.spec.gatewayClassName,
      controllerName: ownership.controllerName,
      conditions,
      clientCertificate,
      addresses: addressesOf(gateway, report, ownership, served),
      listeners: served,
      attachedListenerSets: [],
    },
  };
}

/** A Gateway that is not accepted carries no traffic, so none of its listeners is programmed. */
export function closeWith(
  conditions: readonly ConditionVerdict[],
  listeners: readonly ListenerResult[],
): readonly ListenerResult[] {
  const accepted = findCondition(conditions, 'Accepted');
  if (accepted?.status !== 'False') return listeners;
  const close = (condition: ConditionVerdict): ConditionVerdict =>
    condition.type === 'Programmed' && condition.status !== 'False'
      ? { type: 'Programmed', status: 'False', reason: 'Invalid', message: accepted.message }
      : condition;
  return listeners.map((listener) => ({ ...listener, conditions: listener.conditions.map(close) }));
}

/** Gateways of ours are judged by what our data plane serves, those of others by the whole spec. */
export function capabilitiesFor({ options }: BindingContext, { owner }: Ownership): Capabilities {
  return owner === 'ours' ? options.capabilities : wholeSpecCapabilities;
}

/** @param siblings all listeners that share the Gateway's ports with these, these included */
export function buildListenerResults(
  facts: readonly ListenerFacts[],
  report: ReportState,
  ownership: Ownership,
  siblings: readonly ListenerFacts[] = facts,
) {
  const ports = facts.map(({ port }) => portStateOf(report, port, ownership));
  const listeners = facts.map((listener, index): ListenerResult => {
    const port = ports[index] ?? { state: 'pending' };
    const { key, name, protocol, hostname, supportedKinds, certificates, clientCas, conflict } = listener;
    return {
      key,
      name,
      index,
      protocol,
      port: listener.port,
      hostname,
      supportedKinds,
      conditions: judgeListenerConditions(listener, siblings, port, ownership),
      certificates,
      clientCas: clientCas ?? [],
      attachedRoutes: [],
      conflictsWith: conflict?.with ?? [],
      portReport: port.state === 'granted' || port.state === 'pending' || port.state === 'noAddress' ? null : port,
    };
  });
  return { listeners, ports };
}

function portStateOf(report: ReportState, port: number, { owner }: Ownership): PortState {
  if (owner !== 'ours' || report === 'granted') return { state: 'granted' };
  if (report === 'pending') return { state: 'pending' };
  const known = report.ports.get(port);
  if (known) return known;
  const trouble = addressTrouble(report);
  return trouble ? { state: 'noAddress', why: trouble.message } : { state: 'pending' };
}

type Addressed = Readonly<{
  spec: { addresses?: readonly { type: string; value?: string | undefined }[] | undefined };
  status?: { addresses?: readonly { type: string; value: string }[] | undefined } | undefined;
}>;

/**
 * Ours: what the data plane allotted (or, all granted, what was asked for), as long as some listener answers there.
 * Others: as their controller wrote it.
 */
export function addressesOf(
  gateway: Addressed,
  report: ReportState,
  { owner }: Ownership,
  listeners: readonly ListenerResult[],
): GatewayResult['addresses'] {
  if (owner !== 'ours') return (gateway.status?.addresses ?? []).map(({ type, value }) => ({ type, value }));
  const isUsed = listeners.some(({ conditions }) => findCondition(conditions, 'Programmed')?.status === 'True');
  if (report === 'pending' || !isUsed) return [];
  if (report !== 'granted') return report.address === null ? [] : [{ type: 'IPAddress', value: report.address }];
  return (gateway.spec.addresses ?? []).flatMap(({ type, value }) => (value ? [{ type, value }] : []));
}

function resolveClientCertificate(context: BindingContext, gateway: Gateway): CertificateResult | null {
  const ref = gateway.spec.tls?.backend?.clientCertificateRef;
  if (!ref) return null;
  const from = { group: GATEWAY_GROUP, kind: 'Gateway', namespace: gateway.metadata.namespace ?? '' };
  return resolveCertificate(context, from, ref, 'spec.tls.backend.clientCertificateRef');
}
