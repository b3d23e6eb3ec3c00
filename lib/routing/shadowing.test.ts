import { expect, test } from 'vitest';
import { findShadowed } from './shadowing.ts';
import { entryOf } from './testdata/entries.ts';

test('an entry that asks the same as one before it never gets a request', () => {
  const entries = [
    entryOf({ path: '/a', headers: { x: '1', y: '2' }, route: 'first' }),
    entryOf({ path: '/a', headers: { x: '1' } }),
    entryOf({ path: '/a/', headers: { y: '2', x: '1' }, route: 'second' }),
  ];
  expect(findShadowed(entries)).toEqual([{ position: 2, shadowedBy: 0 }]);
});

test.each([
  [{ hostname: 'a.test' }, { hostname: 'b.test' }],
  [{ path: '/a', pathType: 'Exact' }, { path: '/a' }],
  [{ method: 'GET' }, { method: 'POST' }],
  [{ headers: { x: '1' } }, { headers: { x: '2' } }],
  [{ headers: { x: '1' } }, { queryParams: { x: '1' } }],
] as const)('%o does not shadow %o', (first, second) => {
  expect(findShadowed([entryOf(first), entryOf(second)])).toEqual([]);
});
