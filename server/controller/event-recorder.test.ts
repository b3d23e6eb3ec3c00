import { expect, onTestFinished, test } from 'vitest';
import type { Event } from '#lib/gateway-api/core/workloads.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { keyOf } from '#lib/kube/object-key.ts';
import type { Log } from '#server/logger.ts';
import { createEventRecorder, type EventTarget } from './event-recorder.ts';

const route: KubeObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'cart', namespace: 'shop', uid: 'u1', resourceVersion: '7' },
};
const refused = { type: 'Warning', reason: 'NotAllowedByListeners', message: 'Namespace shop is not let in.' } as const;

function setUp(mend: (target: EventTarget) => EventTarget = (target) => target) {
  const stored = new Map<string, Event>();
  const warned: string[] = [];
  const target: EventTarget = {
    create: async (event) => {
      if (stored.has(keyOf(event))) return 'exists';
      stored.set(keyOf(event), event);
      return 'created';
    },
    read: async (key) => stored.get(key) ?? null,
    patch: async (key, changes) => {
      const before = stored.get(key);
      if (before) stored.set(key, { ...before, ...changes });
    },
  };
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: (fields) => warned.push(String('error' in fields && fields.error)),
    error: () => {},
  };
  let second = 0;
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++));
  const recorder = createEventRecorder({ target: mend(target), reporter: 'gatehouse.dev/test', log, now });
  onTestFinished(recorder.close);
  return { recorder, warned, events: () => [...stored.values()] };
}

test('news stands beside its object, and the same news again counts', async () => {
  const { recorder, events } = setUp();
  recorder.record(route, [refused]);
  recorder.record(route, [refused, { ...refused, reason: 'RefNotPermitted' }]);
  await recorder.idle();
  expect(events()).toHaveLength(2);
  expect(events()[0]).toMatchObject({
    metadata: { namespace: 'shop', name: expect.stringMatching(/^cart\.[0-9a-f]{16}$/) },
    involvedObject: { kind: 'HTTPRoute', namespace: 'shop', name: 'cart', uid: 'u1' },
    ...refused,
    count: 2,
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:01Z',
    reportingComponent: 'gatehouse.dev/test',
  });
});

test('an object without a namespace has its Events in default, and long words are cut', async () => {
  const { recorder, events } = setUp();
  const { namespace: _, ...metadata } = route.metadata;
  recorder.record({ ...route, kind: 'GatewayClass', metadata: { ...metadata, name: 'n'.repeat(253) } }, [
    { ...refused, message: 'x'.repeat(5000) },
  ]);
  await recorder.idle();
  const [event] = events();
  expect(event?.metadata.namespace).toBe('default');
  expect(event?.metadata.name).toHaveLength(253);
  expect(event?.message).toHaveLength(1024);
});

test('a refusal is told once, and what follows is still tried', async () => {
  let asked = 0;
  const { recorder, warned } = setUp((target) => ({
    ...target,
    create: async () => {
      asked++;
      throw new Error('events is forbidden');
    },
  }));
  recorder.record(route, [refused, refused, refused]);
  await recorder.idle();
  expect(asked).toBe(3);
  expect(warned).toEqual(['events is forbidden']);
});

test('more news than can be kept loses its oldest, and that is told', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { recorder, warned, events } = setUp((target) => ({
    ...target,
    create: (event) => gate.then(() => target.create(event)),
  }));
  const news = Array.from({ length: 1100 }, (_, index) => ({ ...refused, message: `number ${index}` }));
  recorder.record(route, news);
  open();
  await recorder.idle();
  expect(events()).toHaveLength(1000);
  expect(events().at(-1)?.message).toBe('number 1099');
  expect(warned).toEqual(['100 more wait than can be kept; the oldest are dropped']);
});
