import { expect, test } from 'vitest';
import { formatSentence } from '#lib/binding/sentence.ts';
import type { ConditionVerdict } from '#lib/kube/condition.ts';
import { sayNoCertificate, sayNoRule, sayNotServed } from './listener-words.ts';

const programmed = (status: ConditionVerdict['status']): ConditionVerdict[] => [
  { type: 'Programmed', status, reason: 'r', message: 'm' },
];

test.each<readonly [string, ConditionVerdict[], string]>([
  ['HTTP', programmed('True'), 'No rule is attached to listener web, so it answers 404.'],
  ['HTTPS', programmed('True'), 'No rule is attached to listener web, so it answers 404.'],
  [
    'HTTPS',
    programmed('False'),
    'Listener web is not served, so it takes no request. No rule is attached to it either.',
  ],
  [
    'HTTP',
    programmed('Unknown'),
    'Listener web is not served yet, so it takes no request. No rule is attached to it either.',
  ],
  ['TCP', programmed('True'), 'No rule is attached to listener web.'],
  // another controller's: what its data plane does is not known
  ['HTTP', [], 'No rule is attached to listener web.'],
])('without a rule, %s, Programmed %o: %s', (protocol, conditions, words) => {
  expect(formatSentence(sayNoRule({ name: 'web', protocol, conditions }))).toBe(words);
});

test('of a listener that is served nothing is said', () => {
  expect(sayNotServed({ name: 'web', protocol: 'HTTP', conditions: programmed('True') })).toBeNull();
});

test.each([
  ['HTTP', 'none, plain HTTP'],
  ['TCP', 'none, plain TCP'],
  ['HTTPS', 'none named'],
  ['TLS', 'none'],
])('%s without a certificate: %s', (protocol, words) => {
  expect(sayNoCertificate(protocol)).toBe(words);
});
