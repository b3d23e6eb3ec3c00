import { parentPort } from 'node:worker_threads';
import { createAccessLog } from './access-log.ts';
import { createDataPlane } from './data-plane.ts';
import type { WorkerMessage, WorkerRequest } from './messages.ts';

/** The data plane's thread. Requests are taken one after the other, in the order they were sent. */
function run(port: NonNullable<typeof parentPort>): void {
  const post = (message: WorkerMessage) => port.postMessage(message);
  const log = createAccessLog((records) => post({ type: 'access', records }));
  const plane = createDataPlane(log.add, (level, fields, phrase) => post({ type: 'note', level, fields, phrase }));
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
      post({ type: 'closed' });
    }
  }
}

if (parentPort) run(parentPort);
