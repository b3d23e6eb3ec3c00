import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { connectCluster } from '#server/cluster/client.ts';
import { isStatus } from '#server/cluster/errors.ts';
import { parseConfig } from '#server/config.ts';
import { createLog } from '#server/logger.ts';
import { startRuntime } from '#server/runtime.ts';
import { count, printSection } from '../timing.ts';
import { type ChangeKind, describeCluster, type LongRunCluster } from './cluster.ts';
import type { LoadMessage, LoadOptions, LoadReport } from './load.ts';

export type LongRun = LoadReport &
  Readonly<{ changes: Readonly<Record<ChangeKind, number>>; seconds: number; tables: number }>;

const CHANGES_PER_SECOND = 5;
const root = join(import.meta.dirname, '../..');

/**
 * Sends so many requests through a running Gatehouse, its sandbox, controller and data plane included, while routes,
 * endpoints, certificates and listeners change five times a second.
 */
export async function runLongRun(
  requests: number,
  onProgress: (sent: number, failed: number) => void = () => {},
): Promise<LongRun> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-long-run-'));
  const config = parseConfig(['--scenario', 'none', '--sandbox-port', '0', '--data-dir', dataDir], {});
  const runtime = await startRuntime(config, root, createLog('silent'));
  const client = connectCluster({ kind: 'file', file: runtime.kubeconfigPath, context: null });
  try {
    const cluster = describeCluster(client);
    await cluster.create();
    await runtime.settled();
    const gateways = [...(runtime.state()?.binding.gateways.values() ?? [])];
    const address = gateways.flatMap((gateway) => gateway.addresses)[0]?.value ?? '';
    const workerData: LoadOptions = { address, caPem: cluster.caPem, requests };
    const worker = new Worker(new URL('./load.ts', import.meta.url), { workerData });
    const tablesBefore = runtime.state()?.table.generation ?? 0;
    const started = performance.now();
    const over = new AbortController();
    const load = reportOf(worker, onProgress).finally(() => over.abort());
    const [changes, report] = await Promise.all([keepChanging(cluster, over.signal), load]);
    const seconds = (performance.now() - started) / 1000;
    const tables = (runtime.state()?.table.generation ?? 0) - tablesBefore;
    return { ...report, changes, seconds, tables };
  } finally {
    await client.close();
    await runtime.close();
    rmSync(dataDir, { recursive: true });
  }
}

function reportOf(worker: Worker, onProgress: (sent: number, failed: number) => void): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: LoadMessage) => {
      if (message.type === 'done') resolve(message.report);
      else onProgress(message.sent, message.failed);
    });
  });
}

/** Begins a change every fifth of a second, whether or not the one before it is through. */
async function keepChanging(cluster: LongRunCluster, signal: AbortSignal): Promise<LongRun['changes']> {
  const changes = { routes: 0, endpoints: 0, certificates: 0, listeners: 0 };
  const pending = new Set<Promise<unknown>>();
  const faults: unknown[] = [];
  // changes overlap when the machine is busy: what one wants to remove, another has removed
  const note = (error: unknown) => void (isStatus(error, 404) || isStatus(error, 409) || faults.push(error));
  const started = performance.now();
  for (let made = 0; !signal.aborted; made++) {
    await sleep(Math.max(0, started + (made * 1000) / CHANGES_PER_SECOND - performance.now()));
    const { kind, done } = cluster.change();
    changes[kind]++;
    const each = done.catch(note).finally(() => pending.delete(each));
    pending.add(each);
  }
  await Promise.all(pending);
  if (faults.length > 0) throw faults[0];
  return changes;
}

/** Prints what came of 10⁶ requests. */
export async function benchLongRun(): Promise<void> {
  const run = await runLongRun(1_000_000, (sent, failed) => {
    console.log(`  ${count(sent)} sent, ${count(failed)} failed`);
  });
  const sent = Object.values(run.sent).reduce((sum, each) => sum + each, 0);
  const changes = Object.values(run.changes).reduce((sum, each) => sum + each, 0);
  const parts = (all: Readonly<Record<string, number>>) =>
    Object.entries(all)
      .map(([name, each]) => `${name} ${count(each)}`)
      .join(', ');
  printSection('Requests while routes, endpoints, certificates and listeners change', [
    ['requests', `${count(sent)} (${parts(run.sent)})`],
    ['failed', count(run.failed)],
    ['changes', `${count(changes)} (${parts(run.changes)}), ${(changes / run.seconds).toFixed(1)} a second`],
    ['route tables', `${count(run.tables)}, one for ${count(Math.round(sent / run.tables))} requests`],
    ['seen by the traffic', parts(run.seen)],
    ...run.failures.map((words): [string, string] => ['', words]),
  ]);
}
