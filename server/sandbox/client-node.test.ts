import * as k8s from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSandbox, type TestSandbox } from './testing.ts';

let api: TestSandbox;
let config: k8s.KubeConfig;
beforeAll(async () => {
  api = await openTestSandbox();
  config = new k8s.KubeConfig();
  config.loadFromFile(api.sandbox.kubeconfigPath);
});
afterAll(() => api.close());

test('typed calls, merge patches and errors', async () => {
  const core = config.makeApiClient(k8s.CoreV1Api);
  await core.createNamespace({ body: { metadata: { name: 'typed' } } });
  const body = { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };
  const service = await core.createNamespacedService({ namespace: 'typed', body });
  expect(service.spec?.ports?.[0]).toMatchObject({ port: 80, protocol: 'TCP', targetPort: 80 });
  const merge = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch);
  const patched = await core.patchNamespace({ name: 'typed', body: { metadata: { labels: { a: 'b' } } } }, merge);
  expect(patched.metadata?.labels).toEqual({ a: 'b', 'kubernetes.io/metadata.name': 'typed' });
  await expect(core.readNamespace({ name: 'none' })).rejects.toMatchObject({ code: 404 });
});

test('a Lease is renewed, and a stale renewal is a conflict', async () => {
  const leases = config.makeApiClient(k8s.CoordinationV1Api);
  const place = { namespace: 'default', name: 'leader' };
  const spec = { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: new k8s.V1MicroTime() };
  const lease = await leases.createNamespacedLease({ ...place, body: { metadata: { name: 'leader' }, spec } });
  const held = { ...lease, spec: { ...spec, holderIdentity: 'you' } };
  await leases.replaceNamespacedLease({ ...place, body: held });
  await expect(leases.replaceNamespacedLease({ ...place, body: held })).rejects.toMatchObject({ code: 409 });
});

test('an informer sees what is there, what comes and what goes', async () => {
  const core = config.makeApiClient(k8s.CoreV1Api);
  const names: string[] = [];
  const path = '/api/v1/namespaces/default/configmaps';
  const informer = k8s.makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace: 'default' }));
  const gone = new Promise<void>((resolve, reject) => {
    informer.on('add', ({ metadata }) => void names.push(`+${metadata?.name}`));
    informer.on('delete', ({ metadata }) => {
      names.push(`-${metadata?.name}`);
      resolve();
    });
    informer.on('error', reject);
  });
  await core.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name: 'a' } } });
  await informer.start();
  await core.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name: 'b' } } });
  await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'b' });
  await gone;
  expect(names).toEqual(['+a', '+b', '-b']);
  await informer.stop();
});
