import { expect, test } from 'vitest';
import { createFloodGauge } from './flood-gauge.ts';

test('so many at once are borne and one more is not; time lets in as many as it should', () => {
  let now = 0;
  const gauge = createFloodGauge(3, 2, () => now);
  const add = (count: number) => Array.from({ length: count }, gauge.add);
  expect(add(4)).toEqual(['bearable', 'bearable', 'bearable', 'flood']);
  now = 500;
  expect(add(1)).toEqual(['flood']);
  now = 2000;
  expect(add(2)).toEqual(['bearable', 'bearable']);
  now = 60_000;
  expect(add(4)).toEqual(['bearable', 'bearable', 'bearable', 'flood']);
});

test('a peer that keeps to the rate goes on for ever', () => {
  let now = 0;
  const gauge = createFloodGauge(3, 2, () => now);
  for (let count = 0; count < 1000; count++) {
    now += 500;
    expect(gauge.add()).toBe('bearable');
  }
});
