import { Worker } from 'node:worker_threads';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { Log } from '#server/logger.ts';
import { type ApplyJob, createApplyQueue } from './apply-queue.ts';
import type { Limits } from './limits.ts';
import type { WorkerMessage, WorkerRequest } from './messages.ts';
import { ProxyError } from './proxy-error.ts';
import type { RefusalCounts } from './refusals.ts';

/** The thread that serves, seen from the main one. */
export type Thread = Readonly<{
  /** @throws ProxyError */
  apply: <Ack>(job: ApplyJob<Ack>) => Promise<Ack>;
  /** resolves when the thread is no more, with what ended it */
  ended: Promise<ProxyError>;
  close: (graceMs: number) => Promise<void>;
}>;

export type ThreadOptions = Readonly<{
  worker: Worker;
  log: Log;
  onAccess: (records: readonly AccessRecord[]) => void;
  onRefused: (counts: RefusalCounts) => void;
}>;

export function openDataPlaneWorker(limits: Partial<Limits> = {}): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { name: 'data-plane', workerData: limits });
}

/** Resolves when the thread runs. @throws what keeps it from starting */
export async function startThread({ worker, log, onAccess, onRefused }: ThreadOptions): Promise<Thread> {
  const post = (message: WorkerRequest) => worker.postMessage(message);
  const queue = createApplyQueue<unknown>((sequence, plan) => post({ type: 'apply', sequence, plan }));
  const { promise: ended, resolve: end } = Promise.withResolvers<ProxyError>();
  const stop = (message: string, cause?: unknown) => {
    const error = new ProxyError('PROXY_STOPPED', message, cause);
    queue.stop(error);
    end(error);
  };
  worker.on('message', (message: WorkerMessage) => {
    // anything else is Node's own: its watch mode talks through the same channel
    if (message.type === 'applied') queue.applied(message.sequence, message.ports);
    else if (message.type === 'applyFailed')
      queue.failed(message.sequence, new ProxyError('PROXY_REFUSED_TABLE', message.message));
    else if (message.type === 'access') onAccess(message.records);
    else if (message.type === 'refused') onRefused(message.counts);
    else if (message.type === 'note') log[message.level](message.fields, message.phrase);
    else if (message.type === 'closed') stop('the data plane was closed');
  });
  worker.on('error', (error) => stop(`the data plane thread failed: ${error.message}`, error));
  worker.on('exit', (code) => stop(`the data plane thread ended with ${code}`));
  await online(worker);
  return {
    apply: (job) => queue.add(job) as Promise<never>,
    ended,
    close: async (graceMs) => {
      post({ type: 'close', graceMs });
      await ended;
      await worker.terminate();
    },
  };
}

function online(worker: Worker): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.once('online', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new ProxyError('PROXY_STOPPED', `the data plane thread ended with ${code}`)));
  return promise.finally(() => worker.off('error', reject));
}
