import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;

/** Of the user, not of the checkout: what is built here takes minutes, and sources of the same content share it. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gatehouse-conformance');

/** The four programs and the CRDs, as files. */
export type Harness = Readonly<{
  /** etcd, kube-apiserver, kube-controller-manager, kubectl, node agent and DNS stub, by its first argument */
  cluster: string;
  /** the suite's backend */
  echo: string;
  suite: string;
  /** renders and installs the chart of deploy/ */
  helm: string;
  /** folder with the experimental CRDs and their kustomization */
  crds: string;
  /** of the modules the tests stand on, e.g. `v1.6.1` */
  versions: Readonly<{ 'gateway-api': string; kubernetes: string }>;
}>;

type GoStep = Readonly<{ says: string; args: readonly string[] }>;

/** Builds what the sources ask for and the cache does not hold: about ten minutes on two cores, once. */
export async function buildHarness(): Promise<Harness> {
  const folder = join(cacheFolder, hashOfSources());
  if (!existsSync(folder)) {
    console.log('conformance: building a Kubernetes API server and the suite (about ten minutes the first time)');
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    try {
      for (const { says, args } of await goSteps(unfinished)) await timed(says, () => go(args));
      forgetOthers(folder);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  const api = await go(['mod', 'download', '-json', 'sigs.k8s.io/gateway-api']);
  const { Dir, Version } = JSON.parse(api) as { Dir: string; Version: string };
  return {
    cluster: join(folder, 'cluster'),
    echo: join(folder, 'echo-basic'),
    suite: join(folder, 'suite.test'),
    helm: join(folder, 'helm'),
    crds: join(Dir, 'config/crd/experimental'),
    versions: { 'gateway-api': Version, kubernetes: await versionOf('k8s.io/kubernetes') },
  };
}

async function goSteps(folder: string): Promise<readonly GoStep[]> {
  const version = await versionOf('k8s.io/kubernetes');
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  // without it the server calls itself v0.0.0-master and kubectl refuses to parse that
  const stamped = Object.entries({ gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' })
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
  // what helm takes for the cluster's version where it asks none
  const imagined = `-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=${major} -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=${minor}`;
  // the same flags for all, or packages are compiled twice
  const flags = (more = ''): string[] => ['-trimpath', `-ldflags=-s -w ${more}`];
  const echo = 'sigs.k8s.io/gateway-api/conformance/echo-basic';
  return [
    { says: 'control plane', args: ['build', ...flags(stamped), '-o', join(folder, 'cluster'), './cluster'] },
    { says: 'echo server', args: ['build', ...flags(), '-o', join(folder, 'echo-basic'), echo] },
    // a module of its own: what it needs would raise versions that the API server is built of
    {
      says: 'Helm',
      args: ['build', '-C', 'helm', ...flags(imagined), '-o', join(folder, 'helm'), 'helm.sh/helm/v3/cmd/helm'],
    },
    { says: 'suite', args: ['test', '-c', ...flags(), '-o', join(folder, 'suite.test'), './suite'] },
  ];
}

async function versionOf(module: string): Promise<string> {
  return (await go(['list', '-m', '-f', '{{.Version}}', module])).trim();
}

function hashOfSources(): string {
  const sum = createHash('sha256');
  const sources = ['cluster', 'suite', 'helm'].flatMap((folder) =>
    readdirSync(join(here, folder)).map((file) => join(folder, file)),
  );
  for (const file of [
    'build.ts',
    'go.mod',
    'go.sum',
    ...sources.filter((file) => /\.go$|^helm\/go\./.test(file)).sort(),
  ]) {
    sum
      .update(`${file}\0`)
      .update(readFileSync(join(here, file)))
      .update('\0');
  }
  return sum.digest('hex').slice(0, 16);
}

/** One build is 190 MB; only the newest is of use. */
function forgetOthers(folder: string): void {
  for (const name of readdirSync(cacheFolder)) {
    if (/^[0-9a-f]{16}$/.test(name) && join(cacheFolder, name) !== folder) {
      rmSync(join(cacheFolder, name), { recursive: true });
    }
  }
}

async function timed(says: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await work();
  console.log(`conformance: built ${says} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

/** Runs the go command politely: a build takes all cores for minutes. @returns its standard output */
function go(args: readonly string[]): Promise<string> {
  const child = spawn('nice', ['-n', '19', 'go', ...args], {
    cwd: here,
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`go ${args[0]} failed (${code})`));
    });
  });
}
