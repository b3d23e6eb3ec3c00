import type { ListenerSetCheck } from '#lib/binding/result.ts';
import { list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import { suggestObject } from './did-you-mean.ts';
import type { FixSource } from './fix-context.ts';
import { curesParent, patchLabels, patchObject, type RefusedParent } from './fix-source.ts';
import { findMeetingLabels } from './meeting-labels.ts';
import { nameLabel, nameNamespaces } from './named-namespaces.ts';

/** A way to have a ListenerSet taken, whoever asks for it. */
export type ListenerSetFix = Omit<FixDraft, 'cures'>;

/** A Route's ListenerSet is not taken by its Gateway. */
export function fixListenerSet(refused: RefusedParent, check: ListenerSetCheck): FixDraft[] {
  const cures = curesParent(refused);
  if (check.reason === 'NoGateway') return nameGateway(refused.context, refused.parent.parent, check.gateway, cures);
  return admitListenerSet(refused.context, check).map((fix) => ({ ...fix, cures }));
}

/**
 * Ways to have a ListenerSet taken by its Gateway: the namespace gets the label asked for, or the Gateway's
 * `allowedListeners` is widened; a Gateway that is not accepted itself has to get a valid listener first.
 */
export function admitListenerSet(source: FixSource, check: ListenerSetCheck): ListenerSetFix[] {
  const name = formatKey(check.gateway);
  if (check.reason === 'ParentNotAccepted') {
    const sentence = say`Mend a listener of Gateway ${name}: one of its own has to be valid before it takes ListenerSets.`;
    return [{ role: 'owner', sentence, change: null }];
  }
  return [...labelNamespace(check), ...listNamespaces(source, check), admitAll(check)];
}

/** Only labels that are missing are added; one with another value is somebody else's to change. */
function labelNamespace({ selector, setNamespace, gateway }: ListenerSetCheck): ListenerSetFix[] {
  const changes = selector && findMeetingLabels(selector);
  if (!selector || !changes || nameLabel in changes) return [];
  const labels = Object.entries(changes);
  const isTaken = ([key, value]: (typeof labels)[number]) =>
    value === null || Object.hasOwn(selector.labels ?? {}, key);
  if (labels.some(isTaken)) return [];
  const words = list(labels.map(([key, value]) => `${key}=${value}`));
  const sentence = say`Label namespace ${setNamespace} ${words}: Gateway ${formatKey(gateway)} takes ListenerSets of namespaces with it.`;
  const namespace = objectKey({ group: '', kind: 'Namespace', namespace: '', name: setNamespace });
  return [{ role: 'app', sentence, change: patchLabels(namespace, changes) }];
}

/** Those taken today stay, and this namespace joins them: `from: Same` where that is enough, else by name. */
function listNamespaces(source: FixSource, check: ListenerSetCheck): ListenerSetFix[] {
  const own = identityOf(check.gateway).namespace;
  const name = formatKey(check.gateway);
  if (check.from === 'None' && check.setNamespace === own) {
    const sentence = say`Have Gateway ${name} take ListenerSets of its own namespace ${own}.`;
    return [allow(check, sentence, { from: 'Same' })];
  }
  const rule = source.snapshot.gateways.get(check.gateway)?.spec.allowedListeners?.namespaces ?? { from: 'None' };
  const named = nameNamespaces(source, rule, { own, added: check.setNamespace, verb: 'taken' });
  if (!named) return [];
  const { names, selector, notes } = named;
  const noun = prose(names.length === 1 ? 'namespace' : 'namespaces');
  const sentence = say`Have Gateway ${name} take ListenerSets of ${noun} ${list(names)} by name.`;
  return [{ ...allow(check, sentence, { from: 'Selector', selector }), notes }];
}

function admitAll(check: ListenerSetCheck): ListenerSetFix {
  const sentence = say`Have Gateway ${formatKey(check.gateway)} take ListenerSets of every namespace: ${'from: All'} instead of ${`from: ${check.from}`}.`;
  const notes = [say`Whoever may create ListenerSets in any namespace can then open ports on this Gateway.`];
  return { ...allow(check, sentence, { from: 'All' }), notes };
}

function allow({ gateway }: ListenerSetCheck, sentence: Sentence, namespaces: unknown): ListenerSetFix {
  const change = patchObject(gateway, [{ op: 'add', path: '/spec/allowedListeners', value: { namespaces } }]);
  return { role: 'owner', sentence, change };
}

/** The Gateway that a ListenerSet names is not there: it names the one probably meant, or that is created. */
export function nameGateway(
  { snapshot }: FixSource,
  set: ObjectKey,
  missing: ObjectKey,
  cures: FixDraft['cures'],
): FixDraft[] {
  const meant = suggestObject(snapshot, missing);
  const sentence = say`Create Gateway ${formatKey(missing)}, if it is the one meant.`;
  const create: FixDraft = { role: 'owner', cures, sentence, change: null };
  if (!meant) return [create];
  const { namespace, name } = identityOf(meant);
  const change = patchObject(set, [
    { op: 'test', path: '/spec/parentRef/name', value: identityOf(missing).name },
    { op: 'replace', path: '/spec/parentRef/name', value: name },
    { op: 'add', path: '/spec/parentRef/namespace', value: namespace },
  ]);
  const rename = say`Name Gateway ${formatKey(meant)} in ${'spec.parentRef'} of ListenerSet ${formatKey(set)}.`;
  return [{ role: 'app', cures, sentence: rename, change }, create];
}
