import { expect, test } from 'vitest';
import { mergeDiff } from './merge-diff.ts';
import { applyJsonPatch, applyMergePatch, operationsOf } from './patches.ts';
import { applyStrategicMerge } from './strategic-merge.ts';

test.each([
  // patch                                           target                 result
  [[{ op: 'add', path: '/a', value: 1 }], {}, { a: 1 }],
  [[{ op: 'add', path: '/a/-', value: 3 }], { a: [1] }, { a: [1, 3] }],
  [[{ op: 'add', path: '/a/0', value: 3 }], { a: [1] }, { a: [3, 1] }],
  [[{ op: 'remove', path: '/a/b~1c' }], { a: { 'b/c': 1, d: 2 } }, { a: { d: 2 } }],
  [[{ op: 'replace', path: '/a/1/b', value: 'x' }], { a: [0, { b: 1 }] }, { a: [0, { b: 'x' }] }],
  [[{ op: 'move', from: '/a', path: '/b' }], { a: 1 }, { b: 1 }],
  [[{ op: 'copy', from: '/a', path: '/b' }], { a: 1 }, { a: 1, b: 1 }],
  [[{ op: 'test', path: '/a', value: { b: [1] } }], { a: { b: [1] } }, { a: { b: [1] } }],
])('JSON patch %j of %j', (patch, target, result) => {
  expect(applyJsonPatch(target, operationsOf(patch))).toEqual(result);
});

test.each([
  [[{ op: 'test', path: '/a', value: 2 }], 'testing value /a failed'],
  [[{ op: 'remove', path: '/b' }], 'there is nothing at /b'],
  [[{ op: 'replace', path: '/b', value: 1 }], 'there is nothing at /b'],
  [[{ op: 'add', path: '/l/5', value: 1 }], 'index 5 is out of bounds'],
  [[{ op: 'add', path: '/x/y', value: 1 }], 'there is nothing at "y"'],
])('JSON patch %j does not fit', (patch, why) => {
  expect(() => applyJsonPatch({ a: 1, l: [] }, operationsOf(patch))).toThrow(why);
});

test.each([
  // RFC 7386, appendix A
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('merge patch: %j with %j', (target, patch, result) => {
  expect(applyMergePatch(target, patch)).toEqual(result);
});

test.each([
  [
    'containers merge by name',
    { containers: [{ name: 'a', image: '1', env: [{ name: 'X', value: '1' }] }, { name: 'b' }] },
    { containers: [{ name: 'a', image: '2', env: [{ name: 'Y', value: '2' }] }] },
    {
      containers: [
        { name: 'a', image: '2', env: [{ name: 'X', value: '1' }, { name: 'Y', value: '2' }] }, // biome-ignore format: one row
        { name: 'b' },
      ],
    },
  ],
  [
    'an item goes by $patch: delete',
    { ports: [{ port: 80 }, { port: 81 }] },
    { ports: [{ $patch: 'delete', port: 80 }] },
    { ports: [{ port: 81 }] },
  ],
  [
    'a list is replaced by $patch: replace',
    { ports: [{ port: 80 }] },
    { ports: [{ port: 81 }, { $patch: 'replace' }] },
    { ports: [{ port: 81 }] },
  ],
  [
    'new items stand where the patch has them, those it leaves out before what they stood before',
    { ports: [{ port: 1 }, { port: 2 }, { port: 3 }] },
    { ports: [{ port: 4 }, { port: 3, name: 'x' }, { port: 5 }] },
    { ports: [{ port: 1 }, { port: 2 }, { port: 4 }, { port: 3, name: 'x' }, { port: 5 }] },
  ],
  ['plain lists are replaced', { args: ['a'] }, { args: ['b'] }, { args: ['b'] }],
  ['finalizers merge as a set', { finalizers: ['a'] }, { finalizers: ['a', 'b'] }, { finalizers: ['a', 'b'] }],
  [
    'finalizers go by directive',
    { finalizers: ['a', 'b'] },
    { '$deleteFromPrimitiveList/finalizers': ['a'] },
    { finalizers: ['b'] },
  ],
  [
    '$setElementOrder orders',
    { ports: [{ port: 1 }, { port: 2 }] },
    { '$setElementOrder/ports': [{ port: 2 }, { port: 1 }] },
    { ports: [{ port: 2 }, { port: 1 }] },
  ],
  [
    '$retainKeys drops the others',
    { strategy: { type: 'RollingUpdate', rollingUpdate: {} } },
    { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
    { strategy: { type: 'Recreate' } },
  ],
  [
    'container ports merge by containerPort',
    { ports: [{ containerPort: 1, name: 'x' }] },
    { ports: [{ containerPort: 1, name: 'y' }] },
    { ports: [{ containerPort: 1, name: 'y' }] },
  ],
])('strategic merge: %s', (_, target, patch, result) => {
  expect(applyStrategicMerge(target, patch)).toEqual(result);
});

test.each([
  [{ a: 1 }, { a: 1 }],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }],
  [{ a: [1, 2] }, { a: [1], b: { c: {} } }],
  [{ labels: { x: '1' } }, {}],
])('the difference of %j and %j leads from one to the other', (before, after) => {
  expect(applyMergePatch(before, mergeDiff(before, after))).toEqual(after);
});
