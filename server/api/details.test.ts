import { expect, test } from 'vitest';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { findObject } from './details.ts';

test('a ConfigMap is not shown, for only its CA certificate is held', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca, namespace: shop}\ndata: {ca.crt: a}';
  const { snapshot } = snapshotFromManifests([{ file: 'a.yaml', text }], 'complete');
  const [key] = snapshot.configMaps.keys();
  expect(key && findObject(snapshot, key)).toBeNull();
});
