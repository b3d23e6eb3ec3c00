import { expect, test } from 'vitest';
import { durationMs } from './duration.ts';

test.each([
  ['0s', 0],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['1s500ms', 1500],
  ['1m1m', 120_000],
])('%s is %d ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(['', '1', '1d', '1.5h', '-15m', '1s1s1s1s1s', '100000s'])('%j is no duration', (text) => {
  expect(durationMs(text)).toBeNaN();
});
