// The data plane's thread, and beside it an ear for the question how much memory it holds.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type MessagePort, workerData } from 'node:worker_threads';
import '../worker.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const { questions } = workerData as Readonly<{ questions: MessagePort }>;
questions.on('message', () => {
  collect();
  // what the first collection finalised is gone with the second
  setImmediate(() => {
    collect();
    const { used_heap_size: used, external_memory: external } = getHeapStatistics();
    questions.postMessage(used + external);
  });
});
