import { isNotServed } from '#lib/binding/not-served.ts';
import {
  type BindingResult,
  type ListenerVerdict,
  listenersOf,
  ownerOfListener,
  type RouteResult,
} from '#lib/binding/result.ts';
import type { RouteNode } from './topology.ts';

/** Whether it is known that a listener serves nothing. */
export function isIdle(binding: BindingResult, { listener }: ListenerVerdict): boolean {
  return listenersOf(binding, ownerOfListener(listener)).some(
    (result) => result.key === listener && isNotServed(result),
  );
}

/** How many of the listeners that take a Route may be serving; `none` too when none takes it. */
export function servedBy(binding: BindingResult, { parents }: RouteResult): 'all' | 'some' | 'none' {
  const taking = parents
    .filter(({ accepted }) => accepted?.status !== 'False')
    .flatMap(({ listeners }) => listeners.filter(({ attachment }) => attachment === 'attached'));
  const idle = taking.filter((listener) => isIdle(binding, listener)).length;
  if (idle === taking.length) return 'none';
  return idle === 0 ? 'all' : 'some';
}

/** Accepted, with all its references good, and served by every listener that takes it. */
export function isWell({ state, badge }: Pick<RouteNode, 'state' | 'badge'>): boolean {
  return state === 'accepted' && badge.name === 'accepted';
}
