import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../logger.ts';
import { openDataPlaneWorker } from './data-plane-thread.ts';
import { startProxy } from './proxy.ts';
import { addressOf, ask, backendOf, forwardTo, listener, startEcho, tableOf } from './testdata/rig.ts';

test('a thread that ends is replaced: whoever follows it is told, and the table is served again', async () => {
  const workers: Worker[] = [];
  const faults: string[] = [];
  const proxy = await startProxy({
    log: { ...createLog('silent'), error: (_fields, phrase) => void faults.push(phrase) },
    network: '127.79',
    openWorker: () => {
      const worker = openDataPlaneWorker();
      workers.push(worker);
      return worker;
    },
  });
  onTestFinished(() => proxy.close());
  const { endpoint } = await startEcho('a');
  const table = tableOf(1, [listener([{ action: forwardTo([backendOf('x', [endpoint])]) }])]);
  const address = addressOf(await proxy.apply(table));
  expect((await ask(address, '/')).status).toBe(200);

  const restarted = new Promise<void>((resolve) => proxy.onRestart(resolve));
  await workers[0]?.terminate();
  await restarted;
  expect(workers).toHaveLength(2);
  expect(faults).toEqual(['data plane thread ended; another one takes its place']);
  const again = await proxy.apply(table);
  expect(addressOf(again)).toEqual(address);
  expect((await ask(address, '/')).status).toBe(200);
});

test('a thread that ends again soon is replaced after a pause, and that is said before', async () => {
  const workers: Worker[] = [];
  const proxy = await startProxy({
    log: createLog('silent'),
    network: '127.79',
    openWorker: () => {
      const worker = openDataPlaneWorker();
      workers.push(worker);
      return worker;
    },
  });
  onTestFinished(() => proxy.close());
  const ends: string[] = [];
  for (const expected of [['atOnce'], ['atOnce', 'later']]) {
    const restarted = new Promise<void>((resolve) => proxy.onRestart(resolve));
    const ended = new Promise<void>((resolve) => proxy.onEnd((replaced) => resolve(void ends.push(replaced))));
    await workers.at(-1)?.terminate();
    await ended;
    expect([...new Set(ends)]).toEqual(expected);
    await restarted;
  }
});

test('a table that is under way when the thread ends is refused, not left hanging', async () => {
  const workers: Worker[] = [];
  const proxy = await startProxy({
    log: createLog('silent'),
    network: '127.79',
    openWorker: () => {
      const worker = openDataPlaneWorker();
      workers.push(worker);
      return worker;
    },
  });
  onTestFinished(() => proxy.close());
  const underWay = proxy.apply(tableOf(1, [listener([])])).then(
    () => 'served',
    ({ code }) => code,
  );
  const restarted = new Promise<void>((resolve) => proxy.onRestart(resolve));
  void workers[0]?.terminate();
  expect(await underWay).toBe('PROXY_STOPPED');
  await restarted;
  expect((await proxy.apply(tableOf(2, [listener([])]))).generation).toBe(2);
});

test('closing ends the thread and starts no other', async () => {
  let opened = 0;
  const proxy = await startProxy({
    log: createLog('silent'),
    network: '127.79',
    openWorker: () => {
      opened++;
      return openDataPlaneWorker();
    },
  });
  await proxy.close();
  await expect(proxy.apply(tableOf(1, []))).rejects.toMatchObject({ code: 'PROXY_STOPPED' });
  expect(opened).toBe(1);
});
