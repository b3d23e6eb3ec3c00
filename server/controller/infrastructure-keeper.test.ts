import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { KubeObject } from '#lib/kube/object.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import type { GatewayInfrastructure } from '#lib/status/gateway-infrastructure.ts';
import type { Log } from '#server/logger.ts';
import { createInfrastructureKeeper } from './infrastructure-keeper.ts';

function setUp() {
  const applied: string[] = [];
  const warned: string[] = [];
  let refuses = false;
  const log: Log = { debug: () => {}, info: () => {}, warn: (_, words) => warned.push(words), error: () => {} };
  const keeper = createInfrastructureKeeper({
    apply: async ({ metadata }: KubeObject) => {
      if (refuses) throw new Error('services is forbidden');
      applied.push(`${metadata.name} ${JSON.stringify(metadata.labels)}`);
    },
    log,
    retryMs: 20,
  });
  onTestFinished(keeper.close);
  return { keeper, applied, warned, refuse: (on: boolean) => (refuses = on) };
}

function of(name: string, labels: Record<string, string>, found: 'same' | 'foreign' | KubeObject | null = null) {
  const key = (kind: string) => objectKey({ group: '', kind, namespace: 'infra', name });
  const wanted = { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'infra', labels } };
  return {
    key: key('Service'),
    gateway: key('Gateway'),
    wanted,
    found: found === 'same' ? wanted : found,
  } satisfies GatewayInfrastructure;
}

test('an object is applied once, again when it is wanted otherwise, and when it lost something', async () => {
  const { keeper, applied } = setUp();
  keeper.keep([of('edge', { a: '1' })]);
  await expect.poll(() => applied).toEqual(['edge {"a":"1"}']);
  keeper.keep([of('edge', { a: '1' }, 'same')]);
  keeper.keep([of('edge', { a: '2' }, 'same')]);
  await expect.poll(() => applied).toEqual(['edge {"a":"1"}', 'edge {"a":"2"}']);
  const bare = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'edge', namespace: 'infra' } };
  keeper.keep([of('edge', { a: '2' }, bare)]);
  await expect.poll(() => applied.length).toBe(3);
});

test('one that was taken away is applied again; one that has not shown yet is not', async () => {
  const { keeper, applied } = setUp();
  keeper.keep([of('edge', {})]);
  await expect.poll(() => applied.length).toBe(1);
  keeper.keep([of('edge', {})]);
  keeper.keep([of('edge', {}, 'same')]);
  await new Promise(setImmediate);
  expect(applied.length).toBe(1);
  keeper.keep([of('edge', {})]);
  await expect.poll(() => applied.length).toBe(2);
});

test("somebody else's object is told once and never touched", async () => {
  const { keeper, applied, warned } = setUp();
  keeper.keep([of('edge', {}, 'foreign')]);
  keeper.keep([of('edge', {}, 'foreign'), of('other', {})]);
  await expect.poll(() => applied).toEqual(['other {}']);
  expect(warned.length).toBe(1);
});

test('what is refused is tried again, the others are applied', async () => {
  const { keeper, applied, warned, refuse } = setUp();
  refuse(true);
  keeper.keep([of('edge', {}), of('other', {})]);
  await expect.poll(() => warned.length).toBeGreaterThan(3);
  const before = warned.length;
  for (let count = 0; count < 100; count++) {
    keeper.keep([of('edge', {}), of('other', {})]);
    await Promise.resolve();
  }
  // changes do not ask sooner
  expect(warned.length - before).toBeLessThan(5);
  refuse(false);
  await expect.poll(() => new Set(applied)).toEqual(new Set(['edge {}', 'other {}']));
});

test('what is wanted no longer is not tried again, whatever waits', async () => {
  const { keeper, applied, warned, refuse } = setUp();
  refuse(true);
  keeper.keep([of('edge', {})]);
  await expect.poll(() => warned.length).toBe(1);
  keeper.keep([]);
  refuse(false);
  // three times the pause between two tries
  await setTimeout(60);
  expect(applied).toEqual([]);
});
