import { lookup } from 'node:dns/promises';
import { access, constants, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { quote } from './api/curl-line.ts';
import { type ClusterClient, connectCluster } from './cluster/client.ts';
import { type Config, ConfigError, type Scenario } from './config.ts';
import type { Log } from './logger.ts';
import type { ManifestReport } from './sandbox/manifests.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';

/** The cluster that is worked on; `sandbox` is null when it is not our own. */
export type OpenCluster = Readonly<{
  client: ClusterClient;
  sandbox: Sandbox | null;
  /** for people: a cluster's context; the sandbox by what it holds */
  name: () => string;
  /** the scenarios of `examples/`, for the sandbox; null on any other cluster */
  scenarios: ScenarioFolder | null;
}>;

/** The scenarios that the sandbox can be given while it runs. */
export type ScenarioFolder = Readonly<{
  load: (scenario: Scenario) => Promise<ManifestReport>;
  /** a line for a POSIX shell that applies a scenario's first files from any folder */
  applyCommand: (scenario: Scenario) => string;
}>;

/**
 * Starts the sandbox with its manifests, or connects to the cluster asked for.
 *
 * @throws what keeps the sandbox from starting; ConfigError for manifests that are not there; ClusterError KUBECONFIG_UNREADABLE
 */
export async function openCluster(
  config: Config,
  root: string,
  log: Log,
  onManifestProblems: () => void,
): Promise<OpenCluster> {
  const sandbox = await openSandbox(config, root, log, onManifestProblems);
  const client = connectCluster(clusterSource(config, sandbox));
  const loaded = new Set(config.source.kind === 'sandbox' ? config.source.scenarios : []);
  return {
    client,
    sandbox,
    name: () => clusterName(config, client.name, loaded),
    scenarios: sandbox && scenarioFolder(sandbox, root, loaded),
  };
}

function scenarioFolder(sandbox: Sandbox, root: string, loaded: Set<Scenario>): ScenarioFolder {
  return {
    load: async (scenario) => {
      const report = await sandbox.loadManifests(await scenarioFiles(root, [scenario]));
      if (report.created + report.changed > 0) loaded.add(scenario);
      return report;
    },
    applyCommand: (scenario) => {
      const files = join(root, 'examples', scenario);
      return `KUBECONFIG=${shellWord(sandbox.kubeconfigPath)} kubectl apply -f ${shellWord(files)}`;
    },
  };
}

async function openSandbox(config: Config, root: string, log: Log, onProblems: () => void): Promise<Sandbox | null> {
  if (config.source.kind !== 'sandbox') return null;
  const { port, scenarios, manifests } = config.source;
  await expectManifests(manifests);
  const sandbox = await startSandbox({ dataDir: resolve(config.dataDir), port, log, onManifestProblems: onProblems });
  await sandbox.loadManifests(await scenarioFiles(root, scenarios));
  if (manifests.length > 0) await sandbox.loadManifests(manifests, { follow: true });
  return sandbox;
}

/** Usual paths read better without quotes. */
const shellWord = (path: string): string => (/^[\w./-]+$/.test(path) ? path : quote(path));

/** A folder that is not there at the start is a slip of the pen; one that goes later is told of and waited for. */
async function expectManifests(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await access(path, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? 'there is no such file or folder' : 'it cannot be read by this user';
      throw new ConfigError('USAGE', `--manifests ${path}: ${why}. Give one that is there, or leave --manifests out.`);
    });
  }
}

/** For people: a cluster's context; the sandbox by what it holds. */
function clusterName({ source }: Config, context: string, loaded: ReadonlySet<Scenario>): string {
  if (source.kind !== 'sandbox') return context;
  return [...loaded, ...source.manifests.map((folder) => basename(folder))].join('-') || 'empty';
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
