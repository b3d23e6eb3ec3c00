import { expect, test } from 'vitest';
import { formatAge } from './age.ts';

const [s, m, h, d] = [1, 60, 3600, 86_400];

test.each([
  [-5 * s, '<invalid>'],
  [-1 * s, '0s'],
  [119 * s, '119s'],
  [2 * m, '2m'],
  [3 * m + 20 * s, '3m20s'],
  [41 * m, '41m'],
  [179 * m, '179m'],
  [3 * h + 12 * m, '3h12m'],
  [47 * h, '47h'],
  [5 * d + 3 * h, '5d3h'],
  [7 * d, '7d'],
  [63 * d, '63d'],
  [770 * d, '2y40d'],
  [9 * 365 * d, '9y'],
])('%i seconds are %s, as kubectl prints them', (seconds, text) => {
  expect(formatAge(seconds * 1000)).toBe(text);
});
