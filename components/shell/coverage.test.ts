import { expect, test } from 'vitest';
import type { KindCoverage, Session } from '#lib/api/messages.ts';
import { gapsOf, staleSinceOf } from './coverage.ts';

const session: Session = {
  csrfToken: 't',
  cluster: { name: 'c', kind: 'cluster' },
  readOnly: false,
  controller: false,
  leadership: null,
  version: '0',
  kinds: [],
  manifestProblems: [],
  sandbox: null,
};
const complete: KindCoverage = { collection: 'gateways', resource: 'gateways', coverage: 'complete' };
const gaps = (...kinds: readonly KindCoverage[]) => gapsOf({ ...session, kinds });

test('what is complete leaves no gap, and neither does a kind that need not be installed', () => {
  expect(gaps(complete, { collection: 'legacyGateways', resource: 'x', coverage: 'notInstalled' })).toEqual([]);
});

test('a kind that may not be listed is named, with the words of the API server', () => {
  const [gap] = gaps({ collection: 'secrets', resource: 'secrets', coverage: 'forbidden', message: 'User "a" cannot' });
  expect(gap).toMatchObject({ kind: 'forbidden', title: 'secrets may not be listed.' });
  expect(gap?.lines).toEqual(['secrets: User "a" cannot']);
});

test('a kind that was never read is named with the words of the server, one that is being read is no gap', () => {
  const syncing: KindCoverage = { collection: 'secrets', resource: 'secrets', coverage: 'syncing' };
  expect(gaps(syncing)).toEqual([]);
  expect(gaps({ ...syncing, message: 'etcd is unwell' })).toEqual([
    { kind: 'failing', title: 'secrets cannot be read yet.', lines: ['secrets: etcd is unwell'], since: null },
  ]);
});

test('kinds that went silent are one gap, as old as the oldest', () => {
  const stale = { ...complete, staleSince: '2026-01-01T00:00:09Z' };
  expect(gaps(stale, { ...stale, resource: 'b', staleSince: '2026-01-01T00:00:01Z' })).toMatchObject([
    { kind: 'stale', title: '2 kinds are not heard of.', since: '2026-01-01T00:00:01Z' },
  ]);
});

test('files that could not be used are a gap of their own', () => {
  expect(gapsOf({ ...session, manifestProblems: ['a.yaml: no YAML'] })).toEqual([
    { kind: 'manifests', title: '1 manifest could not be used.', lines: ['a.yaml: no YAML'], since: null },
  ]);
});

test('a Lease that cannot be asked for is a gap with the words of the cluster; one that another holds is none', () => {
  const held = { leading: false, holder: 'b', obstacle: null };
  expect(gapsOf({ ...session, leadership: held })).toEqual([]);
  expect(gapsOf({ ...session, leadership: { ...held, obstacle: 'leases are forbidden' } })).toEqual([
    { kind: 'noLease', title: 'No status is written by this process.', lines: ['leases are forbidden'], since: null },
  ]);
});

test('what went silent names its server and the error, an error of many kinds once', () => {
  const stale = { ...complete, staleSince: '2026-01-01T00:00:09Z', message: 'connect ECONNREFUSED' };
  const [gap] = gaps(stale, { ...stale, resource: 'b' }, { ...stale, resource: 'c', message: 'reset' });
  expect(gap?.lines).toEqual(['c: connect ECONNREFUSED', 'c: reset']);
});

test('the whole is as old as the oldest kind that is not heard of', () => {
  const stale = { ...complete, staleSince: '2026-01-01T00:00:09Z' };
  expect(staleSinceOf({ kinds: [complete] })).toBeNull();
  expect(staleSinceOf({ kinds: [complete, stale, { ...stale, staleSince: '2026-01-01T00:00:01Z' }] })).toBe(
    '2026-01-01T00:00:01Z',
  );
});
