import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { admit } from '#lib/gateway-api/admit.ts';
import { kinds } from '#lib/gateway-api/kinds.ts';
import type { ManifestProblem } from '#lib/snapshot/from-manifests.ts';
import { createApi } from './api.ts';
import { ServiceAddresses } from './built-ins.ts';
import { createCredentials, formatKubeconfig, writeKubeconfig } from './credentials.ts';
import { customResourceDefinition, definitionOf } from './custom-resource-definitions.ts';
import { type DataDirHold, holdDataDir, unusable } from './data-dir.ts';
import { serveApi } from './http.ts';
import { KindIndex } from './kind-index.ts';
import { Kubelet } from './kubelet.ts';
import type { SandboxLog } from './log.ts';
import { ManifestLoader } from './manifest-loader.ts';
import type { ManifestReport } from './manifests.ts';
import { NamespaceController } from './namespace-controller.ts';
import { Resources } from './resources.ts';
import { Store } from './store.ts';
import { ownWrite } from './write-options.ts';

export type SandboxOptions = Readonly<{
  /** where the kubeconfig is written, made when absent; ours alone while the sandbox runs */
  dataDir: string;
  /** of the API on 127.0.0.1; 0 takes any free one */
  port: number;
  log: SandboxLog;
  /** told of the problems of all manifests whenever they change */
  onManifestProblems?: ((problems: readonly ManifestProblem[]) => void) | undefined;
  /** closes the sandbox */
  signal?: AbortSignal | undefined;
}>;

/** A running sandbox. To the rest of the program it is a cluster, known by its kubeconfig alone. */
export type Sandbox = Readonly<{
  /** e.g. `https://127.0.0.1:36443` */
  url: string;
  kubeconfigPath: string;
  kubeconfig: string;
  /**
   * Applies manifest files and folders, and with `follow` keeps to them as they change. Files are never written.
   *
   * @returns how it went; problems are also in `manifestProblems()`
   */
  loadManifests: (paths: readonly string[], options?: Readonly<{ follow?: boolean }>) => Promise<ManifestReport>;
  /** what is wrong with the manifests loaded, as last read */
  manifestProblems: () => readonly ManifestProblem[];
  /** resolves when Pods and EndpointSlices are as the objects stored so far ask for */
  settled: () => Promise<void>;
  close: () => Promise<void>;
}>;

/**
 * Starts an embedded Kubernetes API: objects in memory, HTTPS on loopback, a kubeconfig (0600) in the data directory,
 * Pods as echo servers in this process.
 *
 * @throws the listen error of Node when the port cannot be had; DataDirError when the directory cannot be used or
 * another process uses it
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const hold = await holdDataDir(options.dataDir);
  try {
    return await startHeld(options, hold);
  } catch (cause) {
    await hold.release();
    throw cause;
  }
}

async function startHeld(options: SandboxOptions, hold: DataDirHold): Promise<Sandbox> {
  const { dataDir, port, log, signal, onManifestProblems } = options;
  const now = (): Date => new Date();
  const resources = createResources(now);
  const stop = new AbortController();
  // each watch listens to it
  setMaxListeners(0, stop.signal);
  const credentials = createCredentials(now());
  const onFault = (fault: unknown): void => log.error({ err: fault }, 'sandbox API failed on a request');
  const server = await serveApi(createApi({ resources, now, signal: stop.signal, onFault }), credentials, port);
  const kubelet = new Kubelet({ resources, log, now });
  const namespaces = new NamespaceController(resources, log);
  const loader = new ManifestLoader({ resources, log, onProblems: onManifestProblems });
  createNamespaces(resources);
  createDefinitions(resources);
  const close = async (): Promise<void> => {
    stop.abort();
    await loader.close();
    namespaces.close();
    await server.close();
    await kubelet.close();
    await hold.release();
  };
  signal?.addEventListener('abort', () => void close(), { once: true });
  const kubeconfig = formatKubeconfig(server.url, credentials);
  try {
    const kubeconfigPath = await writeKubeconfig(dataDir, kubeconfig);
    log.info({ url: server.url, kubeconfig: kubeconfigPath }, 'sandbox API is listening');
    return {
      url: server.url,
      kubeconfigPath,
      kubeconfig,
      loadManifests: (paths, { follow = false } = {}) => loader.load(paths, { follow }),
      manifestProblems: () => loader.problems,
      settled: () => kubelet.settled(),
      close,
    };
  } catch (cause) {
    await close();
    throw unusable(dataDir, cause);
  }
}

function createResources(now: () => Date): Resources {
  return new Resources({
    store: new Store({ now }),
    kinds: new KindIndex([...kinds, customResourceDefinition]),
    admit,
    addresses: new ServiceAddresses(),
    now,
    newUid: randomUUID,
  });
}

/** The namespaces every cluster starts with, and the one of Gatehouse's Lease. */
function createNamespaces(resources: Resources): void {
  const kind = resources.kinds.byKind('', 'Namespace');
  if (!kind) return;
  for (const name of ['default', 'gatehouse-system', 'kube-node-lease', 'kube-public', 'kube-system']) {
    resources.create(kind, '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, ownWrite);
  }
}

/** The definitions of the custom kinds, for clients that look for them. */
function createDefinitions(resources: Resources): void {
  for (const kind of kinds.filter(({ custom }) => custom)) {
    resources.create(customResourceDefinition, '', definitionOf(kind), { ...ownWrite, manager: null });
  }
}
