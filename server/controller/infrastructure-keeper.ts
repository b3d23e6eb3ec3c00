import type { KubeObject } from '#lib/kube/object.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import { type GatewayInfrastructure, isCovered } from '#lib/status/gateway-infrastructure.ts';
import type { Log } from '#server/logger.ts';

/** Keeps the objects that stand for Gateways as they should be. */
export type InfrastructureKeeper = Readonly<{
  /** all that there should be now; objects of Gateways that are gone go with their owner */
  keep: (all: readonly GatewayInfrastructure[]) => void;
  close: () => void;
}>;

export type KeeperOptions = Readonly<{
  /** server-side apply under our name: fields that were ours and are wanted no longer go; @throws ClusterError */
  apply: (object: KubeObject) => Promise<unknown>;
  log: Log;
  retryMs?: number;
}>;

const RETRY_MS = 10_000;

/**
 * Applies each object when it is wanted otherwise than it was last applied, or has lost something of it. An object of
 * somebody else is left alone, and told once.
 */
export function createInfrastructureKeeper({ apply, log, retryMs = RETRY_MS }: KeeperOptions): InfrastructureKeeper {
  const applied = new Map<ObjectKey, string>();
  /** those that were there after they were applied: when they are missing somebody took them away */
  const seen = new Set<ObjectKey>();
  const told = new Set<ObjectKey>();
  /** what was refused waits for its own time, or a busy cluster would be asked with every change */
  const refused = new Set<ObjectKey>();
  let last: readonly GatewayInfrastructure[] = [];
  let waiting: readonly GatewayInfrastructure[] | null = null;
  let isRunning = false;
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;

  async function keepOne({ key, gateway, wanted, found }: GatewayInfrastructure): Promise<void> {
    if (found === 'foreign') {
      if (told.has(key)) return;
      told.add(key);
      log.warn({ service: formatKey(key), gateway: formatKey(gateway) }, 'a Service of that name is not the Gateway’s');
      return;
    }
    told.delete(key);
    const text = JSON.stringify(wanted);
    const isUnderWay = found === null && !seen.has(key);
    if (found) seen.add(key);
    if (applied.get(key) === text && (isUnderWay || (found && isCovered(wanted, found)))) return;
    await apply(wanted);
    applied.set(key, text);
    if (!found) seen.delete(key);
  }

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting && !isClosed) {
      const all = waiting;
      waiting = null;
      const wanted = new Set(all.map(({ key }) => key));
      for (const key of applied.keys()) if (!wanted.has(key)) applied.delete(key);
      for (const each of all.filter(({ key }) => !refused.has(key))) {
        await keepOne(each).catch((error: unknown) => {
          log.warn({ service: formatKey(each.key), error: String(error) }, 'a Service could not be applied');
          refused.add(each.key);
          retry ??= setTimeout(tryAgain, retryMs).unref();
        });
      }
    }
    isRunning = false;
  }

  function tryAgain(): void {
    retry = undefined;
    refused.clear();
    keep(last);
  }

  function keep(all: readonly GatewayInfrastructure[]): void {
    if (isClosed) return;
    last = all;
    waiting = all;
    if (!isRunning) void run();
  }

  return {
    keep,
    close: () => {
      isClosed = true;
      clearTimeout(retry);
    },
  };
}
