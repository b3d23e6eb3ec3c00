import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { KubeObject } from '#lib/kube/object.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import { connectCluster } from './cluster/client.ts';
import { clusterObjects } from './cluster/objects.ts';
import { parseConfig } from './config.ts';
import { createLog } from './logger.ts';
import { startRuntime } from './runtime.ts';
import { startSandbox } from './sandbox/sandbox.ts';

const root = join(import.meta.dirname, '..');
const patience = { timeout: 20_000, interval: 20 } as const;
const keyOf = (group: string, kind: string, name: string) => objectKey({ group, kind, namespace: 'infra-ns', name });
const gateway = keyOf('gateway.networking.k8s.io', 'Gateway', 'shared-gateway');
const service = keyOf('', 'Service', 'shared-gateway-gatehouse');

async function openFolder(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), name));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('on a sandbox by kubeconfig, as on a cluster, the Service of a Gateway is applied and keeps what others set', async () => {
  const log = createLog('silent');
  const sandbox = await startSandbox({ dataDir: await openFolder('gatehouse-sandbox-'), port: 0, log });
  onTestFinished(() => sandbox.close());
  await sandbox.loadManifests([join(root, 'examples/acme/00-start.yaml')]);
  const warned: string[] = [];
  const heard = { ...log, warn: (_fields: unknown, phrase: string) => void warned.push(phrase) };
  const args = ['--kubeconfig', sandbox.kubeconfigPath, '--controller', '--data-dir', await openFolder('gatehouse-')];
  const runtime = await startRuntime(parseConfig(args, {}), root, heard);
  onTestFinished(() => runtime.close());

  const objects = clusterObjects(connectCluster({ kind: 'file', file: sandbox.kubeconfigPath, context: null }));
  const labels = async () => (await objects.read(service))?.metadata.labels;
  const patch = (key: typeof gateway, apiVersion: string, body: unknown): Promise<KubeObject> =>
    objects.patch({ key, apiVersion, patchType: 'merge', patch: body, dryRun: false });
  const infrastructure = (wanted: Readonly<Record<string, string | null>>) =>
    patch(gateway, 'gateway.networking.k8s.io/v1', { spec: { infrastructure: { labels: wanted } } });
  await expect.poll(labels, patience).toMatchObject({ 'gateway.networking.k8s.io/gateway-name': 'shared-gateway' });
  await patch(service, 'v1', { metadata: { labels: { theirs: 'stays' } } });
  await infrastructure({ team: 'web' });
  await expect.poll(labels, patience).toMatchObject({ team: 'web', theirs: 'stays' });
  await infrastructure({ team: null, tier: 'edge' });
  await expect.poll(labels, patience).toMatchObject({ tier: 'edge', theirs: 'stays' });
  expect(await labels()).not.toHaveProperty('team');
  expect(warned).not.toContain('a Service could not be applied');
});
