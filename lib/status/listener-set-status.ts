import type { ListenerSetResult } from '#lib/binding/result.ts';
import type { ListenerSet } from '#lib/gateway-api/listener-set.ts';
import { buildListenerStatus } from './gateway-status.ts';
import { changedOrNull, isOutdated, mergeConditions, type StatusContext } from './merge-status.ts';

/** Condition types of a ListenerSet that are ours to write. */
export const LISTENER_SET_CONDITIONS = ['Accepted', 'Programmed'] as const;

type ListenerSetStatus = NonNullable<ListenerSet['status']>;

/**
 * The status a ListenerSet of a Gateway of ours should have: one entry per listener of its own.
 *
 * @returns null when nothing is to be written: its Gateway is not ours, no change, or a newer generation was judged
 */
export function listenerSetStatus(
  set: ListenerSet,
  result: ListenerSetResult,
  { now }: StatusContext,
): ListenerSetStatus | null {
  const { generation } = set.metadata;
  const { status } = set;
  if (result.owner !== 'ours' || isOutdated(status?.conditions, LISTENER_SET_CONDITIONS, generation)) return null;
  const conditions = mergeConditions({
    existing: status?.conditions,
    verdicts: result.conditions,
    owned: LISTENER_SET_CONDITIONS,
    generation,
    now,
  });
  const listeners = result.listeners.map((listener) => {
    const before = status?.listeners?.find(({ name }) => name === listener.name);
    return buildListenerStatus(listener, before, generation, now);
  });
  return changedOrNull<ListenerSetStatus>(status, {
    ...status,
    conditions: conditions as ListenerSetStatus['conditions'],
    listeners,
  });
}
