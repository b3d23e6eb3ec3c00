import { expect, test } from 'vitest';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { findNearKey, findNearName } from './near-names.ts';

test.each([
  ['pubilc', ['public', 'private'], 'public', 'two letters swapped'],
  ['shard-http', ['shared-http', 'http'], 'shared-http', 'a letter left out'],
  ['web', ['web-internal'], 'web-internal', 'the beginning of a name'],
  ['zebra', ['public'], null, 'nothing is near'],
  ['web', ['web'], null, 'the name itself is no suggestion'],
  ['ab', ['ba', 'ac'], 'ac', 'of equals the first'],
])('%s among %j gives %s: %s', (wanted, names, near, _why) => {
  expect(findNearName(wanted, names)).toBe(near);
});

const key = (text: string) => text as ObjectKey;

test('the same name in another namespace is meant, in the same group only', () => {
  const existing = [
    key('networking.x-k8s.io/Gateway/infra-ns/gw'),
    key('g/Gateway/infra-ns/gw'),
    key('g/Gateway/far/gw'),
  ];
  expect(findNearKey(key('g/Gateway/infra/gw'), existing)).toBe('g/Gateway/infra-ns/gw');
  expect(findNearKey(key('g/Gateway/infra/other'), existing)).toBeNull();
});
