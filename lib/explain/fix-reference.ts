import { readCertificate } from '#lib/binding/certificates.ts';
import { listenersOf } from '#lib/binding/result.ts';
import { list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { canonicalHostname, coversHostname } from '#lib/gateway-api/hostname.ts';
import { formatKey, identityOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { collectionOf } from '#lib/snapshot/collections.ts';
import type { FixDraft } from './build-fix.ts';
import type { CertificateReference } from './certificate-references.ts';
import { suggestObject } from './did-you-mean.ts';
import type { FixSource } from './fix-context.ts';
import { grantFor } from './fix-grant.ts';
import { patchObject, pointerOf } from './fix-source.ts';

/** A way to have something work, whoever asks for it. */
export type UnboundFix = Omit<FixDraft, 'cures'>;

/** What a reference has to lead to, and how people make one. */
type Wanted = Readonly<{ kind: 'Secret' | 'ConfigMap'; holds: Sentence; command: (name: string) => string }>;

const wantedSecret: Wanted = {
  kind: 'Secret',
  holds: say`a certificate under ${'tls.crt'} and its key under ${'tls.key'}`,
  command: (name) => `kubectl create secret tls ${name} --cert=tls.crt --key=tls.key`,
};

const wantedConfigMap: Wanted = {
  kind: 'ConfigMap',
  holds: say`CA certificates as PEM under ${'ca.crt'}`,
  command: (name) => `kubectl create configmap ${name} --from-file=ca.crt`,
};

/**
 * Ways to make a broken reference to a certificate good: permission, a near name, the right kind, the object itself.
 * What is in a certificate only its owner can write, so that is said and not done.
 *
 * @param owner the object in which the reference stands
 * @param wanted the kind that the reference has to lead to
 */
export function fixReference(
  context: FixSource,
  owner: ObjectKey,
  { field, target, outcome }: CertificateReference,
  wanted: 'Secret' | 'ConfigMap',
): UnboundFix[] {
  if (outcome.state !== 'invalid') return [];
  const { snapshot } = context;
  if (outcome.reason === 'RefNotPermitted') return [grantFor(snapshot, identityOf(owner), target)];
  const want = wanted === 'Secret' ? wantedSecret : wantedConfigMap;
  const { group, kind } = identityOf(target);
  if (group !== '' || kind !== want.kind) return fixKind(context, owner, { field, target }, want);
  const collection = collectionOf({ group, kind });
  if (collection && snapshot[collection].has(target)) {
    return [
      { role: 'owner', sentence: say`Write ${want.holds} in ${prose(want.kind)} ${formatKey(target)}.`, change: null },
    ];
  }
  return [...renameReference(context, owner, { field, target }), createObject(target, want)];
}

type Named = Pick<CertificateReference, 'field' | 'target'>;

/** The near name in the same namespace, if there is one that would do. */
export function renameReference(context: FixSource, owner: ObjectKey, { field, target }: Named): UnboundFix[] {
  const meant = suggestObject(context.snapshot, target);
  const is = identityOf(target);
  if (!meant || identityOf(meant).namespace !== is.namespace) return [];
  const notes = noteCertificate(context, owner, field, meant);
  if (notes === null) return [];
  const at = `${pointerOf(field)}/name`;
  const { name } = identityOf(meant);
  const change = patchObject(owner, [
    { op: 'test', path: at, value: is.name },
    { op: 'replace', path: at, value: name },
  ]);
  return [{ role: 'owner', sentence: say`Write ${`name: ${name}`} in ${field} of ${nameOf(owner)}.`, change, notes }];
}

/**
 * What the certificate in a Secret is for, as far as it can be read; nothing to say of what is no Secret.
 *
 * @returns null when it cannot be used, or not for the hostname of the listener that would name it
 */
function noteCertificate(
  { snapshot, result, options }: FixSource,
  owner: ObjectKey,
  field: string,
  meant: ObjectKey,
): readonly Sentence[] | null {
  const secret = snapshot.secrets.get(meant);
  if (!secret) return [];
  const read = readCertificate(options, meant, secret);
  if (!read.valid) return null;
  const listener = listenersOf(result, owner).find(({ certificates }) => certificates.some((c) => c.field === field));
  // without a reader only the form is known
  if (!listener || !options.checkCertificate) return [];
  const names = read.dnsNames.map(canonicalHostname);
  const { hostname } = listener;
  // in a certificate a wildcard is one label
  if (hostname !== null && !names.some((name) => coversHostname(name, hostname, 'oneLabel'))) return null;
  return names.length === 0 ? [say`Its certificate names no host.`] : [say`Its certificate is for ${list(names)}.`];
}

function createObject(target: ObjectKey, { kind, holds, command }: Wanted): UnboundFix {
  const { name, namespace } = identityOf(target);
  const commands = [`${command(name)} -n ${namespace}`];
  return {
    role: 'owner',
    sentence: say`Create ${prose(kind)} ${formatKey(target)} with ${holds}.`,
    change: null,
    commands,
  };
}

/** A ConfigMap (or Secret) of the same name may be what was meant. */
function fixKind({ snapshot }: FixSource, owner: ObjectKey, { field, target }: Named, want: Wanted): UnboundFix[] {
  const { name, namespace } = identityOf(target);
  const namesake = objectKey({ group: '', kind: want.kind, namespace, name });
  const has = want.kind === 'Secret' ? snapshot.secrets.has(namesake) : snapshot.configMaps.has(namesake);
  if (!has) {
    const sentence = say`Name a ${prose(want.kind)} with ${want.holds} in ${field} of ${nameOf(owner)}.`;
    return [{ role: 'owner', sentence, change: null }];
  }
  const at = pointerOf(field);
  const change = patchObject(owner, [
    { op: 'test', path: `${at}/name`, value: name },
    { op: 'add', path: `${at}/group`, value: '' },
    { op: 'add', path: `${at}/kind`, value: want.kind },
  ]);
  return [{ role: 'owner', sentence: say`Write ${`kind: ${want.kind}`} in ${field} of ${nameOf(owner)}.`, change }];
}

/** `BackendTLSPolicy shop/api`: a Route's list of fixes speaks of several objects. */
export function nameOf(key: ObjectKey): Sentence {
  return say`${prose(identityOf(key).kind)} ${formatKey(key)}`;
}
