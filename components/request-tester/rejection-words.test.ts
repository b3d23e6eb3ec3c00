import { expect, test } from 'vitest';
import { formatSentence } from '#lib/binding/sentence.ts';
import type { Rejection } from '#lib/routing/decision.ts';
import { entryOf } from '#lib/routing/testdata/entries.ts';
import { countRejections, formatMatch, sayRejection } from './rejection-words.ts';

const prefix = { type: 'PathPrefix', value: '/careers' } as const;
const team = { type: 'Exact', name: 'x-team', value: 'a' } as const;

test.each<[Rejection, string]>([
  [{ predicate: 'hostname', hostname: '*.b.test', actual: 'a.test' }, 'Hostname: a.test is not covered by *.b.test.'],
  [{ predicate: 'path', rule: prefix, actual: '/hr', why: 'differs' }, 'Path: /hr does not start with /careers.'],
  [
    { predicate: 'path', rule: prefix, actual: '/careersite', why: 'differs' },
    'Path: /careersite does not start with /careers as a whole segment.',
  ],
  [{ predicate: 'path', rule: { type: 'Exact', value: '/a' }, actual: '/b', why: 'differs' }, 'Path: /b is not /a.'],
  [{ predicate: 'method', method: 'POST', actual: 'GET' }, 'Method: GET is not POST.'],
  [{ predicate: 'header', rule: team, actual: null, why: 'absent' }, 'Header x-team is absent; the rule asks for a.'],
  [{ predicate: 'header', rule: team, actual: 'b', why: 'differs' }, 'Header x-team is b; the rule asks for a.'],
  [
    {
      predicate: 'queryParam',
      rule: { ...team, type: 'RegularExpression', value: '(' },
      actual: 'b',
      why: 'invalidPattern',
    },
    'Query parameter x-team: the pattern ( cannot be used, so nothing matches.',
  ],
])('%o reads as a sentence with both operands', (rejection, expected) => {
  expect(formatSentence(sayRejection(rejection))).toBe(expected);
});

test('a match is written as in the Route; everything is PathPrefix /', () => {
  expect(formatMatch(entryOf({}).match)).toBe('PathPrefix /');
  expect(formatMatch(entryOf({ path: '/a', method: 'GET', headers: { 'x-a': '1' } }).match)).toBe(
    'GET PathPrefix /a, header x-a=1',
  );
});

test('what rejected is counted by the first condition', () => {
  const rejected = (predicate: 'path' | 'method'): Rejection =>
    predicate === 'path'
      ? { predicate, rule: prefix, actual: '/hr', why: 'differs' }
      : { predicate, method: 'POST', actual: 'GET' };
  expect(
    countRejections([
      { kind: 'rejected', rejections: [rejected('path'), rejected('method')] },
      { kind: 'rejected', rejections: [rejected('path')] },
      { kind: 'rejected', rejections: [rejected('method')] },
    ]),
  ).toBe('2 by path, 1 by method');
});
