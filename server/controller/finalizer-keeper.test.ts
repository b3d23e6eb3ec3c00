import { expect, onTestFinished, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import type { Log } from '#server/logger.ts';
import { createFinalizerKeeper } from './finalizer-keeper.ts';

const key = objectKey({ group: 'gateway.networking.k8s.io', kind: 'GatewayClass', namespace: '', name: 'edge' });
const at = (resourceVersion: string) => ({
  key,
  object: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'edge', resourceVersion },
  },
  finalizers: ['a'],
});

function setUp(answer: (time: number) => 'written' | 'conflict') {
  const asked: string[] = [];
  const warned: string[] = [];
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: (fields) => warned.push(JSON.stringify(fields)),
    error: () => {},
  };
  const keeper = createFinalizerKeeper({
    patch: async (_, resourceVersion, finalizers) => answer(asked.push(`${resourceVersion} ${finalizers}`)),
    log,
    retryMs: 20,
  });
  onTestFinished(keeper.close);
  return { keeper, asked, warned };
}

test('each state of a class is tried once, a conflict included', async () => {
  const { keeper, asked, warned } = setUp((time) => (time === 1 ? 'conflict' : 'written'));
  for (const version of ['1', '1', '2', '2']) keeper.keep([at(version)]);
  await expect.poll(() => asked).toEqual(['1 a', '2 a']);
  expect(warned).toEqual([]);
});

test('what failed is told and tried again', async () => {
  const { keeper, asked, warned } = setUp((time) => {
    if (time < 3) throw new Error('etcd is unwell');
    return 'written';
  });
  keeper.keep([at('1')]);
  await expect.poll(() => asked).toEqual(['1 a', '1 a', '1 a']);
  expect(warned).toEqual(Array(2).fill('{"gatewayClass":"edge","error":"etcd is unwell"}'));
});
