import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryOrder, standsBecause } from './precedence.ts';
import { type EntryText, entryOf } from './testdata/entries.ts';

test.each<[EntryText, EntryText, string]>([
  [{ hostname: 'a.example.com' }, { hostname: '*.example.com', path: '/long' }, 'exactHostname'],
  [{ hostname: '*.b.example.com' }, { hostname: '*.example.com', path: '/long' }, 'hostnameLength'],
  [{ hostname: '*.example.com' }, { hostname: '', path: '/long' }, 'hostnameLength'],
  [{ path: '/match', pathType: 'Exact' }, { path: '/match/' }, 'exactPath'],
  [{ path: '/m', pathType: 'Exact' }, { path: '/m.*', pathType: 'RegularExpression' }, 'exactPath'],
  [{ path: '/.', pathType: 'RegularExpression' }, { path: '/a/b/c' }, 'regularExpressionPath'],
  [{ path: '/abc' }, { path: '/a', method: 'GET' }, 'pathLength'],
  [{ path: '/path5' }, { path: '/', method: 'PATCH' }, 'pathLength'],
  [{ method: 'PATCH' }, { headers: { version: 'four' } }, 'method'],
  [{ headers: { a: '1', b: '2' } }, { headers: { a: '1' }, queryParams: { q: '1', r: '1' } }, 'headerCount'],
  [{ headers: { version: 'two' } }, { queryParams: { animal: 'whale' } }, 'headerCount'],
  [{ queryParams: { a: '1', b: '1' } }, { queryParams: { a: '1' } }, 'queryParamCount'],
  [{ route: 'z', createdAtMs: 1 }, { route: 'a', createdAtMs: 2 }, 'creationTimestamp'],
  [{ route: 'a' }, { route: 'b' }, 'routeName'],
  [{ ruleIndex: 0 }, { ruleIndex: 1 }, 'ruleIndex'],
  [{ matchIndex: 0 }, { matchIndex: 1 }, 'matchIndex'],
])('%o stands before %o by %s', (first, second, key) => {
  const [a, b] = [entryOf(first), entryOf(second)];
  expect([Math.sign(entryOrder('v1')(a, b)), Math.sign(entryOrder('v1')(b, a))]).toEqual([-1, 1]);
  expect(standsBecause(a, b, 'v1')).toBe(key);
});

test('/foo/ and /foo are equally long, so age decides', () => {
  const [a, b] = [entryOf({ path: '/foo', createdAtMs: 1 }), entryOf({ path: '/foo/', createdAtMs: 2 })];
  expect(standsBecause(a, b, 'v1')).toBe('creationTimestamp');
});

test('v1alpha1 ranks neither method nor query parameters', () => {
  const [old, specific] = [
    entryOf({ createdAtMs: 1 }),
    entryOf({ createdAtMs: 2, method: 'GET', queryParams: { a: '1' } }),
  ];
  expect(entryOrder('v1alpha1')(old, specific)).toBeLessThan(0);
  expect(entryOrder('v1')(old, specific)).toBeGreaterThan(0);
});

const anyEntry = fc
  .record({
    hostname: fc.constantFrom('', 'a.test', 'b.test', '*.test', '*.a.test'),
    path: fc.constantFrom('/', '/a', '/a/', '/b', '/a/b'),
    pathType: fc.constantFrom('Exact' as const, 'PathPrefix' as const, 'RegularExpression' as const),
    headers: fc.constantFrom({}, { a: '1' }, { b: '1' }),
    route: fc.constantFrom('x', 'y'),
    createdAtMs: fc.integer({ min: 0, max: 2 }),
    ruleIndex: fc.integer({ min: 0, max: 2 }),
    matchIndex: fc.integer({ min: 0, max: 2 }),
  })
  .map(entryOf);

test('precedence is a total order: opposite ways disagree, chains hold, ties are equal in everything that is ranked', () => {
  const order = entryOrder('v1');
  fc.assert(
    fc.property(anyEntry, anyEntry, anyEntry, (a, b, c) => {
      expect(Math.sign(order(a, b))).toBe(0 - Math.sign(order(b, a)));
      if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
      if (order(a, b) === 0) {
        const identity = ({ hostname, match, route, ruleIndex, matchIndex }: typeof a) => ({
          hostname,
          path: match.path,
          route,
          ruleIndex,
          matchIndex,
        });
        expect(identity(a)).toEqual(identity(b));
      }
    }),
  );
});
