import { coversHostname } from '#lib/gateway-api/hostname.ts';
import type { ConditionStatus, ConditionVerdict } from '#lib/kube/condition.ts';
import { evaluateSelector } from '#lib/kube/label-selector.ts';
import { formatKind } from '#lib/kube/object.ts';
import { identityOf } from '#lib/kube/object-key.ts';
import type { Ownership } from './gateway-classes.ts';
import type { ListenerFacts } from './listeners.ts';
import { type ListenerKey, ownerOfListener, type PortReport } from './result.ts';
import { formatList, formatSentence, listOf } from './sentence.ts';

/** What the data plane says of a listener's port; `pending`: nothing yet. */
export type PortState =
  | Readonly<{ state: 'granted' }>
  | Readonly<{ state: 'pending' }>
  /** the Gateway has no address to bind it on */
  | Readonly<{ state: 'noAddress'; why: string }>
  | PortReport;

/**
 * All conditions of one listener, in the order they are written.
 *
 * @param siblings all listeners of the Gateway, this one included
 */
export function judgeListenerConditions(
  facts: ListenerFacts,
  siblings: readonly ListenerFacts[],
  port: PortState,
  { owner }: Ownership,
): readonly ConditionVerdict[] {
  if (owner === 'none') return [];
  const accepted = judgeAccepted(facts, port);
  const resolved = judgeResolvedRefs(facts);
  const programmed = owner === 'ours' ? [judgeProgrammed(accepted, resolved, facts, port)] : [];
  return [accepted, ...judgeConflicted(facts), resolved, ...programmed, ...judgeOverlap(facts, siblings)];
}

/**
 * May it serve, by what is known? Accepted, not in conflict, certificates resolved; bad `allowedRoutes.kinds` alone
 * do not make a listener invalid.
 */
export function isValidListener(facts: ListenerFacts, port: PortState): boolean {
  return judgeAccepted(facts, port).status === 'True' && certificateState(facts) !== 'invalid';
}

/** `listeners a and b`, as messages name them. */
export function formatListeners(listeners: readonly Readonly<{ name: string }>[]): string {
  const names = listeners.map(({ name }) => name);
  return formatSentence(listOf('listener', 'listeners', names));
}

/** Which listeners of all are not valid, for the object that declares them. */
export function sayNotValid(bad: readonly ListenerFacts[], all: readonly ListenerFacts[]): string {
  const others = all.length - bad.length;
  if (others === 0) return `No listener is valid: ${formatList(bad.map(({ name }) => name))}.`;
  return `Not valid: ${formatListeners(bad)}. ${others === 1 ? 'The other is.' : 'The others are.'}`;
}

/** Does it hold its place on the port, whatever the data plane says? One that does not conflicts with nobody. */
export function holdsPort(facts: ListenerFacts): boolean {
  return judgeAccepted(facts, { state: 'granted' }).status === 'True';
}

/** Not one CA to check clients by: it is closed rather than let anyone in. */
function lacksClientCa({ clientCas }: ListenerFacts): boolean {
  return clientCas?.every(({ outcome }) => outcome.state === 'invalid') ?? false;
}

/** No valid CA is known, yet one may be there. */
function awaitsClientCa({ clientCas }: ListenerFacts): boolean {
  if (clientCas === null || clientCas.some(({ outcome }) => outcome.state === 'valid')) return false;
  return clientCas.some(({ outcome }) => outcome.state === 'unknown');
}

function certificateState({ certificates, lacksCertificate }: ListenerFacts): 'valid' | 'invalid' | 'unknown' {
  if (lacksCertificate || certificates.some(({ outcome }) => outcome.state === 'invalid')) return 'invalid';
  return certificates.some(({ outcome }) => outcome.state === 'unknown') ? 'unknown' : 'valid';
}

function verdict(type: string, status: ConditionStatus, reason: string, message: string): ConditionVerdict {
  return { type, status, reason, message };
}

function judgeAccepted(facts: ListenerFacts, port: PortState): ConditionVerdict {
  const { conflict, unsupported, namespaceRule } = facts;
  if (conflict) return verdict('Accepted', 'False', conflict.reason, sayConflict(facts));
  if (unsupported) return verdict('Accepted', 'False', unsupported.reason, unsupported.message);
  if (lacksClientCa(facts)) {
    const why = (facts.clientCas ?? []).flatMap(({ outcome }) =>
      outcome.state === 'invalid' ? [outcome.message] : [],
    );
    return verdict('Accepted', 'False', 'NoValidCACertificate', `No client can be checked: ${why.join('; ')}.`);
  }
  if (port.state === 'refused') {
    return verdict('Accepted', 'False', 'PortUnavailable', `Port ${facts.port} cannot be bound: ${port.why}.`);
  }
  const { from, selector } = namespaceRule;
  const note = from === 'Selector' ? selectorNote(selector) : '';
  return verdict('Accepted', 'True', 'Accepted', `The listener is usable.${note}`);
}

function selectorNote(selector: ListenerFacts['namespaceRule']['selector']): string {
  const { malformed } = evaluateSelector(selector, {});
  if (malformed === null) return '';
  return malformed === 'absent'
    ? ' allowedRoutes.namespaces.from is Selector but there is no selector, so it admits no namespace.'
    : ` allowedRoutes.namespaces.selector is malformed (${malformed}), so it admits no namespace.`;
}

function sayConflict({ key, conflict, port }: ListenerFacts): string {
  const rivals = [...new Set((conflict?.with ?? []).map((rival) => sayRival(key, rival)))];
  const them = formatList(rivals);
  return conflict?.reason === 'HostnameConflict'
    ? `Port ${port} has the same hostname in ${them}.`
    : `Port ${port} is also used by ${them} with a protocol that cannot share it.`;
}

