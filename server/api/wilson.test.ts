import { expect, test } from 'vitest';
import { wilsonInterval, Z_95, Z_9999 } from './wilson.ts';

test.each([
  // hits, total, low, high
  [700, 1000, 0.671, 0.728],
  [0, 10, 0, 0.278],
  [10, 10, 0.722, 1],
])('%d of %d lies between %d and %d', (hits, total, low, high) => {
  const interval = wilsonInterval(hits, total, Z_95);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});

test('a wider confidence is a wider interval', () => {
  expect(wilsonInterval(700, 1000, Z_9999).low).toBeLessThan(wilsonInterval(700, 1000, Z_95).low);
});

test('no draw says nothing', () => {
  expect(wilsonInterval(0, 0, Z_95)).toEqual({ low: 0, high: 1 });
});
