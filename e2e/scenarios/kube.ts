import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KubeConfig, KubernetesObjectApi, PatchStrategy } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';

/** An object that a test reaches into freely. */
export type Loose = { [field: string]: Loose };

export type Target = Readonly<{ apiVersion: string; kind: string; namespace?: string; name: string }>;

/** What the scenarios ask of a cluster. */
export type Kube = Readonly<{
  /** applies a file of this repository */
  apply: (file: string) => Promise<void>;
  get: (target: Target) => Promise<Loose>;
  /** sets a label, or takes it away with null */
  label: (target: Target, key: string, value: string | null) => Promise<void>;
}>;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const hasKubectl = isInstalled('kubectl');
export const hasCurl = isInstalled('curl');

/** The ways to reach a cluster that are there on this machine: client-node always, kubectl where it is installed. */
export const kubes: readonly Readonly<{ tool: string; connect: (kubeconfig: string) => Kube }>[] = [
  ...(hasKubectl ? [{ tool: 'kubectl', connect: connectKubectl }] : []),
  { tool: 'client-node', connect: connectClient },
];

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export type Ran = Readonly<{ code: number; out: string; err: string }>;

/** Runs a command line in a POSIX shell as a person would who has exported KUBECONFIG; in the repository's folder. */
export function runShell(kubeconfig: string, commandLine: string): Promise<Ran> {
  return run('sh', ['-c', commandLine], kubeconfig);
}

function run(program: string, args: readonly string[], kubeconfig: string): Promise<Ran> {
  // discovery is cached per address, and ports of ended servers come again: each sandbox has a cache beside its kubeconfig
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(dirname(kubeconfig), 'kubectl-cache') };
  return new Promise((resolve) => {
    execFile(program, args, { env, cwd: root, timeout: 50_000 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

function connectKubectl(kubeconfig: string): Kube {
  const kubectl = async (...args: readonly string[]): Promise<string> => {
    const { code, out, err } = await run('kubectl', args, kubeconfig);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${err}`);
    return out;
  };
  return {
    apply: async (file) => {
      await kubectl('apply', '-f', file);
    },
    get: async (target) => JSON.parse(await kubectl('get', ...argumentsOf(target), '-o', 'json')),
    label: async (target, key, value) => {
      await kubectl('label', ...argumentsOf(target), value === null ? `${key}-` : `${key}=${value}`);
    },
  };
}

/** `httproute.v1.gateway.networking.k8s.io shop -n x`: two groups have a Gateway. */
function argumentsOf({ apiVersion, kind, namespace, name }: Target): string[] {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const resource = group ? `${kind.toLowerCase()}.${version}.${group}` : kind.toLowerCase();
  return [resource, name, ...(namespace ? ['-n', namespace] : [])];
}

type Manifest = Loose & { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };

export function connectClient(kubeconfig: string): Kube {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const api = KubernetesObjectApi.makeApiClient(config);
  const patch = async (object: object): Promise<void> => {
    await api.patch(object as never, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
  };
  const header = ({ apiVersion, kind, namespace, name }: Target) => {
    return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
  };
  return {
    apply: async (file) => {
      for (const document of parseAllDocuments(await readFile(join(root, file), 'utf8'))) {
        const object = document.toJS() as Manifest;
        try {
          await api.create(object as never);
        } catch (error) {
          if ((error as { code?: number }).code !== 409) throw error;
          await patch(object);
        }
      }
    },
    get: async (target) => (await api.read(header(target))) as unknown as Loose,
    label: async (target, key, value) => {
      const { metadata, ...rest } = header(target);
      await patch({ ...rest, metadata: { ...metadata, labels: { [key]: value } } });
    },
  };
}

/** A Gateway API object of version 1. */
export function gatewayTarget(kind: string, namespace: string, name: string): Target {
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind, namespace, name };
}

/** An object of the API of 2021. */
export function legacyTarget(kind: string, namespace: string, name: string): Target {
  return { apiVersion: 'networking.x-k8s.io/v1alpha1', kind, namespace, name };
}
