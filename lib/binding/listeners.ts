import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import type { Gateway, Listener } from '#lib/gateway-api/gateway.ts';
import { canonicalHostname } from '#lib/gateway-api/hostname.ts';
import type { LabelSelectorLike } from '#lib/kube/label-selector.ts';
import { type GroupKind, isSameKind } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { resolveCertificate } from './certificates.ts';
import { kindsCarriedBy } from './checks/route-kind.ts';
import type { NamespaceRule } from './checks/route-namespace.ts';
import type { BindingContext } from './context.ts';
import { resolveFrontendCas } from './frontend-validation.ts';
import { type ConflictReason, findConflicts } from './listener-conflicts.ts';
import {
  type CaCertificateResult,
  type Capabilities,
  type CertificateResult,
  type ListenerKey,
  listenerKey,
} from './result.ts';

/** What the spec alone says of a listener, before the data plane is asked and before Routes are counted. */
export type ListenerFacts = Readonly<{
  key: ListenerKey;
  name: string;
  index: number;
  protocol: string;
  port: number;
  /** null is any */
  hostname: string | null;
  tlsMode: string | null;
  supportedKinds: readonly GroupKind[];
  /** what `allowedRoutes.kinds` says; empty when left out */
  allowedKinds: readonly GroupKind[];
  /** kinds asked for in `allowedRoutes.kinds` that cannot be had here */
  invalidKinds: readonly GroupKind[];
  namespaceRule: NamespaceRule;
  /** v1alpha1 only: labels a Route must have; empty is any */
  routeSelector?: LabelSelectorLike | undefined;
  conflict: Readonly<{ reason: ConflictReason; with: readonly ListenerKey[] }> | null;
  /** why the data plane cannot serve it, whatever its certificates */
  unsupported: Readonly<{ reason: 'UnsupportedProtocol' | 'UnsupportedValue'; message: string }> | null;
  certificates: readonly CertificateResult[];
  /** what its clients are checked by; null when no client certificate is asked for */
  clientCas: readonly CaCertificateResult[] | null;
  /** a listener that terminates TLS and names no certificate at all */
  lacksCertificate: boolean;
}>;

/**
 * Judges the listeners of one Gateway.
 *
 * @param capabilities of the data plane that serves it
 */
export function judgeListeners(
  context: BindingContext,
  key: ObjectKey,
  gateway: Gateway,
  capabilities: Capabilities,
): readonly ListenerFacts[] {
  const { listeners } = gateway.spec;
  const keys = listeners.map(({ name }) => listenerKey(key, name));
  const contenders = listeners.map(({ name, port, protocol, hostname, tls }) => {
    return { name, port, protocol, hostname: hostname ?? '', tlsMode: tls?.mode ?? null };
  });
  const conflicts = findConflicts(contenders, { servesTcp: capabilities.protocols.includes('TCP') });
  return listeners.map((listener, index) => {
    const conflict = conflicts[index] ?? null;
    const rivals = conflict?.with.flatMap((other) => keys[other] ?? []) ?? [];
    return {
      ...readListener(key, listener, index),
      ...judgeKinds(listener, capabilities, unsupportedBy(capabilities, gateway, listener)),
      conflict: conflict && { reason: conflict.reason, with: rivals },
      ...judgeCertificates(context, gateway, listener, index),
      clientCas: listener.protocol === 'HTTPS' ? resolveFrontendCas(context, gateway, listener.port) : null,
    };
  });
}

function readListener(key: ObjectKey, listener: Listener, index: number) {
  const { name, port, protocol, hostname, tls, allowedRoutes } = listener;
  return {
    key: listenerKey(key, name),
    name,
    index,
    protocol,
    port,
    hostname: hostname ? canonicalHostname(hostname) : null,
    tlsMode: tls?.mode ?? null,
    namespaceRule: allowedRoutes.namespaces,
  };
}

function judgeKinds(listener: Listener, capabilities: Capabilities, unsupported: ListenerFacts['unsupported']) {
  const allowedKinds = (listener.allowedRoutes.kinds ?? []).map(({ group, kind }) => ({ group, kind }));
  if (unsupported) return { supportedKinds: [], allowedKinds, invalidKinds: [], unsupported };
  const carried = kindsCarriedBy(listener.protocol, capabilities.routeKinds);
  const isCarried = (kind: GroupKind) => carried.some(isSameKind(kind));
  return {
    supportedKinds: allowedKinds.length > 0 ? allowedKinds.filter(isCarried) : carried,
    allowedKinds,
    invalidKinds: allowedKinds.filter((kind) => !isCarried(kind)),
    unsupported,
  };
}

function unsupportedBy(capabilities: Capabilities, gateway: Gateway, listener: Listener): ListenerFacts['unsupported'] {
  const { protocol, tls, port } = listener;
  if (!capabilities.protocols.includes(protocol)) {
    const served = capabilities.protocols.join(', ');
    return { reason: 'UnsupportedProtocol', message: `Protocol ${protocol} is not served here; ${served} are.` };
  }
  if (protocol === 'HTTPS' && tls && tls.mode !== 'Terminate') {
    return { reason: 'UnsupportedValue', message: `tls.mode ${tls.mode} is not possible with protocol HTTPS.` };
  }
  const frontend = gateway.spec.tls?.frontend;
  const effective = frontend?.perPort?.find((entry) => entry.port === port)?.tls ?? frontend?.default;
  if (protocol !== 'HTTPS' || !effective?.validation || capabilities.gatewayFeatures.includes('frontendValidation')) {
    return null;
  }
  const message = 'Client certificates (spec.tls.frontend) are not served here, so the listener is kept closed.';
  return { reason: 'UnsupportedValue', message };
}

function judgeCertificates(context: BindingContext, gateway: Gateway, { protocol, tls }: Listener, index: number) {
  const terminates = protocol === 'HTTPS' || (protocol === 'TLS' && tls?.mode !== 'Passthrough');
  const refs = terminates ? (tls?.certificateRefs ?? []) : [];
  const from = { group: GATEWAY_GROUP, kind: 'Gateway', namespace: gateway.metadata.namespace ?? '' };
  return {
    certificates: refs.map((ref, i) =>
      resolveCertificate(context, from, ref, `spec.listeners[${index}].tls.certificateRefs[${i}]`),
    ),
    lacksCertificate: terminates && refs.length === 0,
  };
}
