import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Harness } from './build.ts';

/** A running control plane with one node. */
export type Cluster = Readonly<{
  /** of its administrator */
  kubeconfig: string;
  /** runs kubectl as administrator; @returns its standard output */
  kubectl: (...args: readonly string[]) => string;
  /** writes a kubeconfig of an identity that holds only this token; @returns its path */
  kubeconfigFor: (name: string, token: string) => string;
  /** what ended although it should run, with where it wrote why */
  ended: () => readonly string[];
}>;

const apiServer = 'https://127.0.0.1:6443';
const etcd = 'http://127.0.0.1:2379';
const patienceMs = 120_000;

/** Node lifecycle is left out: it would evict the Pods of a Node that sends no leases. */
const controllers = [
  'deployment-controller',
  'replicaset-controller',
  'endpointslice-controller',
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-controller',
  'root-ca-certificate-publisher-controller',
  'clusterrole-aggregation-controller',
];

/**
 * Starts etcd, kube-apiserver, kube-controller-manager and the node agent in the current namespaces; they end with
 * the process namespace.
 *
 * @param state folder for data, keys and logs
 */
export async function startCluster(harness: Harness, state: string): Promise<Cluster> {
  prepareNamespaces();
  const file = (name: string): string => join(state, name);
  const token = randomBytes(16).toString('hex');
  const kubeconfigFor = (name: string, secret: string): string => {
    writeFileSync(file(`${name}.kubeconfig`), kubeconfigText(file('certs/apiserver.crt'), name, secret), {
      mode: 0o600,
    });
    return file(`${name}.kubeconfig`);
  };
  const kubeconfig = kubeconfigFor('admin', token);
  writeFileSync(file('tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  execFileSync('openssl', ['genrsa', '-out', file('sa.key'), '2048'], { stdio: 'ignore' });

  const dead: string[] = [];
  const start = (name: string, args: readonly string[]): ChildProcess => {
    const child = spawn(harness.cluster, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(file(`${name}.log`));
    child.stdout?.pipe(log);
    child.stderr?.pipe(log);
    child.once('exit', (code) => dead.push(`${name} ended with ${code}, see ${file(`${name}.log`)}`));
    return child;
  };
  const kubectl = (...args: readonly string[]): string =>
    execFileSync(harness.cluster, ['kubectl', '--kubeconfig', kubeconfig, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  start('etcd', etcdArguments(file('etcd')));
  start('kube-apiserver', apiServerArguments(file));
  await until('the API server is ready', dead, () => kubectl('get', '--raw', '/readyz') === 'ok');
  start('kube-controller-manager', controllerArguments(file, kubeconfig));
  start('node-agent', agentArguments(harness, file('pods'), kubeconfig));
  await until('the node is registered', dead, () => kubectl('get', 'node', 'harness') !== '');
  await until('ServiceAccounts are made', dead, () => kubectl('-n', 'default', 'get', 'sa', 'default') !== '');
  return { kubeconfig, kubectl, kubeconfigFor, ended: () => dead };
}

/** The names of the Pods' network namespaces are the machine's, unless the folder is ours alone. */
function prepareNamespaces(): void {
  mkdirSync('/run/netns', { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', 'none', '/run/netns']);
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
}

function kubeconfigText(authority: string, name: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'conformance', cluster: { server: apiServer, 'certificate-authority': authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name: 'conformance', context: { cluster: 'conformance', user: name } }],
    'current-context': 'conformance',
  });
}

type Place = (name: string) => string;

const etcdArguments = (data: string): readonly string[] => [
  'etcd',
  `--data-dir=${data}`,
  `--listen-client-urls=${etcd}`,
  `--advertise-client-urls=${etcd}`,
  '--listen-peer-urls=http://127.0.0.1:2380',
  '--initial-advertise-peer-urls=http://127.0.0.1:2380',
  '--initial-cluster=default=http://127.0.0.1:2380',
  '--unsafe-no-fsync',
  '--log-level=warn',
];

const apiServerArguments = (file: Place): readonly string[] => [
  'kube-apiserver',
  `--etcd-servers=${etcd}`,
  '--bind-address=127.0.0.1',
  '--secure-port=6443',
  `--cert-dir=${file('certs')}`,
  // without a default route it finds no address to advertise; this one need not exist
  '--advertise-address=10.244.0.1',
  '--endpoint-reconciler-type=none',
  '--service-cluster-ip-range=10.96.0.0/16',
  '--service-account-issuer=https://kubernetes.default.svc',
  `--service-account-key-file=${file('sa.key')}`,
  `--service-account-signing-key-file=${file('sa.key')}`,
  `--token-auth-file=${file('tokens.csv')}`,
  '--authorization-mode=RBAC',
  '--kubelet-preferred-address-types=InternalIP',
];

const controllerArguments = (file: Place, kubeconfig: string): readonly string[] => [
  'kube-controller-manager',
  `--kubeconfig=${kubeconfig}`,
  '--leader-elect=false',
  '--bind-address=127.0.0.1',
  `--service-account-private-key-file=${file('sa.key')}`,
  `--root-ca-file=${file('certs/apiserver.crt')}`,
  `--cert-dir=${file('certs-of-controllers')}`,
  `--controllers=${controllers.join(',')}`,
];

const agentArguments = ({ cluster, echo }: Harness, folder: string, kubeconfig: string): readonly string[] => [
  'node-agent',
  `-kubeconfig=${kubeconfig}`,
  `-dir=${folder}`,
  `-image=echo-basic=${echo}`,
  `-image=coredns=${cluster} dns-stub`,
];

/** Asks again until it is so; what throws is not so yet. */
async function until(what: string, dead: readonly string[], isSo: () => boolean): Promise<void> {
  const end = performance.now() + patienceMs;
  let last: unknown = null;
  while (performance.now() < end) {
    if (dead.length > 0) throw new Error(`waiting until ${what}: ${dead.join('; ')}`);
    try {
      if (isSo()) return;
    } catch (error) {
      last = error;
    }
    await delay(100);
  }
  throw new Error(`it did not come about that ${what}: ${last}`);
}
