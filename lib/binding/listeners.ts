import type { Gateway, Listener } from '#lib/gateway-api/gateway.ts';
import { canonicalHostname } from '#lib/gateway-api/hostname.ts';
import type { LabelSelectorLike } from '#lib/kube/label-selector.ts';
import { type GroupKind, isSameKind } from '#lib/kube/object.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { resolveCertificate } from './certificates.ts';
import { kindsCarriedBy } from './checks/route-kind.ts';
import type { NamespaceRule } from './checks/route-namespace.ts';
import type { BindingContext } from './context.ts';
import { frontendValidationOf, resolveFrontendCas } from './frontend-validation.ts';
import { type ConflictReason, type Contender, findConflicts } from './listener-conflicts.ts';
import {
  type CaCertificateResult,
  type Capabilities,
  type CertificateResult,
  type ListenerKey,
  listenerKey,
} from './result.ts';
import { formatList } from './sentence.ts';

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
  const facts = readListeners(context, { key, listeners: gateway.spec.listeners, gateway }, capabilities);
  return markConflicts(facts, capabilities);
}

/** Who declares listeners: a Gateway, or a ListenerSet with the Gateway it adds them to (null when that is missing). */
export type Declarer = Readonly<{ key: ObjectKey; listeners: readonly Listener[]; gateway: Gateway | null }>;

/** What each listener is by itself, whoever else is on its port. */
export function readListeners(
  context: BindingContext,
  { key, listeners, gateway }: Declarer,
  capabilities: Capabilities,
): readonly ListenerFacts[] {
  return listeners.map((listener, index) => {
    return {
      ...readListener(key, listener, index),
      ...judgeKinds(listener, capabilities, unsupportedBy(capabilities, gateway, listener)),
      conflict: null,
      ...judgeCertificates(context, key, listener, index),
      clientCas: listener.protocol === 'HTTPS' && gateway ? resolveFrontendCas(context, gateway, listener.port) : null,
    };
  });
}

/** Listeners of one object that conflict with each other: all of them lose. */
export function markConflicts(facts: readonly ListenerFacts[], capabilities: Capabilities): readonly ListenerFacts[] {
  const conflicts = findConflicts(facts.map(contenderOf), { servesTcp: capabilities.protocols.includes('TCP') });
  return facts.map((listener, index) => {
    const conflict = conflicts[index];
    if (!conflict) return listener;
    return {
      ...listener,
      conflict: { reason: conflict.reason, with: conflict.with.flatMap((i) => facts[i]?.key ?? []) },
    };
  });
}

export function contenderOf({ name, port, protocol, hostname, tlsMode }: ListenerFacts): Contender {
  return { name, port, protocol, hostname: hostname ?? '', tlsMode };
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

function unsupportedBy(
  capabilities: Capabilities,
  gateway: Gateway | null,
  listener: Listener,
): ListenerFacts['unsupported'] {
  const { protocol, tls, port } = listener;
  if (!capabilities.protocols.includes(protocol)) {
    return unservedProtocol(protocol, capabilities);
  }
  if (protocol === 'HTTPS' && tls && tls.mode !== 'Terminate') {
    return { reason: 'UnsupportedValue', message: `tls.mode ${tls.mode} is not possible with protocol HTTPS.` };
  }
  if (
    protocol !== 'HTTPS' ||
    !(gateway && frontendValidationOf(gateway, port)) ||
    capabilities.gatewayFeatures.includes('frontendValidation')
  ) {
    return null;
  }
  const message = 'Client certificates (spec.tls.frontend) are not served here, so the listener is kept closed.';
  return { reason: 'UnsupportedValue', message };
}

/** Why a listener of a protocol that the data plane does not know is not served. */
export function unservedProtocol(protocol: string, { protocols }: Capabilities) {
  const served = `${formatList(protocols)} ${protocols.length === 1 ? 'is' : 'are'}`;
  return { reason: 'UnsupportedProtocol', message: `Protocol ${protocol} is not served here; ${served}.` } as const;
}

function judgeCertificates(context: BindingContext, key: ObjectKey, { protocol, tls }: Listener, index: number) {
  const terminates = protocol === 'HTTPS' || (protocol === 'TLS' && tls?.mode !== 'Passthrough');
  const refs = terminates ? (tls?.certificateRefs ?? []) : [];
  return {
    certificates: refs.map((ref, i) =>
      resolveCertificate(context, identityOf(key), ref, `spec.listeners[${index}].tls.certificateRefs[${i}]`),
    ),
    lacksCertificate: terminates && refs.length === 0,
  };
}
