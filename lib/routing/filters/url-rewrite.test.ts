import { expect, test } from 'vitest';
import { trimPrefix } from '#lib/routing/match/path.ts';
import { modifyPath } from './url-rewrite.ts';

test.each([
  ['/foo/bar', '/foo', '/xyz', '/xyz/bar'],
  ['/foo/bar', '/foo/', '/xyz', '/xyz/bar'],
  ['/foo/bar', '/foo', '/xyz/', '/xyz/bar'],
  ['/foo/bar', '/foo/', '/xyz/', '/xyz/bar'],
  ['/foo', '/foo', '/xyz', '/xyz'],
  ['/foo/', '/foo', '/xyz', '/xyz/'],
  ['/foo/bar', '/foo', '', '/bar'],
  ['/foo/', '/foo', '', '/'],
  ['/foo', '/foo', '', '/'],
  ['/foo/', '/foo', '/', '/'],
  ['/foo', '/foo', '/', '/'],
  ['/prefix/one/two', '/prefix/one', '/one', '/one/two'],
  ['/strip-prefix/three', '/strip-prefix', '/', '/three'],
  ['/foo/bar', '/', '/xyz', '/xyz/foo/bar'],
  ['/foo/bar', '/foo', 'xyz', '/xyz/bar'],
])('%s with prefix %s replaced by %j is %s', (path, prefix, value, expected) => {
  const matched = { type: 'PathPrefix', value: trimPrefix(prefix) } as const;
  expect(modifyPath({ type: 'ReplacePrefixMatch', value }, path, matched)).toBe(expected);
});

test.each([
  ['/new', '/new'],
  ['new', '/new'],
  ['', '/'],
])('ReplaceFullPath %j is %s', (value, expected) => {
  expect(modifyPath({ type: 'ReplaceFullPath', value }, '/old', { type: 'Exact', value: '/old' })).toBe(expected);
});

test('without a modifier the path stays', () => {
  expect(modifyPath(null, '/a//b', { type: 'PathPrefix', value: '' })).toBe('/a//b');
});
