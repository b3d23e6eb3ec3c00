import { expect, test } from 'vitest';
import { compileValue, readHeaders, readQuery } from './name-value.ts';
import { createPatternCompiler } from './pattern.ts';

test('header names have no case, and lines of one name are one value', () => {
  expect([
    ...readHeaders([
      ['X-Color', 'blue'],
      ['x-color', 'Red'],
      ['Host', 'a'],
    ]),
  ]).toEqual([
    ['x-color', 'blue,Red'],
    ['host', 'a'],
  ]);
});

test.each([
  ['a=1&a=2', [['a', '1']], 'the first of a repeated name counts'],
  ['animal', [['animal', '']], 'a name alone has an empty value'],
  ['q=a+b%20c', [['q', 'a b c']], 'escapes and + are decoded'],
  [
    'A=1&a=2',
    [
      ['A', '1'],
      ['a', '2'],
    ],
    'names have case',
  ],
  ['&&', [], 'empty parts are nothing'],
  ['a=%zz', [['a', '%zz']], 'a malformed escape stays'],
  ['a=b=c', [['a', 'b=c']], 'the first = separates'],
] as const)('?%s reads as %j: %s', (query, expected, _why) => {
  expect([...readQuery(query)]).toEqual(expected);
});

test('values are compared whole, patterns too', () => {
  const compile = createPatternCompiler();
  const exact = compileValue({ type: 'Exact', name: 'x', value: 'one' }, compile);
  const pattern = compileValue({ type: 'RegularExpression', name: 'x', value: 'o.e' }, compile);
  expect([exact.test?.('one'), exact.test?.('One'), pattern.test?.('ode'), pattern.test?.('node')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
