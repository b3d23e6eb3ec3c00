import { expect, test } from 'vitest';
import type { ListenerResult } from '#lib/binding/result.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { findObject, listenerUrl } from './details.ts';

test('a ConfigMap is not shown, for only its CA certificate is held', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca, namespace: shop}\ndata: {ca.crt: a}';
  const { snapshot } = snapshotFromManifests([{ file: 'a.yaml', text }], 'complete');
  const [key] = snapshot.configMaps.keys();
  expect(key && findObject(snapshot, key)).toBeNull();
});

test.each([
  ['HTTP', 80, 'http://127.66.0.1/'],
  ['HTTPS', 8443, 'https://127.66.0.1:8443/'],
  ['TCP', 5432, null],
])('a listener of protocol %s on port %i answers HTTP at %s', (protocol, port, url) => {
  const listener = { protocol, port, portReport: null, conditions: [] } as unknown as ListenerResult;
  expect(listenerUrl(listener, '127.66.0.1')).toBe(url);
});
