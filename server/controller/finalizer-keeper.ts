import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { ClassFinalizers } from '#lib/status/class-finalizers.ts';
import type { Log } from '#server/logger.ts';

export type FinalizerKeeper = Readonly<{
  /** all that should be otherwise now */
  keep: (all: readonly ClassFinalizers[]) => void;
}>;

export type FinalizerKeeperOptions = Readonly<{
  /** Replaces the finalizers at that resourceVersion. @throws when there is no answer or a refusal */
  patch: (key: ObjectKey, resourceVersion: string, finalizers: readonly string[]) => Promise<unknown>;
  log: Log;
}>;

/** Writes finalizers of GatewayClasses, each state of an object once: a conflict is answered by the change behind it. */
export function createFinalizerKeeper({ patch, log }: FinalizerKeeperOptions): FinalizerKeeper {
  const tried = new Map<ObjectKey, string>();
  return {
    keep: (all) => {
      for (const { key, object, finalizers } of all) {
        const { resourceVersion = '' } = object.metadata;
        if (tried.get(key) === resourceVersion) continue;
        tried.set(key, resourceVersion);
        patch(key, resourceVersion, finalizers).catch((error: unknown) => {
          const words = error instanceof Error ? error.message : String(error);
          log.warn({ gatewayClass: formatKey(key), error: words }, 'finalizer not written');
        });
      }
    },
  };
}
