import { expect, test } from 'vitest';
import type { RouteState } from '#lib/topology/topology.ts';
import { countStates } from './fold-counts.ts';

test.each<readonly [readonly RouteState[], readonly string[]]>([
  [['notJudged', 'notJudged'], ['2 not judged']],
  [
    ['accepted', 'silent', 'notJudged', 'accepted'],
    ['2 accepted', '1 no status', '1 not judged'],
  ],
  [['accepted'], ['1 accepted']],
])('a fold of %j says %j', (states, words) => {
  expect(countStates(states).map(({ count, word }) => `${count} ${word}`)).toEqual(words);
});
