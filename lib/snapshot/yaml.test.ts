import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { yamlReading, yamlWriting } from './yaml.ts';

test.each([
  ['yes', true],
  ['On', true],
  ['n', false],
  ['off', false],
  ['"yes"', 'yes'],
  ['yesterday', 'yesterday'],
  ['0644', 420],
  ['080', 80],
  ['1_000', 1000],
  ['12', 12],
  ['1:30', '1:30'],
  ['2026-01-01', '2026-01-01'],
  ['~', null],
])('%s is read as kubectl reads it: %s', (text, value) => {
  expect(parse(`a: ${text}`, yamlReading)).toEqual({ a: value });
});

test('words that are no texts are none as keys either', () => {
  expect(parse('{on: a, 0644: b}', yamlReading)).toEqual({ true: 'a', 420: 'b' });
});

test('a merge key is merged', () => {
  expect(parse('base: &b {x: 1}\nall:\n  <<: *b\n  z: 2\n', yamlReading).all).toEqual({ x: 1, z: 2 });
});

test('what is written is read again as the same texts', () => {
  const texts = ['yes', 'no', 'on', 'Y', '0644', '1:30', '012', 'true', '~', '1_000', '2026-01-01', 'plain'];
  expect(parse(stringify({ texts }, yamlWriting), yamlReading)).toEqual({ texts });
  expect(stringify({ label: 'yes' }, yamlWriting)).toBe('label: "yes"\n');
});
