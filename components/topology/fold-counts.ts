import type { BadgeName } from '#lib/topology/badge.ts';
import type { RouteState } from '#lib/topology/topology.ts';

const SHOWN = [
  { state: 'accepted', badge: 'accepted', word: 'accepted' },
  { state: 'silent', badge: 'silent', word: 'no status' },
  { state: 'notJudged', badge: 'silent', word: 'not judged' },
] as const satisfies readonly Readonly<{ state: RouteState; badge: BadgeName; word: string }>[];

type Folded = (typeof SHOWN)[number]['state'];

export type FoldCount = (typeof SHOWN)[number] & Readonly<{ count: number }>;

/** What is inside a fold, by state: problems never are. */
export function foldCounts(counts: Readonly<Record<Folded, number>>): readonly FoldCount[] {
  return SHOWN.map((each) => ({ ...each, count: counts[each.state] })).filter(({ count }) => count > 0);
}

/** The same from the states of its routes. */
export function countStates(states: readonly RouteState[]): readonly FoldCount[] {
  const of = (wanted: Folded) => states.filter((state) => state === wanted).length;
  return foldCounts({ accepted: of('accepted'), silent: of('silent'), notJudged: of('notJudged') });
}
