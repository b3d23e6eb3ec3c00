import type { BadgeName } from '#lib/topology/badge.ts';
import type { RouteState } from '#lib/topology/topology.ts';

/** The words of route states, as chips and groups show them. */
export const STATE_WORDS: Readonly<Record<RouteState, Readonly<{ word: string; badge: BadgeName }>>> = {
  refused: { word: 'Refused', badge: 'refused' },
  partial: { word: 'Partial', badge: 'partial' },
  unresolved: { word: 'Unresolved', badge: 'noGrant' },
  pending: { word: 'Pending', badge: 'pending' },
  silent: { word: 'No status', badge: 'silent' },
  notJudged: { word: 'Not judged', badge: 'silent' },
  accepted: { word: 'Accepted', badge: 'accepted' },
};

export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
