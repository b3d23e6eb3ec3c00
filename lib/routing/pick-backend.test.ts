import fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { pickBackend, pickEndpoint } from './pick-backend.ts';
import type { WeightedBackend } from './route-table.ts';

const backend = (name: string, weight: number): WeightedBackend => ({
  target: objectKey({ group: '', kind: 'Service', namespace: 'shop', name }),
  port: 80,
  weight,
  filters: [],
  outcome: { state: 'resolved', endpoints: [], protocol: 'http1', tls: null },
});
const nameOf = (backends: readonly WeightedBackend[], random: number) => {
  const draw = pickBackend(backends, random);
  return draw.kind === 'drawn' ? draw.backend.target.split('/').at(-1) : draw.why;
};

test.each([
  [0, 'a'],
  [0.69, 'a'],
  [0.7, 'b'],
  [0.999_999, 'b'],
] as const)('of 70 and 30, %d draws %s', (random, expected) => {
  expect(nameOf([backend('a', 70), backend('b', 30)], random)).toBe(expected);
});

test('weight 0 is never drawn and disturbs nobody', () => {
  expect(nameOf([backend('zero', 0), backend('a', 1), backend('zero', 0)], 0)).toBe('a');
});

test('no backends, and weights that are all 0, draw nothing', () => {
  expect(nameOf([], 0.5)).toBe('noBackends');
  expect(nameOf([backend('a', 0)], 0.5)).toBe('allWeightsZero');
});

test('any number below 1 draws a backend that has weight', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 16 });
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (list, random) => {
      const draw = pickBackend(
        list.map((weight, i) => backend(`b${i}`, weight)),
        random,
      );
      if (list.every((weight) => weight === 0)) expect(draw.kind).toBe('none');
      else expect(draw.kind === 'drawn' && draw.backend.weight > 0).toBe(true);
    }),
  );
});

test('endpoints are drawn alike, and none from none', () => {
  const endpoints = ['a', 'b'].map((address) => ({ address, port: 1, pod: null }));
  expect([pickEndpoint(endpoints, 0)?.address, pickEndpoint(endpoints, 0.5)?.address, pickEndpoint([], 0)]).toEqual([
    'a',
    'b',
    null,
  ]);
});
