import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { ClassFinalizers } from '#lib/status/class-finalizers.ts';
import type { Log } from '#server/logger.ts';

export type FinalizerKeeper = Readonly<{
  /** all that should be otherwise now */
  keep: (all: readonly ClassFinalizers[]) => void;
  close: () => void;
}>;

export type FinalizerKeeperOptions = Readonly<{
  /** Replaces the finalizers at that resourceVersion. @throws when there is no answer or a refusal */
  patch: (
    key: ObjectKey,
    resourceVersion: string,
    finalizers: readonly string[],
  ) => Promise<'written' | 'conflict' | 'gone'>;
  log: Log;
  retryMs?: number;
}>;

const RETRY_MS = 10_000;

/**
 * Writes finalizers of GatewayClasses, each state of an object once: the change behind a conflict is a new state. What
 * failed is tried again.
 */
export function createFinalizerKeeper({ patch, log, retryMs = RETRY_MS }: FinalizerKeeperOptions): FinalizerKeeper {
  const tried = new Map<ObjectKey, string>();
  let last: readonly ClassFinalizers[] = [];
  let retry: NodeJS.Timeout | undefined;

  async function write({ key, object, finalizers }: ClassFinalizers): Promise<void> {
    const { resourceVersion = '' } = object.metadata;
    if (tried.get(key) === resourceVersion) return;
    tried.set(key, resourceVersion);
    try {
      await patch(key, resourceVersion, finalizers);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      log.warn({ gatewayClass: formatKey(key), error: words }, 'finalizer not written');
      clearTimeout(retry);
      retry = setTimeout(() => {
        tried.clear();
        keep(last);
      }, retryMs).unref();
    }
  }

  function keep(all: readonly ClassFinalizers[]): void {
    last = all;
    for (const each of all) void write(each);
  }

  return { keep, close: () => clearTimeout(retry) };
}
