import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { compareTlsPolicyStatus } from './drift.ts';

const controller = 'gatehouse.dev/gateway-controller';
const file = new URL('../binding/testdata/backend-tls.in.yaml', import.meta.url);
const { snapshot } = snapshotFromManifests([{ file: 'policies.yaml', text: readFileSync(file, 'utf8') }], 'complete');
const result = bind(snapshot, {
  controllerNames: [controller],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'no',
});

function compared(namespace: string, name: string) {
  const key = objectKey({ group: 'gateway.networking.k8s.io', kind: 'BackendTLSPolicy', namespace, name });
  const policy = snapshot.backendTlsPolicies.get(key);
  const verdict = result.backendTlsPolicies.get(key);
  if (!policy || !verdict) throw new Error(`no policy ${key}`);
  return compareTlsPolicyStatus(policy, verdict, [controller]);
}

test('a verdict stands for each Gateway that reaches the policy, beside what was written for it', () => {
  expect(compared('pay', 'near')).toMatchObject([
    {
      title: 'shop/edge',
      controllerName: controller,
      ours: true,
      pairs: [
        { type: 'Accepted', verdict: { reason: 'NoValidCACertificate' }, written: null, drift: 'not written' },
        { type: 'ResolvedRefs', verdict: { reason: 'InvalidCACertificateRef' }, written: null },
      ],
    },
  ]);
});

test('entries of other controllers, and of Gateways that no longer reach it, are listed without a verdict', () => {
  const [owed, ...others] = compared('shop', 'port');
  expect(owed).toMatchObject({ title: 'shop/edge', controllerName: controller, ours: true });
  expect(others).toMatchObject([
    { title: 'shop/edge', controllerName: 'other.test/controller', ours: false, pairs: [] },
    { title: 'shop/gone', controllerName: controller, ours: false, pairs: [] },
  ]);
});

test('no entry is owed to a policy that no Gateway reaches', () => {
  expect(compared('shop', 'unused')).toEqual([]);
});
