import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { GatewayReport } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { RouteTable } from '#lib/routing/route-table.ts';
import type { Log } from '#server/logger.ts';
import { holdAddressBlock } from './address-block.ts';
import { createAddressBook, createSharedAddress } from './addresses.ts';
import { openDataPlaneWorker, startThread, type Thread } from './data-plane-thread.ts';
import type { Limits } from './limits.ts';
import { ProxyError } from './proxy-error.ts';
import type { RefusalCounts } from './refusals.ts';
import { oursOf, planServing, reportGateways } from './serving-plan.ts';

/** What is served now: a status that claims the table may be written. */
export type ProxyAck = Readonly<{
  generation: number;
  /** for every Gateway of ours in the table */
  gateways: ReadonlyMap<ObjectKey, GatewayReport>;
}>;

export type Proxy = Readonly<{
  /**
   * Serves a table. Resolves when it is served whole; of tables that wait behind another only the newest is served,
   * and those before it resolve with its acknowledgement.
   *
   * @throws ProxyError when the data plane stopped or could not take the table; the one before it goes on
   */
  apply: (table: RouteTable) => Promise<ProxyAck>;
  /** Calls back with records as requests end, in batches; returns the way to stop that. */
  onAccess: (listener: (records: readonly AccessRecord[]) => void) => () => void;
  /** Calls back with how often clients were refused something, as it happens, in sums. */
  onRefused: (listener: (counts: RefusalCounts) => void) => void;
  /** Calls back when the data plane's thread ended: nothing is served until it is replaced and has its table. */
  onEnd: (listener: (replaced: Replaced) => void) => void;
  /** Calls back when the data plane's thread ended and another one stands in its place, which serves nothing yet. */
  onRestart: (listener: () => void) => void;
  /** Stops accepting, lets requests under way end (at most `graceMs`, 10 s by default), ends the thread. */
  close: (graceMs?: number) => Promise<void>;
}>;

/** When a thread that ended is replaced; `later` is after a pause, because it ended soon after it started. */
export type Replaced = 'atOnce' | 'later';

export type ProxyOptions = Readonly<{
  log: Log;
  /** first two numbers of the loopback network Gateways get their addresses from; `127.66` by default */
  network?: string;
  /** what clients may take; `defaultLimits` where it says nothing */
  limits?: Partial<Limits>;
  /** where all Gateways answer, instead of that network */
  address?: string | null;
  /** opens the thread that serves */
  openWorker?: () => Worker;
}>;

const CLOSE_GRACE_MS = 10_000;

/**
 * Starts the data plane in a thread of its own, so that nothing the dashboard computes stands in traffic's way. A
 * thread that ends is replaced, at once the first time, later when it happens again soon.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { log, network = '127.66', address = null, limits, openWorker = () => openDataPlaneWorker(limits) } = options;
  const block = address === null ? await holdAddressBlock(network) : null;
  const book = address === null ? createAddressBook(network, block?.number) : createSharedAddress(address);
  const accessListeners = new Set<(records: readonly AccessRecord[]) => void>();
  const refusedListeners = new Set<(counts: RefusalCounts) => void>();
  const endListeners = new Set<(replaced: Replaced) => void>();
  const restartListeners = new Set<() => void>();
  const closing = new AbortController();
  const open = () =>
    startThread({
      worker: openWorker(),
      log,
      onAccess: (records) => {
        for (const listener of accessListeners) listener(records);
      },
      onRefused: (counts) => {
        for (const listener of refusedListeners) listener(counts);
      },
    });
  let thread: Promise<Thread> = open();
  await thread;
  void superviseThread({
    log,
    signal: closing.signal,
    current: () => thread,
    replace: () => {
      thread = open();
      return thread;
    },
    onEnded: (replaced) => {
      for (const listener of endListeners) listener(replaced);
    },
    onReplaced: () => {
      for (const listener of restartListeners) listener();
    },
  });

  return {
    apply: async (table) => {
      const claims = oursOf(table).map(({ gateway, requestedAddresses: requested }) => ({ gateway, requested }));
      const grants = book.allot(claims);
      const running = await thread;
      if (closing.signal.aborted) throw new ProxyError('PROXY_STOPPED', 'the data plane was closed');
      return running.apply({
        plan: planServing(table, grants),
        acknowledge: (outcomes): ProxyAck => ({
          generation: table.generation,
          gateways: reportGateways(table, grants, outcomes),
        }),
      });
    },
    onAccess: (listener) => {
      accessListeners.add(listener);
      return () => accessListeners.delete(listener);
    },
    onRefused: (listener) => void refusedListeners.add(listener),
    onEnd: (listener) => void endListeners.add(listener),
    onRestart: (listener) => void restartListeners.add(listener),
    close: async (graceMs = CLOSE_GRACE_MS) => {
      closing.abort();
      const last = await thread.catch(() => null);
      await last?.close(graceMs);
      block?.close();
    },
  };
}

type Supervision = Readonly<{
  log: Log;
  signal: AbortSignal;
  current: () => Promise<Thread>;
  replace: () => Promise<Thread>;
  onEnded: (replaced: Replaced) => void;
  onReplaced: () => void;
}>;

/** A thread that served for so long is replaced at once. */
const SOUND_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;

async function superviseThread({ log, signal, current, replace, onEnded, onReplaced }: Supervision): Promise<void> {
  let failures = 0;
  let started = performance.now();
  for (;;) {
    const error = await current().then(
      (thread) => thread.ended,
      (fault: unknown) => fault,
    );
    if (signal.aborted) return;
    if (performance.now() - started > SOUND_MS) failures = 0;
    const pauseMs = failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (failures - 1));
    onEnded(pauseMs === 0 ? 'atOnce' : 'later');
    failures++;
    log.error({ error: String(error), pauseMs }, 'data plane thread ended; another one takes its place');
    // closing must not wait for it, so it may outlast the wait
    await setTimeout(pauseMs, undefined, { ref: false, signal }).catch(() => {});
    if (signal.aborted) return;
    started = performance.now();
    await replace().then(onReplaced, () => {});
  }
}
