import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Log } from '#server/logger.ts';

/** How the writer reaches the cluster; both throw when there is no answer or a refusal. */
export type StatusTarget = Readonly<{
  /** a fresh read; null when the object is gone */
  read: (key: ObjectKey) => Promise<KubeObject | null>;
  /** replaces the status at the object's resourceVersion */
  write: (key: ObjectKey, object: KubeObject) => Promise<'written' | 'conflict' | 'gone'>;
}>;

/**
 * The status an object should have, computed against a given copy of it; null when that copy is as it should be, or is
 * no longer the object that was judged.
 */
export type DesiredStatus = (object: KubeObject) => unknown | null;

export type StatusJob = Readonly<{ key: ObjectKey; object: KubeObject; desired: DesiredStatus }>;

export type StatusWriter = Readonly<{
  /** everything that is owed now: what was asked for before and is not in it is owed no longer */
  submit: (jobs: readonly StatusJob[]) => void;
  /** resolves when nothing waits or is under way, but for what failed and is tried again later */
  idle: () => Promise<void>;
  /** objects whose status could not be written so far */
  failing: () => ReadonlySet<ObjectKey>;
  close: () => Promise<void>;
}>;

export type StatusWriterOptions = Readonly<{
  target: StatusTarget;
  log: Log;
  /** told of each status that was written, with the object as it was before */
  onWritten?: ((before: KubeObject, after: KubeObject) => void) | undefined;
  /** told when a status could not be written that could before */
  onFailing?: (() => void) | undefined;
  /** pause after the first failure of an object; doubled with each that follows, up to 30 s */
  retryMs?: number | undefined;
}>;

const atOnce = 8;
const attempts = 6;
const longestRetryMs = 30_000;

/** Writes statuses, coalesced per object; a conflict is retried on a fresh read, so others' entries survive. */
export function createStatusWriter(options: StatusWriterOptions): StatusWriter {
  const queue = new StatusQueue(options);
  return {
    submit: (jobs) => queue.submit(jobs),
    idle: () => queue.idle(),
    failing: () => new Set(queue.failures.keys()),
    close: () => queue.close(),
  };
}

type Failure = { count: number; timer: NodeJS.Timeout };

class StatusQueue {
  readonly failures = new Map<ObjectKey, Failure>();
  readonly #options: StatusWriterOptions;
  readonly #busy = new Set<ObjectKey>();
  /** the newest wish for each object, and which of them are to be taken up */
  #owed: ReadonlyMap<ObjectKey, StatusJob> = new Map();
  #waiting = new Set<ObjectKey>();
  #idleWaiters: (() => void)[] = [];
  #closed = false;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  submit(jobs: readonly StatusJob[]): void {
    if (this.#closed) return;
    this.#owed = new Map(jobs.map((job) => [job.key, job]));
    for (const key of this.failures.keys()) if (!this.#owed.has(key)) this.#forgive(key);
    // what failed waits for its own time, or a busy cluster would be asked with every change
    this.#waiting = new Set([...this.#owed.keys()].filter((key) => !this.failures.has(key)));
    this.#next();
  }

  idle(): Promise<void> {
    if (this.#busy.size === 0 && this.#waiting.size === 0) return Promise.resolve();
    return new Promise((wake) => this.#idleWaiters.push(wake));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    for (const { timer } of this.failures.values()) clearTimeout(timer);
    await this.idle();
  }

  #next(): void {
    for (const key of this.#waiting) {
      if (this.#busy.size >= atOnce) return;
      if (this.#busy.has(key)) continue;
      this.#waiting.delete(key);
      this.#busy.add(key);
      void this.#take(key).finally(() => {
        this.#busy.delete(key);
        this.#next();
      });
    }
    if (this.#busy.size > 0 || this.#waiting.size > 0) return;
    for (const wake of this.#idleWaiters.splice(0)) wake();
  }

  async #take(key: ObjectKey): Promise<void> {
    try {
      const settled = await this.#write(key);
      if (settled) this.#forgive(key);
      else this.#retryLater(key, 'it changed with every attempt');
    } catch (error) {
      this.#retryLater(key, error instanceof Error ? error.message : String(error));
    }
  }

  /** @returns false when it was in conflict with others again and again */
  async #write(key: ObjectKey): Promise<boolean> {
    let current = this.#owed.get(key)?.object ?? null;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const status = current && !this.#closed ? this.#owed.get(key)?.desired(current) : null;
      if (!current || status === null || status === undefined) return true;
      const next = { ...current, status } as KubeObject;
      const outcome = await this.#options.target.write(key, next);
      if (outcome === 'written') this.#options.onWritten?.(current, next);
      if (outcome !== 'conflict') return true;
      current = await this.#options.target.read(key);
    }
    return false;
  }

  #retryLater(key: ObjectKey, words: string): void {
    if (this.#closed) return;
    const { log, retryMs = 1000, onFailing } = this.#options;
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    const delayMs = Math.min(longestRetryMs, retryMs * 2 ** (count - 1));
    const timer = setTimeout(() => {
      if (!this.#owed.has(key)) return;
      this.#waiting.add(key);
      this.#next();
    }, delayMs);
    this.failures.set(key, { count, timer });
    if (count > 1) return;
    log.warn({ object: key, error: words }, 'status not written');
    onFailing?.();
  }

  #forgive(key: ObjectKey): void {
    clearTimeout(this.failures.get(key)?.timer);
    this.failures.delete(key);
  }
}
