import type { PortOutcome, ServingPlan } from './messages.ts';

/** A plan to be served, and what to make of the outcome. */
export type ApplyJob<Ack> = Readonly<{
  plan: ServingPlan;
  acknowledge: (outcomes: readonly PortOutcome[]) => Ack;
}>;

export type ApplyQueue<Ack> = Readonly<{
  add: (job: ApplyJob<Ack>) => Promise<Ack>;
  applied: (sequence: number, outcomes: readonly PortOutcome[]) => void;
  failed: (sequence: number, error: Error) => void;
  /** all that wait fail, and all that come */
  stop: (error: Error) => void;
}>;

type Waiting<Ack> = Readonly<{ resolve: (ack: Ack) => void; reject: (error: Error) => void }>;
type Queued<Ack> = Readonly<{ sequence: number; job: ApplyJob<Ack>; waiting: readonly Waiting<Ack>[] }>;

/**
 * One plan under way, one waiting: a newer plan takes the place of the one that waits, and whoever waited for that is
 * answered with the newer one.
 */
export function createApplyQueue<Ack>(send: (sequence: number, plan: ServingPlan) => void): ApplyQueue<Ack> {
  let running: Queued<Ack> | null = null;
  let next: Queued<Ack> | null = null;
  let last = 0;
  let stopped: Error | null = null;

  function startNext(): void {
    running = next;
    next = null;
    if (running) send(running.sequence, running.job.plan);
  }

  function settle(sequence: number, settleOne: (waiting: Waiting<Ack>, job: ApplyJob<Ack>) => void): void {
    const ended = running;
    if (ended?.sequence !== sequence) return;
    startNext();
    for (const waiting of ended.waiting) settleOne(waiting, ended.job);
  }

  return {
    add: (job) => {
      if (stopped) return Promise.reject(stopped);
      const { promise, resolve, reject } = Promise.withResolvers<Ack>();
      last += 1;
      next = { sequence: last, job, waiting: [...(next?.waiting ?? []), { resolve, reject }] };
      if (!running) startNext();
      return promise;
    },
    applied: (sequence, outcomes) => settle(sequence, ({ resolve }, job) => resolve(job.acknowledge(outcomes))),
    failed: (sequence, error) => settle(sequence, ({ reject }) => reject(error)),
    stop: (error) => {
      stopped ??= error;
      for (const queued of [running, next]) for (const { reject } of queued?.waiting ?? []) reject(stopped);
      running = null;
      next = null;
    },
  };
}
