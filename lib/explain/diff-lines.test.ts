import { expect, test } from 'vitest';
import { diffTexts } from './diff-lines.ts';

const marked = (before: string | null, after: string) =>
  diffTexts(before, after).map(({ mark, text }) => `${{ same: ' ', added: '+', removed: '-' }[mark]}${text}`);

test('a new text is all added', () => {
  expect(marked(null, 'kind: A\nspec:\n')).toEqual(['+kind: A', '+spec:']);
});

test('equal texts have no marked line', () => {
  expect(
    marked('kind: A\nspec:\n  a: 1\n', 'kind: A\nspec:\n  a: 1\n').filter((line) => !line.startsWith(' ')),
  ).toEqual([]);
});

test('a changed line is removed and added, with three lines around it; far lines are one ellipsis', () => {
  const before = 'kind: A\nmetadata:\n  name: x\nspec:\n  a: 1\n  b: 1\n  c: 1\n  d: 1\n  e: 1\n';
  expect(marked(before, before.replace('e: 1', 'e: 2'))).toEqual([
    ' kind: A',
    ' metadata:',
    '   name: x',
    ' spec:',
    ' …',
    '   b: 1',
    '   c: 1',
    '   d: 1',
    '-  e: 1',
    '+  e: 2',
  ]);
});
