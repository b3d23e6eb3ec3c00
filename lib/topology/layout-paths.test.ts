import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bezierPoint, elbowPath, spread } from './layout-paths.ts';

test('items are kept apart, in order, and stay where they want to be if there is room', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 50 }))), (items) => {
      const sorted = items.toSorted(([a], [b]) => a - b);
      const steps = sorted.map(([, step]) => step);
      const placed = spread(
        sorted.map(([wish]) => wish),
        steps,
      );
      expect(placed).toHaveLength(sorted.length);
      for (const [index, y] of placed.entries()) {
        if (index > 0) expect(y - (placed[index - 1] ?? 0)).toBeGreaterThanOrEqual((steps[index] ?? 0) - 1e-6);
      }
    }),
  );
  expect(spread([0, 100, 200], [40, 40, 40])).toEqual([0, 100, 200]);
});

test('two that want the same place share the push', () => {
  expect(spread([100, 100], [40, 40])).toEqual([80, 120]);
});

test('a level line has no corners', () => {
  expect(elbowPath({ x: 0, y: 5 }, 10, { x: 50, y: 5 })).toBe('M0 5H50');
});

test('a Bézier begins and ends at its ends', () => {
  const [from, to] = [
    { x: 0, y: 0 },
    { x: 100, y: 40 },
  ];
  expect(bezierPoint(from, to, 0)).toEqual(from);
  expect(bezierPoint(from, to, 1)).toEqual(to);
  expect(bezierPoint(from, to, 0.5)).toEqual({ x: 50, y: 20 });
});
