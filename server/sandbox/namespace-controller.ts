import type { SandboxLog } from './log.ts';
import type { Resources } from './resources.ts';

/**
 * A deleted namespace stays Terminating this long before it is emptied. In a cluster that takes seconds too, and
 * `kubectl delete -f` relies on it: it deletes a file's namespace first and then the objects inside.
 */
const purgeAfterMs = 1_000;

/** Empties namespaces that were deleted. */
export class NamespaceController {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #unsubscribe: () => void;

  constructor(resources: Resources, log: SandboxLog) {
    this.#unsubscribe = resources.store.subscribe(({ resource, type, object: { metadata } }) => {
      const { name, deletionTimestamp } = metadata;
      if (resource !== 'namespaces' || type !== 'MODIFIED' || !deletionTimestamp || this.#timers.has(name)) return;
      const purge = (): void => {
        this.#timers.delete(name);
        try {
          resources.purgeNamespace(name);
        } catch (cause) {
          log.error({ namespace: name, err: cause }, 'namespace could not be emptied');
        }
      };
      this.#timers.set(name, setTimeout(purge, purgeAfterMs));
    });
  }

  close(): void {
    this.#unsubscribe();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
