import { expect, test } from 'vitest';
import { assignTrunks } from './layout-trunks.ts';

const lanes = [14, 17, 11];

test.each([
  // first        second       places    why
  [[0, 100], [120, 200], [14, 14], 'one below the other'],
  [[0, 100], [105, 200], [14, 17], 'ends that nearly touch'],
  [[0, 300], [50, 80], [14, 17], 'one inside the other'],
])('%j and %j get %j: %s', ([a = 0, b = 0], [c = 0, d = 0], places) => {
  const trunks = assignTrunks(
    [
      { id: 'second', top: c, bottom: d },
      { id: 'first', top: a, bottom: b },
    ],
    lanes,
  );
  expect([trunks.get('first'), trunks.get('second')]).toEqual(places);
});

test('with more lines than lanes the one that ends first is joined', () => {
  const lines = [90, 50, 70, 60].map((bottom, index) => ({ id: String(index), top: index, bottom }));
  expect(assignTrunks(lines, lanes).get('3')).toBe(17);
});
