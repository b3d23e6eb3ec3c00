import { isNotServed } from '#lib/binding/not-served.ts';
import { type BindingResult, type ListenerResult, listenersOf, type ParentResult } from '#lib/binding/result.ts';
import { join, list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { afterField, isAttached } from './sentences.ts';

/** A listener that serves nothing, and the Gateway or ListenerSet that declares it. */
export type IdleListener = Readonly<{ owner: ObjectKey; listener: ListenerResult }>;

type Taking = Readonly<{
  /** those that take a Route and are not programmed, each once */
  idle: readonly IdleListener[];
  /** false when all that take it are idle, so that no request reaches it */
  isReached: boolean;
}>;

/** Listeners that take a Route while they serve nothing. */
export function idleListeners(result: BindingResult, parents: readonly ParentResult[]): Taking {
  const taking = new Map(
    parents.filter(isAttached).flatMap(({ parent, listeners }) => {
      const attached = new Set(listeners.filter(({ attachment }) => attachment === 'attached').map((v) => v.listener));
      return listenersOf(result, parent)
        .filter(({ key }) => attached.has(key))
        .map((listener) => [listener.key, { owner: parent, listener }] as const);
    }),
  );
  const idle = [...taking.values()].filter(({ listener }) => isNotServed(listener));
  return { idle, isReached: idle.length === 0 || idle.length < taking.size };
}

/** Which of the listeners that take a Route serve nothing, and the first one's reason. Empty when all serve. */
export function sayIdleListeners(idle: readonly IdleListener[], parents: readonly ParentResult[]): Sentence {
  const [first, ...more] = idle;
  if (!first) return [];
  const isPlain = new Set(parents.map(({ parent }) => parent)).size === 1;
  const owners = [...Map.groupBy(idle, ({ owner }) => owner)].map(([owner, of]) => {
    const names = list(of.map(({ listener }) => listener.name));
    return isPlain ? names : say`${names} of ${prose(identityOf(owner).kind)} ${formatKey(owner)}`;
  });
  const why = afterField(findCondition(first.listener.conditions, 'Programmed')?.message ?? '');
  if (more.length === 0) return say`Listener ${join(owners)} serves nothing: ${prose(why)}`;
  return say`Listeners ${join(owners, ' and ')} serve nothing. ${first.listener.name}: ${prose(why)}`;
}
