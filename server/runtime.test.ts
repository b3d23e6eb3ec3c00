import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { connectCluster } from './cluster/client.ts';
import { clusterObjects } from './cluster/objects.ts';
import { parseConfig } from './config.ts';
import { createLog } from './logger.ts';
import { type Runtime, startRuntime } from './runtime.ts';

const root = join(import.meta.dirname, '..');
const patience = { timeout: 20_000, interval: 10 } as const;
const gateway = objectKey({
  group: 'gateway.networking.k8s.io',
  kind: 'Gateway',
  namespace: 'infra-ns',
  name: 'shared-gateway',
});

type Running = Readonly<{ runtime: Runtime; errors: readonly string[]; workers: readonly Worker[] }>;

async function start(): Promise<Running> {
  const workers: Worker[] = [];
  const note = (worker: Worker): void => void workers.push(worker);
  process.on('worker', note);
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-runtime-'));
  const errors: string[] = [];
  const log = { ...createLog('silent'), error: (_fields: unknown, phrase: string) => void errors.push(phrase) };
  const runtime = await startRuntime(parseConfig(['--scenario', 'acme', '--data-dir', dataDir], {}), root, log);
  onTestFinished(async () => {
    process.off('worker', note);
    await runtime.close();
    rmSync(dataDir, { recursive: true });
  });
  await runtime.settled();
  return { runtime, errors, workers };
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', () => resolve(0));
  });
}

test('the thread of the data plane is killed: not ready meanwhile, then all is served again as the status says', async () => {
  const { runtime, errors, workers } = await start();
  const client = connectCluster({ kind: 'file', file: runtime.kubeconfigPath, context: null });
  onTestFinished(client.close);
  const status = async () => {
    const object = (await clusterObjects(client).read(gateway)) as unknown as {
      status: { addresses?: { value: string }[]; conditions: { type: string; status: string }[] };
    };
    return object.status;
  };
  const programmed = async () => (await status()).conditions.find(({ type }) => type === 'Programmed')?.status;
  const before = await status();
  expect(await programmed()).toBe('True');
  const url = `http://${before.addresses?.[0]?.value}/careers`;
  expect(await statusOf(url)).toBe(200);
  expect([workers.length, runtime.ready()]).toEqual([1, true]);

  async function kill(): Promise<void> {
    const worker = workers.at(-1);
    // a claim that it is ready before traffic is served again would be false
    const claimed = new Promise((resolve) => {
      worker?.once('exit', () => setImmediate(() => resolve(runtime.ready())));
    });
    await worker?.terminate();
    expect(await claimed).toBe(false);
  }
  async function expectServed(): Promise<void> {
    await expect.poll(() => runtime.ready(), patience).toBe(true);
    expect(await statusOf(url)).toBe(200);
    expect(await statusOf(url.replace('careers', 'hr'))).toBe(404);
    await runtime.settled();
  }

  await kill();
  await expectServed();
  expect(await status()).toEqual(before);
  // the second time it stays away for a while, and so does the claim
  await kill();
  await expect.poll(programmed, patience).toBe('Unknown');
  await expectServed();
  expect(await programmed()).toBe('True');
  expect((await status()).addresses).toEqual(before.addresses);
  expect(workers).toHaveLength(3);
  expect(errors).toEqual(Array(2).fill('data plane thread ended; another one takes its place'));
});

test('the metrics name the Node that the server runs on', async () => {
  const { runtime } = await start();
  const { text } = await runtime.metrics();
  expect(text).toContain(`nodejs_version_info{version="${process.version}"`);
});

test('what clients were refused is counted by reason, from nought on', async () => {
  const { runtime } = await start();
  const countOf = async (reason: string) => {
    const { text } = await runtime.metrics();
    return new RegExp(`^gatehouse_proxy_refused_total{reason="${reason}"} (\\d+)$`, 'm').exec(text)?.[1];
  };
  expect(await countOf('badRequest')).toBe('0');
  const address = [...(runtime.state()?.binding.gateways.values() ?? [])].flatMap(({ addresses }) => addresses)[0];
  const socket = connect({ host: address?.value, port: 80 });
  await new Promise((resolve) =>
    socket
      .on('error', () => {})
      .once('close', resolve)
      .resume()
      .end('garbage\r\n\r\n'),
  );
  await expect.poll(() => countOf('badRequest'), patience).toBe('1');
  expect(await countOf('tlsHandshake')).toBe('0');
});
