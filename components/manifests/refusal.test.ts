import { expect, test } from 'vitest';
import { unsaidCauses } from './refusal.ts';

const path = { field: 'spec.path', message: 'Invalid value: "x": must start with /' };
const name = { field: 'metadata.name', message: 'no object of this name' };

test.each([
  ['HTTPRoute "a" is invalid: spec.path: Invalid value: "x": must start with /', [path], []],
  ['HTTPRoute a/b is not there.', [name], [name]],
  ['HTTPRoute "a" is invalid: spec.path: Invalid value: "x": must start with /', [path, name], [name]],
])('%s: nothing of it is said twice', (message, causes, unsaid) => {
  expect(unsaidCauses({ message, causes })).toEqual(unsaid);
});
