import { isNotServed } from '#lib/binding/not-served.ts';
import { type ListenerVerdict, listenerSetsOf, listenersOf, type ParentResult } from '#lib/binding/result.ts';
import { list, prose, say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import { suggestSection } from './did-you-mean.ts';
import type { FixContext } from './fix-context.ts';
import { curesParent, hopelessKind, ownerOf, patchObject, type RefusedParent } from './fix-source.ts';

/** sectionName or port select no listener: name one that would take the Route, or the owner adds the port. */
export function fixParentSection(refused: RefusedParent): FixDraft[] {
  const { context, parent } = refused;
  const { source } = parent;
  if (source.from !== 'parentRef') return [];
  const elsewhere = nameListenerSet(refused);
  if (elsewhere.length > 0) return elsewhere;
  const meant = meantListener(refused);
  if (!meant) return addPort(refused, refused.verdict);
  const at = `/spec/parentRefs/${source.index}`;
  const guard = { op: 'test', path: `${at}/name`, value: source.ref.name } as const;
  const { sectionName, port } = source.ref;
  const listener = listenersOf(context.result, parent.parent).find(({ key }) => key === meant.listener);
  const wrongName = Boolean(sectionName) && sectionName !== meant.listenerName;
  const wrongPort = Boolean(port) && port !== listener?.port;
  if (wrongName && isNamedBeside(refused, meant.listenerName)) {
    const sentence = say`Take parentRefs[${source.index}] out: listener ${meant.listenerName} is named already.`;
    const whole = { op: 'test', path: `${at}/sectionName`, value: sectionName } as const;
    const change = patchObject(context.route.key, [guard, whole, { op: 'remove', path: at }]);
    return [{ role: 'app', cures: curesParent(refused), sentence, change }];
  }
  const change = patchObject(context.route.key, [
    guard,
    ...(wrongName ? [{ op: 'replace', path: `${at}/sectionName`, value: meant.listenerName } as const] : []),
    ...(wrongPort ? [{ op: 'replace', path: `${at}/port`, value: listener?.port } as const] : []),
  ]);
  const to = [
    ...(wrongName ? [`sectionName: ${meant.listenerName}`] : []),
    ...(wrongPort ? [`port: ${listener?.port}`] : []),
  ];
  const sentence = say`Write ${list(to)} in parentRefs[${source.index}].`;
  return [{ role: 'app', cures: curesParent(refused), sentence, change }, ...addPort(refused, meant)];
}

/** The section is a listener of a ListenerSet: a Route reaches it by naming the set, never by the Gateway. */
function nameListenerSet({ context, parent, index }: RefusedParent): FixDraft[] {
  const { source } = parent;
  const sectionName = source.from === 'parentRef' ? source.ref.sectionName : undefined;
  if (source.from !== 'parentRef' || !sectionName) return [];
  const at = `/spec/parentRefs/${source.index}`;
  return listenerSetsOf(context.result, parent.parent)
    .filter(({ refusal, listeners }) => refusal === null && listeners.some(({ name }) => name === sectionName))
    .slice(0, 3)
    .map(({ key }): FixDraft => {
      const { namespace, name } = identityOf(key);
      const sentence = say`Name ListenerSet ${formatKey(key)} in parentRefs[${source.index}]: listener ${sectionName} belongs to it, and a parentRef to the Gateway does not reach it.`;
      const change = patchObject(context.route.key, [
        { op: 'test', path: `${at}/name`, value: source.ref.name },
        { op: 'add', path: `${at}/kind`, value: 'ListenerSet' },
        { op: 'add', path: `${at}/namespace`, value: namespace },
        { op: 'replace', path: `${at}/name`, value: name },
      ]);
      return { role: 'app', cures: { kind: 'parent', parent: index }, sentence, change };
    });
}

/** The listener probably meant: of a near name, else one that admits the Route once it is selected. */
function meantListener({ context, parent }: RefusedParent): ListenerVerdict | null {
  const { source, listeners } = parent;
  const sectionName = source.from === 'parentRef' ? source.ref.sectionName : undefined;
  const named = listeners.find(({ listenerName }) => listenerName === sectionName);
  const near = nearSection(context, parent);
  return named ?? listeners.find(({ listenerName }) => listenerName === near) ?? nextFree({ context, parent });
}

function nearSection({ snapshot }: FixContext, { source, parent }: ParentResult): string | null {
  const sectionName = source.from === 'parentRef' ? source.ref.sectionName : undefined;
  return sectionName ? suggestSection(snapshot, parent, sectionName) : null;
}

/** One that admits the Route and that no other parentRef names; each parentRef without a listener gets one of its own. */
function nextFree({ context, parent }: Pick<RefusedParent, 'context' | 'parent'>): ListenerVerdict | null {
  const siblings = context.route.parents.filter(({ parent: key }) => key === parent.parent);
  const free = parent.listeners.filter(
    ({ checks, listenerName }) =>
      !siblings.some((sibling) => namesSection(sibling, listenerName)) &&
      checks.every(({ check, outcome }) => check === 'parentSection' || outcome === 'pass'),
  );
  const lost = siblings.filter(
    (sibling) =>
      sibling.listeners.every(({ attachment }) => attachment === 'notSelected') && !nearSection(context, sibling),
  );
  return free[Math.max(0, lost.indexOf(parent))] ?? null;
}

/** Whether another parentRef to the same object names the listener: two may not. */
function isNamedBeside({ context, parent }: RefusedParent, listenerName: string): boolean {
  return context.route.parents.some(
    (sibling) => sibling.parent === parent.parent && namesSection(sibling, listenerName),
  );
}

const namesSection = ({ source }: ParentResult, name: string) =>
  source.from === 'parentRef' && source.ref.sectionName === name;

/** No listener has the port that the parentRef asks for: the owner adds one, made like the listener meant. */
function addPort({ context, parent, index }: RefusedParent, like: ListenerVerdict): FixDraft[] {
  const { source } = parent;
  if (source.from !== 'parentRef' || source.ref.port === undefined || source.ref.sectionName) return [];
  const { port } = source.ref;
  const listeners = ownerOf(context, parent.parent)?.spec.listeners ?? [];
  const model = listeners.find(({ name }) => name === like.listenerName);
  if (!model || hopelessKind(like)) return [];
  const taken = new Set(listeners.map(({ name }) => name));
  const base = `${model.name}-${port}`;
  const added = { ...model, name: taken.has(base) ? `${base}-2` : base, port };
  const sentence = say`Add a listener on port ${port} to ${prose(identityOf(parent.parent).kind)} ${formatKey(parent.parent)}, made like ${model.name}.`;
  const change = patchObject(parent.parent, [{ op: 'add', path: '/spec/listeners/-', value: added }]);
  return [{ role: 'owner', cures: { kind: 'parent', parent: index }, sentence, change }];
}

/** The listener asked for does not take this kind: the Route asks for one of the Gateway that does. */
export function nameOtherListener(refused: RefusedParent): FixDraft[] {
  const { context, parent, verdict } = refused;
  const { source } = parent;
  if (source.from !== 'parentRef' || (!source.ref.sectionName && source.ref.port === undefined)) return [];
  const other = kindTaker(refused);
  if (!other) return [];
  const at = `/spec/parentRefs/${source.index}`;
  const { name, sectionName, port } = source.ref;
  const guard = [
    { op: 'test', path: `${at}/name`, value: name },
    ...(sectionName ? [{ op: 'test', path: `${at}/sectionName`, value: sectionName } as const] : []),
  ] as const;
  if (isNamedBeside(refused, other.listenerName)) {
    const sentence = say`Take parentRefs[${source.index}] out: listener ${verdict.listenerName} does not take its kind, and listener ${other.listenerName} is named already.`;
    const change = patchObject(context.route.key, [...guard, { op: 'remove', path: at }]);
    return [{ role: 'app', cures: curesParent(refused), sentence, change }];
  }
  const without = port === undefined ? [] : say` and take ${`port: ${port}`} out`;
  const sentence = say`Write ${`sectionName: ${other.listenerName}`} in parentRefs[${source.index}]${without}: that listener takes the kind.`;
  const change = patchObject(context.route.key, [
    ...guard,
    { op: 'add', path: `${at}/sectionName`, value: other.listenerName },
    ...(port === undefined ? [] : [{ op: 'remove', path: `${at}/port` } as const]),
  ]);
  return [{ role: 'app', cures: curesParent(refused), sentence, change }];
}

/** Of the Gateway's listeners that take the kind: one that serves and has least against the Route. */
function kindTaker({ context, parent }: RefusedParent): ListenerVerdict | null {
  const results = listenersOf(context.result, parent.parent);
  const idle = new Set(results.filter(isNotServed).map(({ key }) => key));
  const faults = ({ checks }: ListenerVerdict) =>
    checks.filter(({ check, outcome }) => check !== 'parentSection' && outcome === 'fail').length;
  const takers = parent.listeners.filter(({ checks }) =>
    checks.some(({ check, outcome }) => check === 'routeKind' && outcome === 'pass'),
  );
  return (
    takers.toSorted(
      (a, b) => faults(a) - faults(b) || Number(idle.has(a.listener)) - Number(idle.has(b.listener)),
    )[0] ?? null
  );
}
