import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PathRule } from '../route-table.ts';
import { compilePath, normalisePath, trimPrefix } from './path.ts';
import { createPatternCompiler } from './pattern.ts';

const matches = (type: PathRule['type'], value: string, path: string) =>
  compilePath({ type, value: type === 'PathPrefix' ? trimPrefix(value) : value }, createPatternCompiler())?.(path);

test.each([
  ['/abc', '/abc', true],
  ['/abc', '/abc/', true],
  ['/abc', '/abc/x', true],
  ['/abc', '/abcd', false],
  ['/abc', '/ABC', false],
  ['/abc', '/ab', false],
  ['/match/', '/match', true],
  ['/match/', '/match/x', true],
  ['/', '/', true],
  ['/', '/anything', true],
  ['/v2', '/v2example', false],
] as const)('PathPrefix %s on %s: %s', (value, path, expected) => {
  expect(matches('PathPrefix', value, path)).toBe(expected);
});

test.each([
  ['/abc', '/abc', true],
  ['/abc', '/abc/', false],
  ['/abc', '/Abc', false],
] as const)('Exact %s on %s: %s', (value, path, expected) => {
  expect(matches('Exact', value, path)).toBe(expected);
});

test.each([
  ['/v[0-9]+', '/v2', true],
  ['/v[0-9]+', '/v2/x', false],
  ['/v[0-9]+', '/x/v2', false],
  ['/a|/b', '/b', true],
  ['/a|/b', '/bc', false],
] as const)('RegularExpression %s on the whole of %s: %s', (value, path, expected) => {
  expect(matches('RegularExpression', value, path)).toBe(expected);
});

test('a pattern that is none cannot be used', () => {
  expect(compilePath({ type: 'RegularExpression', value: '/(' }, createPatternCompiler())).toBeNull();
});

test('a pattern that makes a backtracking engine hang is linear here', () => {
  expect(matches('RegularExpression', '/(a+)+', `/${'a'.repeat(20_000)}!`)).toBe(false);
});

test.each([
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/a/%2e%2E/b', '/b'],
  ['/a/.%2e/b', '/b'],
  ['/..', '/'],
  ['/../../etc', '/etc'],
  ['/a/..', '/'],
  ['/a/.', '/a/'],
  ['/a/b/..', '/a/'],
  ['//a//b', '//a//b'],
  ['/a//../b', '/a/b'],
  ['/a%2Fb', '/a%2Fb'],
  ['/a%2f..%2fb', '/a%2f..%2fb'],
  ['/...', '/...'],
  ['/.hidden', '/.hidden'],
  ['/a%20b', '/a%20b'],
])('%s is matched and forwarded as %s', (path, expected) => {
  expect(normalisePath(path)).toEqual({ ok: true, path: expected });
});

test.each(['', '*', 'a', '/a%', '/a%2', '/a%zz', '/a b', '/a#b', '/\u00e9', '/a\u0000', '/a?b'])(
  '%j is refused',
  (path) => {
    expect(normalisePath(path).ok).toBe(false);
  },
);

test('a normalised path has no dot segments left and stays as it is', () => {
  const segment = fc.constantFrom('a', '.', '..', '%2e', '%2E.', '', '%2F', 'b.c');
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
      const once = normalisePath(`/${segments.join('/')}`);
      if (!once.ok) throw new Error(once.why);
      expect(normalisePath(once.path)).toEqual(once);
      expect(once.path.split('/').map((part) => part.replace(/%2e/gi, '.'))).not.toContain('..');
    }),
  );
});
