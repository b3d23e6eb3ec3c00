import { setTimeout as sleep } from 'node:timers/promises';
import type { Leadership } from '#lib/api/messages.ts';
import type { Lease } from '#lib/gateway-api/core/workloads.ts';
import type { Log } from '#server/logger.ts';

/** The one Lease that is fought for. All throw when there is no answer or a refusal. */
export type LeaseTarget = Readonly<{
  /** null when there is none */
  read: () => Promise<Lease | null>;
  /** both at what was read: `conflict` when somebody else wrote in between */
  create: (spec: LeaseSpec) => Promise<'written' | 'conflict'>;
  replace: (lease: Lease, spec: LeaseSpec) => Promise<'written' | 'conflict'>;
}>;

export type LeaseSpec = Required<
  Pick<
    NonNullable<Lease['spec']>,
    'holderIdentity' | 'leaseDurationSeconds' | 'acquireTime' | 'renewTime' | 'leaseTransitions'
  >
>;

export type Election = Readonly<{
  state: () => Leadership;
  /** resolves when the Lease was asked for the first time, with or without an answer */
  asked: Promise<void>;
  /** gives the Lease back, so that another need not wait for it to run out */
  close: () => Promise<void>;
}>;

/** In ms. The deadline is shorter than the lease, so a leader stops before another may begin. */
export type ElectionTimes = Readonly<{ leaseMs: number; renewDeadlineMs: number; retryMs: number }>;

/** As Kubernetes' own controllers have them: 15, 10 and 2 s. */
export const electionTimes: ElectionTimes = { leaseMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2000 };

const SILENT = 'the cluster gives no answer';

export type ElectionOptions = Readonly<{
  target: LeaseTarget;
  /** unique to this process */
  identity: string;
  times?: ElectionTimes;
  log: Log;
  onChange: (state: Leadership) => void;
}>;

/**
 * Elects one writer among processes by a Lease. Whether a Lease has run out is told by how long this process saw it
 * unchanged: clocks of different machines are never compared.
 *
 * @see Kubernetes, coordination.k8s.io/v1 Lease; client-go, tools/leaderelection
 */
export function startElection(options: ElectionOptions): Election {
  const { target, identity, times = electionTimes, log, onChange } = options;
  const closing = new AbortController();
  let state: Leadership = { leading: false, holder: null, obstacle: null };
  let seen = { text: '', at: 0 };
  let renewedAt = 0;
  let expiry: NodeJS.Timeout | undefined;
  /** what the last attempt met */
  let fault = SILENT;
  const { promise: asked, resolve: setAsked } = Promise.withResolvers<void>();

  function become(next: Leadership): void {
    const before = state;
    state = next;
    const isSame = (['leading', 'holder', 'obstacle'] as const).every((field) => before[field] === next[field]);
    if (isSame) return;
    log.info({ ...next, identity }, next.leading ? 'leading: statuses are ours to write' : 'not leading');
    onChange(next);
  }

  /** Tells a Lease that still moves from one whose holder is gone. */
  function hasRunOut({ spec, metadata }: Lease): boolean {
    const text = `${metadata.resourceVersion} ${spec?.renewTime}`;
    if (text !== seen.text) seen = { text, at: performance.now() };
    const durationMs = (spec?.leaseDurationSeconds ?? 0) * 1000;
    return !spec?.holderIdentity || performance.now() - seen.at > durationMs;
  }

  function specFor(lease: Lease | null): LeaseSpec {
    const now = new Date().toISOString().replace('Z', '000Z');
    const isOurs = lease?.spec?.holderIdentity === identity;
    const transitions = lease?.spec?.leaseTransitions ?? 0;
    return {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(times.leaseMs / 1000),
      acquireTime: (isOurs && lease?.spec?.acquireTime) || now,
      renewTime: now,
      leaseTransitions: lease === null || isOurs ? transitions : transitions + 1,
    };
  }

  async function attempt(): Promise<void> {
    const begun = performance.now();
    const lease = await target.read();
    const holder = lease?.spec?.holderIdentity || null;
    if (lease && holder !== identity && !hasRunOut(lease)) {
      become({ leading: false, holder, obstacle: null });
      return;
    }
    const written = lease ? await target.replace(lease, specFor(lease)) : await target.create(specFor(null));
    if (written === 'conflict') return;
    // an answer that comes late may be about a Lease that another has taken meanwhile
    if (closing.signal.aborted || performance.now() - begun > times.renewDeadlineMs) return;
    // from before the request: when it was written is known no better
    renewedAt = Math.max(renewedAt, begun);
    clearTimeout(expiry);
    expiry = setTimeout(() => stepDown(fault), renewedAt + times.renewDeadlineMs - performance.now()).unref();
    become({ leading: true, holder: identity, obstacle: null });
  }

  /** A leader that has not renewed stops in time, whatever it waits for. */
  function stepDown(obstacle: string): void {
    if (state.leading) become({ leading: false, holder: null, obstacle });
  }

  /** Whoever does not lead and cannot ask says why; a leader has until its time is up. */
  function tell(obstacle: string | null): void {
    fault = obstacle ?? SILENT;
    if (!state.leading) become({ ...state, obstacle });
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const deadline = new AbortController();
      const late = sleep(times.renewDeadlineMs, 'late', { ref: false, signal: deadline.signal }).catch(() => 'done');
      try {
        tell((await Promise.race([attempt(), late])) === 'late' ? SILENT : null);
      } catch (error) {
        tell(error instanceof Error ? error.message : String(error));
      }
      deadline.abort();
      setAsked();
      await sleep(times.retryMs, undefined, { ref: false, signal: closing.signal }).catch(() => {});
    }
  }

  const running = run();

  return {
    state: () => state,
    asked,
    close: async () => {
      closing.abort();
      clearTimeout(expiry);
      const wasLeading = state.leading;
      become({ leading: false, holder: null, obstacle: null });
      await Promise.race([running, sleep(times.retryMs, undefined, { ref: false })]);
      if (wasLeading) await release(target, identity, specFor).catch(() => {});
    },
  };
}

async function release(target: LeaseTarget, identity: string, specFor: (lease: Lease) => LeaseSpec): Promise<void> {
  const lease = await target.read();
  if (lease?.spec?.holderIdentity !== identity) return;
  await target.replace(lease, { ...specFor(lease), holderIdentity: '', leaseDurationSeconds: 1 });
}
