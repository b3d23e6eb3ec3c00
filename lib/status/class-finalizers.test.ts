import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { options, ours, snapshotOf, theirs } from '#lib/binding/testdata/clusters.ts';
import { classFinalizers, GATEWAYS_EXIST } from './class-finalizers.ts';

const gateway = (gatewayClassName: string) => ({
  apiVersion: ours.apiVersion,
  kind: 'Gateway',
  metadata: { name: 'web', namespace: 'a' },
  spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
});
const withFinalizers = (finalizers: readonly string[], more = {}) => ({
  ...ours,
  metadata: { ...ours.metadata, finalizers, ...more },
});
const going = { deletionTimestamp: '2026-01-01T00:00:00Z' };

test.each([
  [
    'a class that a Gateway uses gets it beside those of others',
    [withFinalizers(['x.io/y']), gateway('gatehouse')],
    [['x.io/y', GATEWAYS_EXIST]],
  ],
  ['one that has it keeps it', [withFinalizers([GATEWAYS_EXIST]), gateway('gatehouse')], []],
  ['one that none uses loses it', [withFinalizers(['x.io/y', GATEWAYS_EXIST])], [['x.io/y']]],
  ['one that goes and is used no more loses it', [withFinalizers([GATEWAYS_EXIST], going)], [[]]],
  ['one that goes is not held any more', [withFinalizers([], going), gateway('gatehouse')], []],
  ['the class of another is left alone', [theirs, gateway('theirs')], []],
])('%s', (_, objects, expected) => {
  const snapshot = snapshotOf(objects);
  expect(classFinalizers(snapshot, bind(snapshot, options)).map(({ finalizers }) => finalizers)).toEqual(expected);
});
