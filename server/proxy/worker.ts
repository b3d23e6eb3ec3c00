import { parentPort, workerData } from 'node:worker_threads';
import { createAccessLog } from './access-log.ts';
import { createDataPlane } from './data-plane.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { WorkerMessage, WorkerRequest } from './messages.ts';
import { createRefusalLog } from './refusals.ts';

/** The data plane's thread. Requests are taken one after the other, in the order they were sent. */
function run(port: NonNullable<typeof parentPort>): void {
  const post = (message: WorkerMessage) => port.postMessage(message);
  const log = createAccessLog((records) => post({ type: 'access', records }));
  const refusals = createRefusalLog((counts) => post({ type: 'refused', counts }));
  const plane = createDataPlane({
    record: log.add,
    refused: refusals.add,
    note: (level, fields, phrase) => post({ type: 'note', level, fields, phrase }),
    limits: { ...defaultLimits, ...(workerData as Partial<Limits> | null) },
  });
  // one request's fault must not cut every connection of the thread; what a request holds ends with it
  process.on('uncaughtException', (error) => {
    post({ type: 'note', level: 'error', fields: { error: error.stack ?? String(error) }, phrase: 'data plane fault' });
  });
  let turn: Promise<void> = Promise.resolve();
  port.on('message', (message: WorkerRequest) => {
    turn = turn.then(() => take(message));
  });

  async function take(message: WorkerRequest): Promise<void> {
    if (message.type === 'apply') {
      const { sequence, plan } = message;
      try {
        post({ type: 'applied', sequence, ports: await plane.apply(plan) });
      } catch (error) {
        post({ type: 'applyFailed', sequence, message: String(error) });
      }
    } else if (message.type === 'close') {
      await plane.close(message.graceMs);
      log.flush();
      refusals.flush();
      post({ type: 'closed' });
    }
  }
}

if (parentPort) run(parentPort);
