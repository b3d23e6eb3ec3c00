import { expect, test } from 'vitest';
import { hostSetBy, modifyHeaders } from './header-modifier.ts';

const filter = (parts: Readonly<{ set?: Lines; add?: Lines; remove?: readonly string[] }>) => {
  const values = (lines: Lines = []) => lines.map(([name, value]) => ({ name, value }));
  return {
    type: 'RequestHeaderModifier',
    set: values(parts.set),
    add: values(parts.add),
    remove: parts.remove ?? [],
  } as const;
};
type Lines = readonly (readonly [string, string])[];

test.each([
  [
    'set replaces every line',
    { set: [['X-A', 'new']] },
    [
      ['X-A', '1'],
      ['x-a', '2'],
    ],
    [['X-A', 'new']],
  ],
  ['set of a missing name adds it', { set: [['X-A', 'new']] }, [], [['X-A', 'new']]],
  [
    'add comes after what there is',
    { add: [['X-A', 'new']] },
    [['x-a', 'old']],
    [
      ['x-a', 'old'],
      ['X-A', 'new'],
    ],
  ],
  [
    'remove has no case',
    { remove: ['X-A'] },
    [
      ['x-a', '1'],
      ['x-b', '2'],
    ],
    [['x-b', '2']],
  ],
  [
    'other lines keep their place',
    { set: [['x-a', '9']] },
    [
      ['x-b', '1'],
      ['x-a', '2'],
    ],
    [
      ['x-b', '1'],
      ['x-a', '9'],
    ],
  ],
  [
    'what frames the message is not touched',
    {
      set: [
        ['Content-Length', '1'],
        ['Host', 'x'],
      ],
      add: [['Transfer-Encoding', 'x']],
      remove: ['Content-Length'],
    },
    [['content-length', '5']],
    [['content-length', '5']],
  ],
] as const)('%s', (_, parts, lines, expected) => {
  expect(modifyHeaders(lines, filter(parts))).toEqual(expected);
});

test('a Host that is set counts as a hostname rewrite', () => {
  expect(hostSetBy(filter({ set: [['host', 'x.test']] }))).toBe('x.test');
  expect(hostSetBy(filter({}))).toBeNull();
});
