import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Loose } from '../scenarios/kube.ts';

const root = join(import.meta.dirname, '../..');
export const chart = join(root, 'deploy/chart');
export const namespace = 'gatehouse-chart';
export const release = 'gatehouse-test';
const env = { ...process.env, KUBECONFIG: process.env.GATEHOUSE_TEST_CLUSTER };

/** Values of the chart by their path, e.g. `edits.enabled`. */
export type Values = Readonly<Record<string, unknown>>;

// a class of its own: the scenarios bring the usual one
export const controls: Values = { 'controller.enabled': true, 'controller.gatewayClass': 'gatehouse-chart' };
export const edits: Values = { 'edits.enabled': true };
export const signIn: Values = {
  'signIn.container': { image: 'sign-in:1', args: ['--upstream=http://127.0.0.1:7080'] },
  'httpRoute.enabled': true,
  'httpRoute.parentRefs': [{ name: 'shared-gateway', namespace: 'infra-ns' }],
  'httpRoute.hostnames': ['gatehouse.example.com'],
};

/** As administrator. @returns what it printed @throws with what it said */
export function run(program: 'helm' | 'kubectl', args: readonly string[], input = ''): string {
  return execFileSync(program, args, { env, encoding: 'utf8', input, stdio: 'pipe' });
}

export const kubectl = (...args: readonly string[]): string => run('kubectl', args);

/** The same without a throw. */
export const attempt = (program: 'helm' | 'kubectl', ...args: readonly string[]) =>
  spawnSync(program, args, { env, encoding: 'utf8' });

export const apply = (manifests: string, ...more: readonly string[]): string =>
  run('kubectl', ['apply', ...more, '-f', '-'], manifests);

const setting = (values: Values) =>
  Object.entries(values).flatMap(([name, value]) => ['--set-json', `${name}=${JSON.stringify(value)}`]);

export const render = (values: Values) =>
  attempt('helm', 'template', release, chart, '-n', namespace, ...setting(values));

export const install = (values: Values): string =>
  run('helm', ['upgrade', '--install', release, chart, '-n', namespace, ...setting(values)]);

export function readObjects(manifests: string): readonly Loose[] {
  return parseAllDocuments(manifests).flatMap((document) => document.toJS() ?? []);
}

/** A namespace that takes Pods of the restricted standard alone. */
export function createNamespace(): void {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  apply(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } }));
}

/** The namespace stays: the cluster goes with the run. */
export function removeRelease(): void {
  run('helm', ['uninstall', release, '-n', namespace, '--wait']);
}