/** Whoever reads the status of one team's ListenerSet learns nothing of another team's names from it. */
function sayRival(key: ListenerKey, rival: ListenerKey): string {
  const name = rival.slice(rival.indexOf('#') + 1);
  if (ownerOfListener(key) === ownerOfListener(rival)) return `listener ${name}`;
  return isOfSet(rival) ? 'a ListenerSet that comes earlier' : `listener ${name} of the Gateway`;
}

function isOfSet(key: ListenerKey): boolean {
  return identityOf(ownerOfListener(key)).kind === 'ListenerSet';
}

function judgeConflicted(facts: ListenerFacts): ConditionVerdict[] {
  return facts.conflict ? [verdict('Conflicted', 'True', facts.conflict.reason, sayConflict(facts))] : [];
}

function judgeResolvedRefs(facts: ListenerFacts): ConditionVerdict {
  const type = 'ResolvedRefs';
  const outcomes = facts.certificates.map(({ outcome }) => outcome);
  const invalid = outcomes.filter((outcome) => outcome.state === 'invalid');
  const cas = (facts.clientCas ?? []).map(({ outcome }) => outcome);
  const badCas = cas.filter((outcome) => outcome.state === 'invalid');
  const messages = [...invalid, ...badCas].map(({ message }) => message).join('; ');
  if ([...invalid, ...badCas].some(({ reason }) => reason === 'RefNotPermitted')) {
    return verdict(type, 'False', 'RefNotPermitted', `${messages}.`);
  }
  if (invalid.length > 0) return verdict(type, 'False', 'InvalidCertificateRef', `${messages}.`);
  if (facts.lacksCertificate) {
    const message = 'tls names no certificateRefs, so TLS cannot be terminated.';
    return verdict(type, 'False', 'InvalidCertificateRef', message);
  }
  const caReason = badCas.find(({ reason }) => reason === 'InvalidCACertificateKind')?.reason ?? badCas[0]?.reason;
  if (caReason) return verdict(type, 'False', caReason, `${messages}.`);
  if (facts.invalidKinds.length > 0) {
    const { group } = identityOf(ownerOfListener(facts.key));
    const kinds = facts.invalidKinds.map((kind) => formatKind(kind, group));
    const message = `allowedRoutes.kinds names ${formatList(kinds)}, which this listener cannot carry.`;
    return verdict(type, 'False', 'InvalidRouteKinds', message);
  }
  const unknown = [...outcomes, ...cas].filter((outcome) => outcome.state === 'unknown').map(({ message }) => message);
  if (unknown.length > 0) return verdict(type, 'Unknown', 'Pending', `${unknown.join('; ')}.`);
  return verdict(type, 'True', 'ResolvedRefs', 'All references of the listener are resolved.');
}

function judgeProgrammed(
  accepted: ConditionVerdict,
  resolved: ConditionVerdict,
  facts: ListenerFacts,
  port: PortState,
): ConditionVerdict {
  const type = 'Programmed';
  if (accepted.status === 'False') {
    const reason = facts.conflict && isOfSet(facts.key) ? facts.conflict.reason : 'Invalid';
    return verdict(type, 'False', reason, accepted.message);
  }
  const certificates = certificateState(facts);
  if (certificates === 'invalid') return verdict(type, 'False', 'Invalid', resolved.message);
  if (certificates === 'unknown' || awaitsClientCa(facts)) return verdict(type, 'Unknown', 'Pending', resolved.message);
  if (port.state === 'pending') {
    return verdict(type, 'Unknown', 'Pending', 'The data plane has not reported on this listener yet.');
  }
  if (port.state === 'noAddress') return verdict(type, 'False', 'Invalid', port.why);
  if (port.state === 'remapped') {
    const message = `Port ${facts.port} cannot be bound (${port.why}), so it answers on ${port.address}:${port.port}.`;
    return verdict(type, 'True', 'Programmed', message);
  }
  return verdict(type, 'True', 'Programmed', 'The data plane serves this listener.');
}

function judgeOverlap(facts: ListenerFacts, siblings: readonly ListenerFacts[]): ConditionVerdict[] {
  const rivals = siblings.filter((other) => other.key !== facts.key && bothTls(facts, other));
  const certificates = rivals.filter((other) => overlaps(dnsNames(facts), dnsNames(other)));
  const hostnames = rivals.filter((other) => overlaps([facts.hostname ?? ''], [other.hostname ?? '']));
  const type = 'OverlappingTLSConfig';
  if (certificates.length > 0) {
    const message = `The certificates overlap with those of ${formatListeners(certificates)} on port ${facts.port}.`;
    return [verdict(type, 'True', 'OverlappingCertificates', message)];
  }
  if (hostnames.length === 0) return [];
  const that = hostnames.length === 1 ? 'that' : 'those';
  const message = `The hostname overlaps with ${that} of ${formatListeners(hostnames)} on port ${facts.port}.`;
  return [verdict(type, 'True', 'OverlappingHostnames', message)];
}

function bothTls(a: ListenerFacts, b: ListenerFacts): boolean {
  return a.port === b.port && [a, b].every(({ protocol }) => protocol === 'HTTPS' || protocol === 'TLS');
}

function overlaps(a: readonly string[], b: readonly string[]): boolean {
  return a.some((x) => b.some((y) => coversHostname(x, y) || coversHostname(y, x)));
}

function dnsNames({ certificates }: ListenerFacts): readonly string[] {
  return certificates.flatMap(({ outcome }) => (outcome.state === 'valid' ? outcome.dnsNames : []));
}
