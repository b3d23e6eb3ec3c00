import { sayUnknown } from '#lib/binding/context.ts';
import type { ParentResult } from '#lib/binding/result.ts';
import { list, prose, say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { collectionOf } from '#lib/snapshot/collections.ts';
import type { CollectionName } from '#lib/snapshot/snapshot.ts';
import type { FixDraft } from './build-fix.ts';
import { suggestObject } from './did-you-mean.ts';
import type { FixContext } from './fix-context.ts';
import { isLegacy, patchObject, type RefusedParent } from './fix-source.ts';
import { writeMissingGateway } from './missing-gateway.ts';
import { sayRival } from './rival-reference.ts';
import { isAttached } from './sentences.ts';

/** A parent that is not there: name the one probably meant, or create it. */
export function fixMissingParent(context: FixContext, parent: ParentResult, index: number): FixDraft[] {
  const meant = suggestObject(context.snapshot, parent.parent);
  const cures = { kind: 'parent', parent: index } as const;
  const { kind } = identityOf(parent.parent);
  const create: FixDraft = {
    role: 'owner',
    cures,
    sentence: say`Create ${prose(kind)} ${formatKey(parent.parent)}, if it is the one meant.`,
    change: null,
    ...writeMissingGateway(context, parent),
  };
  if (!meant) return [...dropParent(context, parent, cures), create];
  return [renameParent(context, parent, cures, meant), create];
}

/** Another parent takes the Route already, so this one can go. */
function dropParent({ route }: FixContext, { parent, source }: ParentResult, cures: FixDraft['cures']): FixDraft[] {
  const keeps = route.parents.filter(isAttached).map((other) => formatKey(other.parent));
  if (source.from !== 'parentRef' || keeps.length === 0) return [];
  const at = `/spec/parentRefs/${source.index}`;
  const change = patchObject(route.key, [
    { op: 'test', path: `${at}/name`, value: source.ref.name },
    { op: 'remove', path: at },
  ]);
  const sentence = say`Take parentRefs[${source.index}] out, if ${formatKey(parent)} is not meant to exist: the Route keeps ${list([...new Set(keeps)])}.`;
  return [{ role: 'app', cures, sentence, change }];
}

function renameParent(
  { route }: FixContext,
  { source }: ParentResult,
  cures: FixDraft['cures'],
  meant: ObjectKey,
): FixDraft {
  const { namespace, name } = identityOf(meant);
  const ref = source.from === 'selectedBy' ? null : source.ref;
  const index = source.from === 'selectedBy' ? 0 : source.index;
  const [at, words] =
    source.from === 'gatewayRef'
      ? [`/spec/gateways/gatewayRefs/${index}`, `gatewayRefs[${index}]`]
      : [`/spec/parentRefs/${index}`, `parentRefs[${index}]`];
  const rival = sayRival(route, source, meant);
  if (rival) {
    const change = patchObject(route.key, [
      { op: 'test', path: `${at}/name`, value: ref?.name },
      { op: 'remove', path: at },
    ]);
    return { role: 'app', cures, sentence: say`Take ${words} out: ${rival}`, change };
  }
  const ownNamespace = identityOf(route.key).namespace;
  const wrongName = ref?.name !== name;
  const wrongNamespace = (ref?.namespace ?? ownNamespace) !== namespace;
  const change = patchObject(route.key, [
    { op: 'test', path: `${at}/name`, value: ref?.name },
    ...(wrongName ? [{ op: 'replace', path: `${at}/name`, value: name } as const] : []),
    ...(wrongNamespace ? [{ op: 'add', path: `${at}/namespace`, value: namespace } as const] : []),
  ]);
  const value = wrongName && wrongNamespace ? say`${`namespace: ${namespace}, name: ${name}`}` : null;
  const to = value ?? (wrongName ? say`${`name: ${name}`}` : say`${`namespace: ${namespace}`}`);
  return { role: 'app', cures, sentence: say`Write ${to} in ${words}.`, change };
}

/** v1alpha1: the Gateway selects the Route and the Route refuses it; the Route can allow it. */
export function fixRouteAllows({ context, parent, index }: RefusedParent): FixDraft[] {
  const route = context.snapshot.legacyHttpRoutes.get(context.route.key);
  if (!route || isMeantByAnother(context, parent)) return [];
  const { namespace, name } = identityOf(parent.parent);
  const { allow, gatewayRefs = [] } = route.spec.gateways;
  const refs = allow === 'FromList' ? gatewayRefs : [];
  const change = patchObject(context.route.key, [
    { op: 'add', path: '/spec/gateways', value: { allow: 'FromList', gatewayRefs: [...refs, { name, namespace }] } },
  ]);
  const sentence = say`Name ${formatKey(parent.parent)} in the Route's gatewayRefs.`;
  return [{ role: 'app', cures: { kind: 'parent', parent: index }, sentence, change }];
}

/** A gatewayRef with a slip already has a fix that leads to this Gateway. */
function isMeantByAnother({ route, snapshot }: FixContext, { parent }: ParentResult): boolean {
  return route.parents.some(
    (other) => other.target.state === 'missing' && suggestObject(snapshot, other.parent) === parent,
  );
}

/** What could not be judged, and how to have it judged. */
export function fixUnknown(context: FixContext, index: number, parent: ParentResult): FixDraft[] {
  const [collection, subject] = unknownOf(parent);
  // what a vendor's kind makes of it is not to be had from anywhere
  if (collection === null) return [];
  const words = sayUnknown(context, collection);
  const how = {
    partial: 'Add it to the files, or read them with --complete, which takes what is absent for missing.',
    forbidden: 'Let this identity list it, or judge with one that may.',
    syncing: 'It is being read; the verdict follows.',
    complete: '',
    notInstalled: '',
  }[context.snapshot.coverage[collection]];
  const sentence = say`${prose(subject)} ${prose(words)}. ${prose(how)}`;
  return [{ role: 'app', cures: { kind: 'parent', parent: index }, sentence, change: null }];
}

function unknownOf({ target, parent, listeners }: ParentResult): readonly [CollectionName | null, string] {
  if (target.state === 'unknown') {
    const { kind } = identityOf(parent);
    const collection = kind === 'ListenerSet' ? 'listenerSets' : 'gateways';
    return [isLegacy(parent) ? 'legacyGateways' : collection, `${kind} ${formatKey(parent)}`];
  }
  const open = listeners.flatMap(({ checks }) => checks).filter(({ outcome }) => outcome === 'unknown');
  const lost = open.find((check) => check.check === 'listenerSet' && check.reason === 'NoGateway');
  if (lost?.check === 'listenerSet') {
    return [collectionOf(identityOf(lost.gateway)), `${identityOf(lost.gateway).kind} ${formatKey(lost.gateway)}`];
  }
  const names = open.flatMap((check) => {
    if (check.check === 'listenerSet') return [check.setNamespace];
    return check.check === 'routeNamespace' ? [check.routeNamespace] : [];
  });
  const [name = ''] = names;
  return ['namespaces', `Namespace ${formatKey(objectKey({ group: '', kind: 'Namespace', namespace: '', name }))}`];
}
