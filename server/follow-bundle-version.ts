import { setTimeout as sleep } from 'node:timers/promises';
import { BUNDLE_VERSION } from '#lib/gateway-api/common.ts';
import { readBundleVersion } from './cluster/bundle-version.ts';
import type { Log } from './logger.ts';
import type { OpenCluster } from './open-cluster.ts';

type Parts = Readonly<{ cluster: OpenCluster; log: Log; onChange: () => void }>;

/** CRDs are replaced by hand and seldom; a cluster without an answer is asked again sooner. */
const AGAIN_MS = 10 * 60_000;
const RETRY_MS = 5_000;

/** The release of Gateway API that is installed, as it is known now; the sandbox has its own. */
export function followBundleVersion({ cluster, log, onChange }: Parts): Readonly<{
  version: () => string | null | undefined;
  close: () => void;
}> {
  if (cluster.sandbox) return { version: () => BUNDLE_VERSION, close: () => {} };
  const closing = new AbortController();
  let version: string | null | undefined;

  async function follow(): Promise<void> {
    while (!closing.signal.aborted) {
      let pauseMs = AGAIN_MS;
      try {
        const found = await readBundleVersion(cluster.client);
        if (found !== version) {
          version = found;
          onChange();
        }
      } catch (error) {
        log.debug({ error: String(error) }, 'the installed Gateway API could not be asked for');
        pauseMs = RETRY_MS;
      }
      await sleep(pauseMs, undefined, { ref: false, signal: closing.signal }).catch(() => {});
    }
  }

  void follow();
  return { version: () => version, close: () => closing.abort() };
}
