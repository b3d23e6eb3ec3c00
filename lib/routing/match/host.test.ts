import { expect, test } from 'vitest';
import { hostnamesCovering, readHost } from './host.ts';

test.each([
  ['Shop.Test:8080', 'shop.test', 'the port goes, case goes'],
  ['shop.test.', 'shop.test', 'one trailing dot goes'],
  ['shop.test.:80', 'shop.test', 'the dot goes before the port'],
  ['127.66.0.1', '127.66.0.1', 'an address is a name nobody has'],
  ['[::1]:80', '[::1]', 'brackets keep the colons of an address'],
  ['', '', 'an empty Host names nothing'],
  [null, '', 'no Host names nothing'],
] as const)('Host %j reads as %j: %s', (host, expected, _why) => {
  expect(readHost(host)).toEqual({ ok: true, host: expected });
});

test.each([
  'a b',
  'a/b',
  'user@shop.test',
  'a,b',
  'shop.test:80:80',
  'shop.test:x',
  `${'a'.repeat(300)}.test`,
  'a\u00e9',
])('Host %j is no host', (host) => {
  expect(readHost(host).ok).toBe(false);
});

test('a name is covered by itself, by wildcards from long to short, and by any', () => {
  expect([...hostnamesCovering('a.b.test', 'manyLabels')]).toEqual(['a.b.test', '*.b.test', '*.test', '']);
});

test('in v1alpha1 a wildcard is one label', () => {
  expect([...hostnamesCovering('a.b.test', 'oneLabel')]).toEqual(['a.b.test', '*.b.test', '']);
});
