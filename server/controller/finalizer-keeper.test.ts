import { expect, test } from 'vitest';
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

test('each state of a class is tried once, and a refusal is told', async () => {
  const asked: string[] = [];
  const warned: string[] = [];
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: (fields) => warned.push(JSON.stringify(fields)),
    error: () => {},
  };
  const keeper = createFinalizerKeeper({
    patch: async (_, resourceVersion, finalizers) => {
      asked.push(`${resourceVersion} ${finalizers}`);
      if (resourceVersion === '2') throw new Error('gatewayclasses is forbidden');
    },
    log,
  });
  for (const version of ['1', '1', '2', '2']) keeper.keep([at(version)]);
  await expect.poll(() => warned).toEqual(['{"gatewayClass":"edge","error":"gatewayclasses is forbidden"}']);
  expect(asked).toEqual(['1 a', '2 a']);
});
