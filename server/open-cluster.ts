import { lookup } from 'node:dns/promises';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type ClusterClient, connectCluster } from './cluster/client.ts';
import type { Config, Scenario } from './config.ts';
import type { Log } from './logger.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';

/** The cluster that is worked on; `sandbox` is null when it is not our own. */
export type OpenCluster = Readonly<{
  client: ClusterClient;
  sandbox: Sandbox | null;
  /** for people: a cluster's context; the sandbox by what it holds */
  name: string;
}>;

/**
 * Starts the sandbox with its manifests, or connects to the cluster asked for.
 *
 * @throws what keeps the sandbox from starting; ClusterError KUBECONFIG_UNREADABLE
 */
export async function openCluster(
  config: Config,
  root: string,
  log: Log,
  onManifestProblems: () => void,
): Promise<OpenCluster> {
  const sandbox = await openSandbox(config, root, log, onManifestProblems);
  const client = connectCluster(clusterSource(config, sandbox));
  return { client, sandbox, name: clusterName(config, client.name) };
}

async function openSandbox(config: Config, root: string, log: Log, onProblems: () => void): Promise<Sandbox | null> {
  if (config.source.kind !== 'sandbox') return null;
  const { port, scenarios, manifests } = config.source;
  const sandbox = await startSandbox({ dataDir: resolve(config.dataDir), port, log, onManifestProblems: onProblems });
  await sandbox.loadManifests(await scenarioFiles(root, scenarios));
  if (manifests.length > 0) await sandbox.loadManifests(manifests, { follow: true });
  return sandbox;
}

/** For people: a cluster's context; the sandbox by what it holds. */
function clusterName({ source }: Config, context: string): string {
  if (source.kind !== 'sandbox') return context;
  return [...source.scenarios, ...source.manifests.map((folder) => basename(folder))].join('-') || 'empty';
}

/** A scenario starts with its files that begin with 0; the others are the steps people apply. */
async function scenarioFiles(root: string, scenarios: readonly Scenario[]): Promise<string[]> {
  const lists = await Promise.all(
    scenarios.map(async (scenario) => {
      const folder = join(root, 'examples', scenario);
      const files = await readdir(folder);
      return files.filter((file) => file.startsWith('0')).map((file) => join(folder, file));
    }),
  );
  return lists.flat().sort();
}

function clusterSource(config: Config, sandbox: Sandbox | null): Parameters<typeof connectCluster>[0] {
  if (sandbox) return { kind: 'file', file: sandbox.kubeconfigPath, context: null };
  if (config.source.kind === 'kubeconfig') {
    return { kind: 'file', file: config.source.file, context: config.source.context };
  }
  return { kind: 'inCluster' };
}

/** What the request tester must never be pointed at. */
export async function addressesOf(server: string): Promise<readonly string[]> {
  const { hostname } = new URL(server);
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => []);
  return [hostname, ...found.map(({ address }) => address)];
}
