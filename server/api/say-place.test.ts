import { expect, test } from 'vitest';
import { type EntryText, entryOf } from '#lib/routing/testdata/entries.ts';
import { sayPlace } from './say-place.ts';

const exact = { hostname: 'shop.example.com' };
const wildcard = { hostname: '*.example.com' };

const rows: readonly (readonly [EntryText, EntryText, string])[] = [
  [exact, wildcard, 'another hostname: *.example.com; exact shop.example.com goes before wildcard'],
  [wildcard, {}, 'another hostname: any; wildcard *.example.com goes before any'],
  [exact, { hostname: 'a.example.com' }, 'another hostname: a.example.com; the longer shop.example.com goes before it'],
  [{ hostname: 'a.example.com' }, { hostname: 'b.example.com', path: '/a' }, 'another hostname: b.example.com'],
  [{ ...exact, path: '/cart' }, { ...exact, path: '/' }, '1 character, the row before has 5'],
  [{ path: '/a', method: 'GET' }, { path: '/a' }, 'same path; the row before also asks for a method'],
  [
    { path: '/a', pathType: 'Exact', method: 'GET' },
    { path: '/bb', pathType: 'Exact' },
    'another path; the row before also asks for a method',
  ],
];

test.each(rows)('%o before %o is said as it is', (before, entry, words) => {
  expect(sayPlace(entryOf(before), entryOf(entry), 'v1')).toBe(words);
});
