import { LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import { canonicalHostname } from '#lib/gateway-api/hostname.ts';
import type { LegacyGateway, LegacyListener } from '#lib/gateway-api/v1alpha1/gateway.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { hostnameOf, nameListeners } from '#lib/legacy/listener-names.ts';
import { resolveCertificate } from './certificates.ts';
import { kindsCarriedBy } from './checks/route-kind.ts';
import type { BindingContext } from './context.ts';
import { classRefusalOf, ownershipOf } from './gateway-classes.ts';
import { judgeGatewayConditions } from './gateway-conditions.ts';
import { addressesOf, buildListenerResults, capabilitiesFor, closeWith, type JudgedGateway } from './gateways.ts';
import { findConflicts } from './listener-conflicts.ts';
import { type ListenerFacts, unservedProtocol } from './listeners.ts';
import { reportOf } from './report-state.ts';
import { type Capabilities, listenerKey } from './result.ts';

/** A v1alpha1 Gateway judged by its own rules, in the same shape as one of v1. */
export function judgeLegacyGateway(context: BindingContext, key: ObjectKey, gateway: LegacyGateway): JudgedGateway {
  const { gatewayClassName } = gateway.spec;
  const namespace = gateway.metadata.namespace ?? '';
  const ownership = ownershipOf(context, 'v1alpha1', gatewayClassName);
  const capabilities = capabilitiesFor(context, ownership);
  const listeners = judgeListeners(context, key, gateway, capabilities);
  const report = reportOf(context, key);
  const { listeners: results, ports } = buildListenerResults(listeners, report, ownership);
  const conditions = judgeGatewayConditions({
    gateway: { spec: { addresses: gateway.spec.addresses } },
    ownership,
    capabilities,
    listeners,
    results,
    ports,
    report,
    clientCertificate: null,
    classRefusal: classRefusalOf(context, 'v1alpha1', gatewayClassName),
  });
  const served = closeWith(conditions, results);
  return {
    key,
    namespace,
    name: gateway.metadata.name,
    ownership,
    listeners,
    result: {
      key,
      owner: ownership.owner,
      className: gatewayClassName,
      controllerName: ownership.controllerName,
      conditions,
      clientCertificate: null,
      addresses: addressesOf(gateway, report, ownership, served),
      listeners: served,
      attachedListenerSets: [],
    },
  };
}

function judgeListeners(
  context: BindingContext,
  key: ObjectKey,
  gateway: LegacyGateway,
  capabilities: Capabilities,
): readonly ListenerFacts[] {
  const { listeners } = gateway.spec;
  const names = nameListeners(listeners);
  const contenders = listeners.map((listener, index) => {
    const { port, protocol, tls } = listener;
    const hostname = hostnameOf(listener) ?? '';
    return { name: names[index] ?? '', port, protocol, hostname, tlsMode: tls?.mode ?? null };
  });
  const conflicts = findConflicts(contenders, { servesTcp: capabilities.protocols.includes('TCP') });
  return listeners.map((listener, index) => {
    const name = names[index] ?? '';
    const conflict = conflicts[index] ?? null;
    const rivals = conflict?.with.map((other) => listenerKey(key, names[other] ?? '')) ?? [];
    const hostname = hostnameOf(listener);
    return {
      key: listenerKey(key, name),
      name,
      index,
      protocol: listener.protocol,
      port: listener.port,
      hostname: hostname === undefined ? null : canonicalHostname(hostname),
      tlsMode: listener.tls?.mode ?? null,
      namespaceRule: listener.routes.namespaces,
      routeSelector: listener.routes.selector ?? {},
      conflict: conflict && { reason: conflict.reason, with: rivals },
      clientCas: null,
      ...judgeKind(listener, capabilities),
      ...judgeCertificate(context, gateway, listener, index),
    };
  });
}

/** One kind per listener, named outright. */
function judgeKind({ protocol, routes }: LegacyListener, capabilities: Capabilities) {
  const asked = { group: routes.group, kind: routes.kind };
  if (!capabilities.protocols.includes(protocol)) {
    const unsupported = unservedProtocol(protocol, capabilities);
    return { supportedKinds: [], allowedKinds: [asked], invalidKinds: [], unsupported };
  }
  const carried = kindsCarriedBy(protocol, capabilities.routeKinds).some(({ kind }) => kind === routes.kind);
  const fits = carried && routes.group === LEGACY_GROUP;
  return {
    supportedKinds: fits ? [asked] : [],
    allowedKinds: [asked],
    invalidKinds: fits ? [] : [asked],
    unsupported: null,
  };
}

function judgeCertificate(context: BindingContext, gateway: LegacyGateway, listener: LegacyListener, index: number) {
  const { protocol, tls } = listener;
  const terminates = protocol === 'HTTPS' || (protocol === 'TLS' && tls?.mode !== 'Passthrough');
  const ref = terminates ? tls?.certificateRef : undefined;
  if (!ref) return { certificates: [], lacksCertificate: terminates };
  const from = { group: LEGACY_GROUP, kind: 'Gateway', namespace: gateway.metadata.namespace ?? '' };
  const secret = { group: ref.group === 'core' ? '' : ref.group, kind: ref.kind, name: ref.name };
  const field = `spec.listeners[${index}].tls.certificateRef`;
  return { certificates: [resolveCertificate(context, from, secret, field)], lacksCertificate: false };
}
