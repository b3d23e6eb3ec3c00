import { expect, test } from 'vitest';
import { compareSeniority } from './creation.ts';

const object = (name: string, creationTimestamp?: string, namespace = 'a') => ({
  metadata: { name, namespace, ...(creationTimestamp && { creationTimestamp }) },
});

test('the oldest comes first, then namespace and name; whatever carries no timestamp comes last', () => {
  const all = [
    object('none'),
    object('b', '2026-01-01T00:00:00Z'),
    object('a', '2026-01-01T00:00:00Z', 'b'),
    object('a', '2026-01-01T00:00:00Z'),
    object('z', '2025-12-31T23:59:59Z'),
    object('same-instant', '2026-01-01T01:00:00+01:00'),
  ];
  expect(all.sort(compareSeniority).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
    'a/z',
    'a/a',
    'a/b',
    'a/same-instant',
    'b/a',
    'a/none',
  ]);
});
