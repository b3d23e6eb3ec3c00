import { expect, test } from 'vitest';
import { RevisionExpired, Store, type StoredObject } from './store.ts';

const at = new Date('2026-01-02T03:04:05.678Z');
const pod = (name: string, labels?: Record<string, string>): StoredObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
});
const names = (objects: readonly StoredObject[]) => objects.map(({ metadata }) => metadata.name);

test('revisions start at the second, times a thousand', () => {
  const store = new Store({ now: () => at });
  expect(store.revision).toBe(1767323045000);
  expect(store.put('pods', pod('a')).metadata.resourceVersion).toBe('1767323045001');
});

test('a list at an earlier revision shows what was there then', () => {
  const store = new Store({ now: () => at });
  store.put('pods', pod('a'));
  store.put('pods', pod('b', { old: 'yes' }));
  const { revision } = store;
  store.put('pods', pod('b'));
  store.put('pods', pod('c'));
  store.remove('pods', 'shop/a');
  expect(names(store.list('pods'))).toEqual(['b', 'c']);
  expect(names(store.listAt('pods', revision))).toEqual(['a', 'b']);
  expect(store.listAt('pods', revision)[1]?.metadata.labels).toEqual({ old: 'yes' });
});

test('history forgets what is older than its length, and says so', () => {
  const store = new Store({ now: () => at, historyLength: 3 });
  const start = store.revision;
  for (let count = 0; count < 7; count++) store.put('pods', pod('a'));
  expect(() => store.since('pods', start)).toThrow(RevisionExpired);
  expect(store.since('pods', start + 4).map(({ revision }) => revision - start)).toEqual([5, 6, 7]);
});

test('a revision not handed out yet is refused', () => {
  const store = new Store({ now: () => at });
  expect(() => store.since('pods', store.revision + 1)).toThrow(RevisionExpired);
});

test('an event carries what was there before', () => {
  const store = new Store({ now: () => at });
  const seen: unknown[] = [];
  const unsubscribe = store.subscribe(({ type, previous }) => seen.push([type, previous?.metadata.labels]));
  store.put('pods', pod('a', { x: '1' }));
  store.put('pods', pod('a'));
  store.remove('pods', 'shop/a');
  unsubscribe();
  store.put('pods', pod('b'));
  expect(seen).toEqual([
    ['ADDED', undefined],
    ['MODIFIED', { x: '1' }],
    ['DELETED', undefined],
  ]);
});
