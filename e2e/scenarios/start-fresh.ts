import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '#server/config.ts';
import { createLog } from '#server/logger.ts';
import { startRuntime } from '#server/runtime.ts';

/** A Gatehouse without its pages, in this process: a fresh sandbox in a fraction of a second. */
export type Fresh = Readonly<{
  /** of the dashboard's API */
  url: string;
  kubeconfig: string;
  /** keys of all Routes */
  routes: readonly string[];
  close: () => Promise<void>;
}>;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param scenario its name, or a manifest file of this repository */
export async function startFresh(scenario: string): Promise<Fresh> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-fresh-'));
  const from = scenario.includes('/') ? ['--manifests', join(root, scenario)] : ['--scenario', scenario];
  const config = parseConfig([...from, '--data-dir', dataDir], {});
  const runtime = await startRuntime(config, root, createLog('error'));
  await runtime.settled();
  const server = createServer((request, response) => void runtime.api(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  return {
    url: `http://127.0.0.1:${port}`,
    kubeconfig: runtime.kubeconfigPath ?? '',
    routes: [...(runtime.state()?.binding.routes.keys() ?? [])],
    close: async () => {
      server.closeAllConnections();
      server.close();
      await runtime.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
