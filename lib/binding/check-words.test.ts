import { expect, test } from 'vitest';
import { sayCheck } from './check-words.ts';
import { formatSentence } from './sentence.ts';

test.each([
  [['a.com'], 'the Route asks for a.com, which is not covered.'],
  [['a.com', 'b.com'], 'the Route asks for a.com and b.com, neither of which is covered.'],
  [['a.com', 'b.com', 'c.com'], 'the Route asks for a.com, b.com and c.com, none of which is covered.'],
])('hostnames %j that a listener does not cover are said in their number', (routeHostnames, words) => {
  const sentence = sayCheck('web', {
    check: 'hostname',
    outcome: 'fail',
    listenerHostname: 'x.org',
    routeHostnames,
    effectiveHostnames: [],
  });
  expect(formatSentence(sentence)).toBe(`Listener web serves x.org; ${words}`);
});
