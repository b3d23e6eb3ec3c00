import { expect, test } from 'vitest';
import type { GatewayDetail, MergedEntry } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { numberEntries, shadowedOf } from './shadowed.ts';

const route = 'gateway.networking.k8s.io/HTTPRoute/a/b' as ObjectKey;
const reached = { shadowedBy: null } as MergedEntry;
const shadowedBy = (position: number) => ({ shadowedBy: { position, route } }) as MergedEntry;

test('shadowed entries take no number and name the row that takes their requests', () => {
  const rows = numberEntries([reached, reached, shadowedBy(1), reached, shadowedBy(0)]);
  expect(rows.map(({ row, shadowedByRow }) => [row, shadowedByRow])).toEqual([
    [1, null],
    [2, null],
    [null, 2],
    [3, null],
    [null, 1],
  ]);
});

test('a rule of a refused Route is not said to be accepted, yet silent', () => {
  const of = (standing: string) => ({ ...shadowedBy(0), entry: { standing } });
  const detail = { listeners: [{ entries: [reached, of('refused'), of('attached')] }] } as unknown as GatewayDetail;
  expect(shadowedOf(detail).map(({ merged }) => merged.entry.standing)).toEqual(['attached']);
});
