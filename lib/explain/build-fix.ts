import { bind, bindRoutes } from '#lib/binding/bind.ts';
import type { BindingResult, BindOptions, ParentResult, RouteResult } from '#lib/binding/result.ts';
import { join, list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { compareText, formatKey, identityOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { applyChange, changeObject } from './apply-change.ts';
import { certificateReferences } from './certificate-references.ts';
import { formatCommand } from './commands.ts';
import { diffObjects } from './diff.ts';
import type { Change, Fix } from './explanation.ts';
import type { FixSource } from './fix-context.ts';
import { isAttached, sayParentOutcome } from './sentences.ts';

/** A fix before its consequences are known. */
export type FixDraft = Pick<Fix, 'role' | 'cures' | 'sentence' | 'change'> &
  Readonly<{
    check?: Fix['check'];
    notes?: readonly Sentence[];
    commands?: readonly string[];
    /** with `change` null: what is offered as a command only, for somebody to look over before it is made */
    asCommand?: Change;
  }>;

/** Fixes of a Route, or of something without one. */
type FixFor = FixSource & Readonly<{ route: RouteResult | null }>;

/**
 * Works out what a fix does: which Routes change their verdict, whether it is enough for the one it is for, how it
 * reads as YAML and as a command.
 */
export function buildFix(context: FixFor, draft: FixDraft): Fix {
  const { role, cures, sentence, change, notes = [] } = draft;
  const base = { role, cures, check: draft.check ?? null, sentence, change };
  const made = change ?? draft.asCommand ?? null;
  if (made === null) {
    return { ...base, isEnough: null, sideEffects: notes, changes: [], commands: draft.commands ?? [], diff: [] };
  }
  const changed = changeObject(context.snapshot, made);
  const effects = judgeEffects(context, made);
  const remaining = sayRemaining(context, cures, made, effects);
  return {
    ...base,
    isEnough: remaining.length === 0,
    sideEffects: [...sayEffects(context, made, effects), ...notes, ...remaining],
    changes: effects.map(({ key }) => key),
    commands: draft.commands ?? [formatCommand(made, changed?.before ?? null)],
    diff: change && changed ? diffObjects(changed) : [],
  };
}

type Effect = Readonly<{ key: ObjectKey; before: RouteResult | null; after: RouteResult }>;

function judgeEffects({ snapshot, result, options, route }: FixFor, change: Change): Effect[] {
  const touched = new Set([...(route ? [route.key] : []), ...routesTouchedBy(result, change)]);
  const after = bindRoutes(applyChange(snapshot, change), options, [...touched].sort(compareText));
  return [...after].flatMap(([key, verdict]) => {
    const before = result.routes.get(key) ?? null;
    return before && signOf(before) === signOf(verdict) ? [] : [{ key, before, after: verdict }];
  });
}

/** Routes whose verdict the change might touch; all others keep theirs. */
function routesTouchedBy({ routes, listenerSets }: BindingResult, change: Change): ObjectKey[] {
  const { kind, namespace, name, group } = change.action === 'create' ? identityOfObject(change.object) : change.target;
  const changed = objectKey({ group, kind, namespace, name });
  // what one object gives up on a port another gets: a change reaches the Gateway and all its ListenerSets
  const gatewayOf = (parent: ObjectKey) => listenerSets.get(parent)?.gateway ?? parent;
  const isTouched = (parent: ObjectKey) => parent === changed || gatewayOf(parent) === gatewayOf(changed);
  const touches = (route: RouteResult): boolean => {
    // its labels may let in the Route, or the ListenerSet that the Route names
    const inNamespace = (key: ObjectKey) => identityOf(key).namespace === name;
    if (kind === 'Namespace') {
      return inNamespace(route.key) || route.parents.some(({ parent }) => listenerSets.has(parent));
    }
    if (kind === 'ReferenceGrant' || kind === 'Service' || kind === 'BackendTLSPolicy') {
      return route.rules.some(({ backends }) =>
        backends.some(({ target }) => identityOf(target).namespace === namespace),
      );
    }
    if (kind !== 'Gateway' && kind !== 'ListenerSet') return false;
    if (group !== 'gateway.networking.k8s.io') return true;
    return route.parents.some((p) => isTouched(p.parent));
  };
  return [...routes.values()].filter(touches).map(({ key }) => key);
}

function identityOfObject({ apiVersion, kind, metadata }: Extract<Change, { action: 'create' }>['object']) {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return { group, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** What people see of a Route: where it is attached and what its references came to. */
function signOf({ accepted, parents, rules, resolvedRefs }: RouteResult): string {
  return JSON.stringify([
    accepted,
    resolvedRefs.status,
    resolvedRefs.reason,
    parents.map((parent) => [
      parent.target.state,
      parent.accepted?.status,
      parent.accepted?.reason,
      parent.listeners.filter(({ attachment }) => attachment === 'attached').map(({ listener }) => listener),
    ]),
    rules.map(({ backends }) => backends.map(({ outcome }) => outcome.state)),
  ]);
}

const attachedCount = (route: RouteResult | null) =>
  (route?.parents ?? []).flatMap(({ listeners }) => listeners).filter(({ attachment }) => attachment === 'attached')
    .length;
const brokenCount = (route: RouteResult | null) =>
  (route?.rules ?? []).flatMap(({ backends }) => backends).filter(({ outcome }) => outcome.state !== 'valid').length;

/** Names every consequence beyond this Route: "This admits both routes of `hr`." */
function sayEffects({ route, result }: FixFor, change: Change, effects: readonly Effect[]): Sentence[] {
  const admitted = effects.filter(({ before, after }) => attachedCount(after) > attachedCount(before));
  const refused = effects.filter(({ before, after }) => attachedCount(after) < attachedCount(before));
  const opened = effects.filter(({ before, after }) => brokenCount(after) < brokenCount(before));
  const sentences: Sentence[] = [];
  if (admitted.some(({ key }) => key !== route?.key)) sentences.push(sayAdmitted(result, change, admitted));
  const lost = refused.map(({ key }) => formatKey(key));
  if (lost.length > 0) sentences.push(say`This detaches ${listShort(lost)}.`);
  const others = opened.filter(({ key }) => key !== route?.key).map(({ key }) => formatKey(key));
  if (others.length > 0) sentences.push(say`This also resolves references of ${listShort(others)}.`);
  return sentences;
}

function sayAdmitted({ routes }: BindingResult, change: Change, admitted: readonly Effect[]): Sentence {
  const total = [...routes.keys()].filter((key) => identityOf(key).namespace === namespaceOf(change)).length;
  if (admitted.length === total) {
    return say`This admits ${prose(total === 2 ? 'both' : `all ${total}`)} routes of ${namespaceOf(change) ?? ''}.`;
  }
  const noun = prose(admitted.length === 1 ? 'route' : 'routes');
  return say`This admits ${prose(String(admitted.length))} ${noun}: ${listShort(admitted.map(({ key }) => formatKey(key)))}.`;
}

/** The namespace a change labels; null for other changes. */
function namespaceOf(change: Change): string | null {
  return change.action === 'patch' && change.target.kind === 'Namespace' ? change.target.name : null;
}

function listShort(names: readonly string[]): Sentence {
  if (names.length <= 4) return list(names);
  const first = names.slice(0, 3).map((name) => say`${name}`);
  return say`${join(first, ', ')} and ${prose(`${names.length - 3} more`)}`;
}

/**
 * What became of one parent of a Route; null when the fix takes it out. A parentRef keeps its place; in v1alpha1 an
 * entry is known by its Gateway, for naming one moves it.
 */
function sameParent(before: RouteResult, after: RouteResult, index: number): ParentResult | null {
  const was = before.parents[index];
  const isRef = was?.source.from === 'parentRef';
  if (isRef && after.parents.length < before.parents.length) return null;
  const named = isRef ? undefined : after.parents.find(({ parent }) => parent === was?.parent);
  return named && isAttached(named) ? named : (after.parents[index] ?? null);
}

/** Does something else still keep the parent (or the reference) from working? Then the fix says so. */
function sayRemaining(
  { route, snapshot, options }: FixFor,
  cures: Fix['cures'],
  made: Change,
  effects: readonly Effect[],
): Sentence[] {
  const changed = applyChange(snapshot, made);
  if (cures.kind === 'listenerSet') return saySetRemaining(changed, options, cures);
  if (cures.kind === 'reference') return sayReferenceRemaining(changed, options, cures);
  if (!route) return [];
  const found = effects.find(({ key }) => key === route.key)?.after;
  const after = found ?? bindRoutes(changed, options, [route.key]).get(route.key);
  if (!after) return [];
  if (cures.kind === 'parent') {
    const parent = sameParent(route, after, cures.parent);
    if (!parent || (isAttached(parent) && parent.owner !== 'none')) return [];
    return [say`This alone is not enough. ${sayParentOutcome(parent)}`];
  }
  const backends = after.rules.flatMap((rule) => rule.backends);
  const backend = backends.find(({ field }) => field === cures.field);
  if (!backend || backend.outcome.state === 'valid') return [];
  return [say`This alone is not enough: ${prose(backend.outcome.message)}.`];
}

/** What still keeps a ListenerSet, or the reference of it that the fix is for, from being accepted. */
function saySetRemaining(
  changed: Snapshot,
  options: BindOptions,
  { listenerSet, field }: Extract<Fix['cures'], { kind: 'listenerSet' }>,
): Sentence[] {
  const set = bind(changed, options).listenerSets.get(listenerSet);
  if (!set) return [];
  const references = set.listeners.flatMap(({ certificates }) => certificates);
  const reference = references.find((certificate) => certificate.field === field)?.outcome;
  if (reference) {
    return reference.state === 'valid' ? [] : [say`This alone is not enough: ${prose(reference.message)}.`];
  }
  const bad = set.conditions.find(({ type, status }) => type === 'Accepted' && status !== 'True');
  return bad ? [say`This alone is not enough. ${prose(bad.message)}`] : [];
}

/** What still keeps a reference of a Gateway, or a BackendTLSPolicy as a whole, from being good. */
function sayReferenceRemaining(
  changed: Snapshot,
  options: BindOptions,
  { object, field }: Extract<Fix['cures'], { kind: 'reference' }>,
): Sentence[] {
  const after = bind(changed, options);
  const gateway = after.gateways.get(object);
  const policy = after.backendTlsPolicies.get(object);
  const references = gateway ? certificateReferences(gateway) : (policy?.caCertificates ?? []);
  const outcome = references.find((reference) => reference.field === field)?.outcome;
  if (outcome && outcome.state !== 'valid') return [say`This alone is not enough: ${prose(outcome.message)}.`];
  const bad = policy?.conditions.find(({ type, status }) => type === 'Accepted' && status !== 'True');
  return bad ? [say`This alone is not enough. ${prose(bad.message)}`] : [];
}
