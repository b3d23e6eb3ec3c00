import type { BindingResult, BindOptions, ListenerSetCheck, ListenerSetResult } from '#lib/binding/result.ts';
import { list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { buildFix, type FixDraft } from './build-fix.ts';
import { explainCondition, sayInvalidListeners } from './explain-gateway.ts';
import type { ListenerSetExplanation } from './explanation.ts';
import { moveListener } from './fix-conflict.ts';
import type { FixSource } from './fix-context.ts';
import { admitListenerSet, nameGateway } from './fix-listener-set.ts';
import { fixReference } from './fix-reference.ts';
import { isAdmitted } from './fixes.ts';
import { aboutListenerSet } from './will-not-help.ts';

/**
 * Why a ListenerSet is taken by its Gateway or not, in words; what would fix it for its owner and for the owner of the
 * Gateway, and what would not.
 *
 * @returns null when there is no such ListenerSet
 */
export function explainListenerSet(
  snapshot: Snapshot,
  result: BindingResult,
  key: ObjectKey,
  options: BindOptions,
): ListenerSetExplanation | null {
  const set = result.listenerSets.get(key);
  if (!set) return null;
  const context: FixSource = { snapshot, result, options };
  return {
    listenerSet: key,
    headline: saySet(set),
    conditions: set.conditions.map(explainCondition),
    fixes: findSetFixes(context, set)
      .filter((draft) => isAdmitted(context, draft))
      .map((draft) => buildFix({ ...context, route: null }, draft)),
    willNotHelp: set.refusal ? aboutRefusal(set.refusal) : aboutListeners(set),
  };
}

/** What is not known is no refusal. */
function aboutRefusal(refusal: ListenerSetCheck): Sentence[] {
  return refusal.outcome === 'fail' ? aboutListenerSet(refusal) : [];
}

function saySet({ key, gateway, target, owner, controllerName, conditions, listeners }: ListenerSetResult): Sentence {
  const { kind } = identityOf(gateway);
  const name = formatKey(gateway);
  if (target.state === 'missing')
    return say`No ${prose(kind)} ${name}, so nothing serves ListenerSet ${formatKey(key)}.`;
  if (target.state === 'unknown')
    return say`${prose(kind)} ${name} is not known, so it is not known whether it takes the ListenerSet.`;
  if (target.state === 'notJudged')
    return say`${prose(kind)} ${name} is no parent that Gatehouse knows for a ListenerSet.`;
  if (owner === 'none') return say`No controller is known to serve Gateway ${name}.`;
  const bad = conditions.find(({ status, reason }) => status !== 'True' || reason === 'ListenersNotValid');
  if (bad?.reason === 'ListenersNotValid') return sayInvalidListeners(listeners);
  if (bad) return prose(bad.message);
  const names = list(listeners.map((listener) => listener.name));
  const noun = prose(listeners.length === 1 ? 'listener' : 'listeners');
  return owner === 'other'
    ? say`Gateway ${name} takes ${noun} ${names}; it is left to controller ${controllerName ?? ''}.`
    : say`Gateway ${name} serves ${noun} ${names}.`;
}

function findSetFixes(context: FixSource, set: ListenerSetResult): FixDraft[] {
  const cures = (field: string | null) => ({ kind: 'listenerSet', listenerSet: set.key, field }) as const;
  if (set.target.state === 'missing') return nameGateway(context, set.key, set.gateway, cures(null));
  if (set.refusal?.outcome === 'fail') {
    return admitListenerSet(context, set.refusal).map((fix) => ({ ...fix, cures: cures(null) }));
  }
  return set.listeners.flatMap((listener) => [
    ...(listener.conflictsWith.length > 0
      ? [
          {
            role: 'app',
            cures: cures(`spec.listeners[${listener.index}]`),
            ...moveListener(set.key, listener),
          } as const,
        ]
      : []),
    ...listener.certificates.flatMap((reference) =>
      fixReference(context, set.key, reference, 'Secret').map((fix): FixDraft => {
        // what is not permitted only the other namespace can permit; the rest is made beside the set
        const isPermission = fix.change?.action === 'create';
        return { ...fix, role: isPermission ? 'owner' : 'app', cures: cures(reference.field) };
      }),
    ),
  ]);
}

function aboutListeners({ listeners }: ListenerSetResult): Sentence[] {
  const isConflicted = listeners.some(({ conflictsWith }) => conflictsWith.length > 0);
  const lacksGrant = listeners.some(({ certificates }) =>
    certificates.some(({ outcome }) => outcome.state === 'invalid' && outcome.reason === 'RefNotPermitted'),
  );
  return [
    ...(isConflicted
      ? [
          say`Another name for the listener. Port, protocol and hostname make a listener, its name does not.`,
          say`Creating the ListenerSet anew. The Gateway's own listeners come first, then the oldest ListenerSet.`,
        ]
      : []),
    ...(lacksGrant ? [say`A ReferenceGrant for the Gateway. A ListenerSet needs one from kind ${'ListenerSet'}.`] : []),
  ];
}
