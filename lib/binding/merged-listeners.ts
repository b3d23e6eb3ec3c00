import { holdsPort } from './listener-conditions.ts';
import { conflictOf } from './listener-conflicts.ts';
import { contenderOf, type ListenerFacts, markConflicts } from './listeners.ts';
import type { Capabilities } from './result.ts';

/**
 * Conflicts across a Gateway and its ListenerSets. Between objects the earlier wins; inside one object nobody does,
 * and a listener that lost, or is not accepted for another reason, takes nothing from anybody.
 *
 * @param own listeners of the Gateway, with the conflicts among them
 * @param sets listeners of each set, in the order the sets are merged
 * @returns the listeners of each set with their conflicts
 * @see Gateway API, ListenerSet; GEP-1713
 */
export function settleConflicts(
  own: readonly ListenerFacts[],
  sets: readonly (readonly ListenerFacts[])[],
  capabilities: Capabilities,
): readonly (readonly ListenerFacts[])[] {
  const standing = own.filter(holdsPort);
  return sets.map((facts) => {
    const yielded = facts.map((listener) => yieldTo(standing, listener));
    const rest = markConflicts(yielded.filter(holdsPort), capabilities);
    const settled = yielded.map((listener) => rest.find(({ key }) => key === listener.key) ?? listener);
    standing.push(...settled.filter(holdsPort));
    return settled;
  });
}

/** TCP takes the whole port from a later object whether it is served or not. */
function yieldTo(standing: readonly ListenerFacts[], listener: ListenerFacts): ListenerFacts {
  const rivals = standing.flatMap((rival) => {
    const reason = conflictOf(contenderOf(listener), contenderOf(rival), true);
    return reason ? [{ key: rival.key, reason }] : [];
  });
  if (rivals.length === 0) return listener;
  const reason = rivals.some((rival) => rival.reason === 'ProtocolConflict') ? 'ProtocolConflict' : 'HostnameConflict';
  return { ...listener, conflict: { reason, with: rivals.map(({ key }) => key) } };
}
