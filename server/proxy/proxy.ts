import { Worker } from 'node:worker_threads';
import type { GatewayReport } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { RouteTable } from '#lib/routing/route-table.ts';
import type { Log } from '#server/logger.ts';
import { holdAddressBlock } from './address-block.ts';
import { createAddressBook } from './addresses.ts';
import { createApplyQueue } from './apply-queue.ts';
import type { WorkerMessage, WorkerRequest } from './messages.ts';
import { oursOf, planServing, reportGateways } from './serving-plan.ts';

/** What is served now: a status that claims the table may be written. */
export type ProxyAck = Readonly<{
  generation: number;
  /** for every Gateway of ours in the table */
  gateways: ReadonlyMap<ObjectKey, GatewayReport>;
}>;

export type Proxy = Readonly<{
  /**
   * Serves a table. Resolves when it is served whole; of tables that wait behind another only the newest is served,
   * and those before it resolve with its acknowledgement.
   *
   * @throws ProxyError when the data plane stopped or could not take the table; the one before it goes on
   */
  apply: (table: RouteTable) => Promise<ProxyAck>;
  /** Calls back with records as requests end, in batches; returns the way to stop that. */
  onAccess: (listener: (records: readonly AccessRecord[]) => void) => () => void;
  /** Stops accepting, lets requests under way end (at most `graceMs`, 10 s by default), ends the thread. */
  close: (graceMs?: number) => Promise<void>;
}>;

export class ProxyError extends Error {
  readonly code: 'PROXY_STOPPED' | 'PROXY_REFUSED_TABLE';

  constructor(code: 'PROXY_STOPPED' | 'PROXY_REFUSED_TABLE', message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ProxyError';
    this.code = code;
  }
}

export type ProxyOptions = Readonly<{
  log: Log;
  /** first two numbers of the loopback network Gateways get their addresses from; `127.66` by default */
  network?: string;
}>;

const CLOSE_GRACE_MS = 10_000;

/** Starts the data plane in a thread of its own, so that nothing the dashboard computes stands in traffic's way. */
export async function startProxy({ log, network = '127.66' }: ProxyOptions): Promise<Proxy> {
  const block = await holdAddressBlock(network);
  const book = createAddressBook(network, block.number);
  const worker = await startWorker();
  const post = (message: WorkerRequest) => worker.postMessage(message);
  const queue = createApplyQueue<ProxyAck>((sequence, plan) => post({ type: 'apply', sequence, plan }));
  const listeners = new Set<(records: readonly AccessRecord[]) => void>();
  const ended = Promise.withResolvers<void>();
  const stop = (message: string, cause?: unknown) => {
    queue.stop(new ProxyError('PROXY_STOPPED', message, cause));
    ended.resolve();
  };

  worker.on('message', (message: WorkerMessage) => {
    // anything else is Node's own: its watch mode talks through the same channel
    if (message.type === 'applied') queue.applied(message.sequence, message.ports);
    else if (message.type === 'applyFailed')
      queue.failed(message.sequence, new ProxyError('PROXY_REFUSED_TABLE', message.message));
    else if (message.type === 'access') for (const listener of listeners) listener(message.records);
    else if (message.type === 'note') log[message.level](message.fields, message.phrase);
    else if (message.type === 'closed') stop('the data plane was closed');
  });
  worker.on('error', (error) => {
    log.error({ error: String(error) }, 'data plane thread failed');
    stop('the data plane thread failed', error);
  });
  worker.on('exit', () => stop('the data plane thread ended'));

  return {
    apply: (table) => {
      const claims = oursOf(table).map(({ gateway, requestedAddresses: requested }) => ({ gateway, requested }));
      const grants = book.allot(claims);
      return queue.add({
        plan: planServing(table, grants),
        acknowledge: (outcomes) => ({
          generation: table.generation,
          gateways: reportGateways(table, grants, outcomes),
        }),
      });
    },
    onAccess: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async (graceMs = CLOSE_GRACE_MS) => {
      post({ type: 'close', graceMs });
      await ended.promise;
      await worker.terminate();
      block.close();
    },
  };
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'data-plane' });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.once('online', resolve);
  worker.once('error', reject);
  await promise;
  worker.off('error', reject);
  return worker;
}
