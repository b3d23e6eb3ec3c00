import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Log } from '#server/logger.ts';

/** How the writer reaches the cluster; both throw with `conflict` or `gone` told apart. */
export type StatusTarget = Readonly<{
  /** a fresh read; null when the object is gone */
  read: (key: ObjectKey) => Promise<KubeObject | null>;
  /** replaces the status at the object's resourceVersion */
  write: (key: ObjectKey, object: KubeObject) => Promise<'written' | 'conflict' | 'gone'>;
}>;

/**
 * The status an object should have, computed against a given copy of it; null when that copy is as it should be,
 * undefined when nothing is owed any more.
 */
export type DesiredStatus = (object: KubeObject) => unknown | null;

export type StatusJob = Readonly<{ key: ObjectKey; object: KubeObject; desired: DesiredStatus }>;

export type StatusWriter = Readonly<{
  /** replaces what is waiting: only the newest wish for an object is written */
  submit: (jobs: readonly StatusJob[]) => void;
  /** resolves when nothing is waiting or under way */
  idle: () => Promise<void>;
  written: () => number;
  close: () => Promise<void>;
}>;

const atOnce = 8;
const attempts = 6;

/** Writes statuses, coalesced per object; a conflict is retried on a fresh read, so others' entries survive. */
export function createStatusWriter(target: StatusTarget, log: Log): StatusWriter {
  const waiting = new Map<ObjectKey, StatusJob>();
  const busy = new Set<ObjectKey>();
  let idleWaiters: (() => void)[] = [];
  let closed = false;
  let written = 0;

  const next = (): void => {
    for (const [key, job] of waiting) {
      if (busy.size >= atOnce) return;
      if (busy.has(key)) continue;
      waiting.delete(key);
      busy.add(key);
      void settle(job).finally(() => {
        busy.delete(key);
        next();
      });
    }
    if (busy.size === 0 && waiting.size === 0) {
      for (const wake of idleWaiters.splice(0)) wake();
    }
  };

  const settle = async ({ key, object, desired }: StatusJob): Promise<void> => {
    let current: KubeObject | null = object;
    for (let attempt = 0; attempt < attempts && current && !closed; attempt++) {
      try {
        const status = desired(current);
        if (status === null || status === undefined) return;
        const outcome = await target.write(key, { ...current, status } as KubeObject);
        if (outcome === 'written') written++;
        if (outcome !== 'conflict') return;
        current = waiting.has(key) ? null : await target.read(key);
      } catch (error) {
        log.warn({ object: key, error: error instanceof Error ? error.message : String(error) }, 'status not written');
        return;
      }
    }
  };

  return {
    submit: (jobs) => {
      if (closed) return;
      for (const job of jobs) waiting.set(job.key, job);
      next();
    },
    idle: () =>
      busy.size === 0 && waiting.size === 0 ? Promise.resolve() : new Promise((wake) => idleWaiters.push(wake)),
    written: () => written,
    close: async () => {
      closed = true;
      waiting.clear();
      if (busy.size > 0) await new Promise<void>((wake) => idleWaiters.push(wake));
      idleWaiters = [];
    },
  };
}
