import { expect, onTestFinished, test } from 'vitest';
import type { Leadership } from '#lib/api/messages.ts';
import type { Lease } from '#lib/gateway-api/core/workloads.ts';
import type { Log } from '#server/logger.ts';
import { type ElectionTimes, type LeaseSpec, type LeaseTarget, startElection } from './leader-election.ts';

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const times: ElectionTimes = { leaseMs: 1000, renewDeadlineMs: 500, retryMs: 20 };

/** One Lease with optimistic concurrency, as an API server keeps it. */
function createStore() {
  let lease: Lease | null = null;
  let version = 0;
  const put = (spec: LeaseSpec): 'written' => {
    version++;
    const metadata = { name: 'gatehouse', namespace: 'default', resourceVersion: String(version) };
    lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
    return 'written';
  };
  const target: LeaseTarget = {
    read: async () => lease && structuredClone(lease),
    create: async (spec) => (lease ? 'conflict' : put(spec)),
    replace: async (before, spec) =>
      before.metadata.resourceVersion === lease?.metadata.resourceVersion ? put(spec) : 'conflict',
  };
  return { target, spec: () => lease?.spec };
}

function join(target: LeaseTarget, identity: string) {
  const changes: Leadership[] = [];
  const election = startElection({ target, identity, times, log: quiet, onChange: (state) => changes.push(state) });
  onTestFinished(() => election.close());
  return { election, changes };
}

/** A way to the Lease that can be cut: from then on nothing is answered, or everything refused. */
function cuttable(target: LeaseTarget) {
  let cut: 'no' | 'silent' | 'refused' = 'no';
  const guard = <Args extends readonly unknown[], Result>(ask: (...args: Args) => Promise<Result>) => {
    return (...args: Args): Promise<Result> => {
      if (cut === 'silent') return new Promise(() => {});
      if (cut === 'refused') return Promise.reject(new Error('leases.coordination.k8s.io is forbidden'));
      return ask(...args);
    };
  };
  return {
    target: { read: guard(target.read), create: guard(target.create), replace: guard(target.replace) },
    cut: (how: typeof cut) => {
      cut = how;
    },
  };
}

test('of several one leads, the others know who, and the Lease is renewed', async () => {
  const store = createStore();
  const all = ['a', 'b', 'c'].map((identity) => join(store.target, identity));
  await expect.poll(() => all.filter(({ election }) => election.state().leading).length).toBe(1);
  const holder = store.spec()?.holderIdentity;
  await expect.poll(() => all.map(({ election }) => election.state().holder)).toEqual([holder, holder, holder]);
  const renewed = store.spec()?.renewTime;
  await expect.poll(() => store.spec()?.renewTime).not.toBe(renewed);
  expect(store.spec()?.leaseTransitions).toBe(0);
});

test('one that ends gives the Lease back, so another leads before it has run out', async () => {
  const store = createStore();
  const first = join(store.target, 'first');
  await expect.poll(() => first.election.state().leading).toBe(true);
  const second = join(store.target, 'second');
  await expect.poll(() => second.election.state().holder).toBe('first');
  const closed = performance.now();
  await first.election.close();
  await expect.poll(() => second.election.state().leading, { interval: 5 }).toBe(true);
  expect(performance.now() - closed).toBeLessThan(times.leaseMs);
  expect(store.spec()?.leaseTransitions).toBe(1);
});

test.each(['silent', 'refused'] as const)(
  'a leader whose cluster is %s stops before another begins; back again it follows',
  async (how) => {
    const store = createStore();
    const way = cuttable(store.target);
    const first = join(way.target, 'first');
    await expect.poll(() => first.election.state().leading).toBe(true);
    const second = join(store.target, 'second');
    const both = () => first.election.state().leading && second.election.state().leading;
    let overlapped = false;
    const watching = setInterval(() => {
      overlapped ||= both();
    }, 1);
    onTestFinished(() => clearInterval(watching));
    way.cut(how);
    await expect.poll(() => second.election.state().leading, { timeout: 10_000 }).toBe(true);
    expect(overlapped).toBe(false);
    expect(first.election.state()).toMatchObject({ leading: false, obstacle: expect.any(String) });
    way.cut('no');
    await expect.poll(() => first.election.state()).toEqual({ leading: false, holder: 'second', obstacle: null });
  },
);

test('refusals and then silence do not prolong what a leader may lead', async () => {
  const store = createStore();
  const way = cuttable(store.target);
  const { election, changes } = join(way.target, 'a');
  await expect.poll(() => election.state().leading).toBe(true);
  way.cut('refused');
  const refused = performance.now();
  // shortly before its time is up nothing is answered any more
  await expect.poll(() => performance.now() - refused, { interval: 5 }).toBeGreaterThan(times.renewDeadlineMs * 0.8);
  way.cut('silent');
  await expect.poll(() => election.state().leading, { interval: 1 }).toBe(false);
  expect(performance.now() - refused).toBeLessThan(times.leaseMs);
  expect(changes.at(-1)).toMatchObject({ leading: false, holder: null, obstacle: expect.any(String) });
});

test('an answer that comes after its time makes nobody lead', async () => {
  const store = createStore();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  let writes = 0;
  const slow: LeaseTarget = {
    ...store.target,
    create: async (spec) => {
      writes++;
      const written = await store.target.create(spec);
      await gate;
      return written;
    },
    replace: () => new Promise(() => {}),
  };
  const late = join(slow, 'late');
  await expect.poll(() => writes).toBe(1);
  const other = join(store.target, 'other');
  await expect.poll(() => other.election.state().leading, { timeout: 10_000 }).toBe(true);
  open();
  await new Promise(setImmediate);
  expect(late.election.state().leading).toBe(false);
  expect(late.changes.filter(({ leading }) => leading)).toEqual([]);
});

test('whoever may not ask for the Lease says so in the words of the cluster', async () => {
  const way = cuttable(createStore().target);
  way.cut('refused');
  const { election, changes } = join(way.target, 'a');
  await expect.poll(() => election.state().obstacle).toBe('leases.coordination.k8s.io is forbidden');
  expect(changes).toEqual([{ leading: false, holder: null, obstacle: 'leases.coordination.k8s.io is forbidden' }]);
});
