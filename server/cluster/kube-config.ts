import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig, type User } from '@kubernetes/client-node';
import { Agent } from 'undici';
import { ClusterError } from './errors.ts';

type SecurityContext = Parameters<KubeConfig['applySecurityAuthentication']>[0];
type HttpsOptions = Parameters<KubeConfig['applyToHTTPSOptions']>[0];

/**
 * A KubeConfig whose requests share one pool for each TLS identity. Upstream opens a new connection for every
 * request, which costs a TLS handshake each.
 */
export class PooledKubeConfig extends KubeConfig {
  readonly #pools = new Map<string, Agent>();
  readonly #connections: number | null;
  #asking: Promise<void> | null = null;
  #credential = 0;

  /** @param connections cap of the pool; null for watches, each of which holds a connection */
  constructor(connections: number | null) {
    super();
    this.#connections = connections;
  }

  /** Which answer of the credential plugin is in use; goes up each time it is given up. */
  get credential(): number {
    return this.#credential;
  }

  /**
   * Gives up the credential that a server refused, so that the plugin runs again for the next request. A plugin need not
   * say when its token expires. Of many requests that are refused together one gives it up.
   *
   * @param refused the credential the request was sent with
   * @returns false where there is no plugin to ask
   */
  renewCredential(refused: number): boolean {
    if (super.getCurrentUser()?.exec === undefined) return false;
    if (refused === this.#credential) this.#credential++;
    return true;
  }

  /** Upstream keeps what a plugin answered by the name of the user. */
  override getCurrentUser(): User | null {
    const user = super.getCurrentUser();
    return user?.exec && this.#credential > 0 ? { ...user, name: `${user.name} ${this.#credential}` } : user;
  }

  override async applySecurityAuthentication(context: SecurityContext): Promise<void> {
    await this.#authenticate(context);
    const tls: HttpsOptions = {};
    await this.applyToHTTPSOptions(tls);
    const options = this.createDispatcherOptions(this.getCurrentCluster(), tls as never);
    if (options.type !== 'agent') return; // proxies keep upstream's behaviour
    const key = JSON.stringify(options.connect);
    let pool = this.#pools.get(key);
    if (!pool) {
      pool = new Agent({
        connect: options.connect as never,
        connections: this.#connections,
        // a watch is silent for as long as nothing changes; its own timer ends it
        ...(this.#connections === null ? { bodyTimeout: 0 } : {}),
      });
      this.#pools.set(key, pool);
    }
    context.setDispatcher(pool);
  }

  /** A credential plugin is run by one request at a time; those that wait find its answer kept, or run it anew. */
  async #authenticate(context: SecurityContext): Promise<void> {
    const plugin = this.getCurrentUser()?.exec?.command;
    if (plugin === undefined) return super.applySecurityAuthentication(context);
    while (this.#asking) await this.#asking;
    const asking = Promise.withResolvers<void>();
    this.#asking = asking.promise;
    try {
      await super.applySecurityAuthentication(context);
    } catch (cause) {
      throw new ClusterError('CREDENTIALS_UNAVAILABLE', `credential plugin ${plugin}: ${pluginWords(cause)}`, cause);
    } finally {
      this.#asking = null;
      asking.resolve();
    }
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }
}

export type KubeConfigSource =
  | Readonly<{ kind: 'file'; file: string | null; context: string | null }>
  | Readonly<{ kind: 'inCluster' }>;

/**
 * Loads a kubeconfig into `into`.
 *
 * @throws ClusterError KUBECONFIG_UNREADABLE naming the file and what is wrong with it
 */
export function loadKubeConfig(source: KubeConfigSource, into: KubeConfig): void {
  if (source.kind === 'inCluster') {
    loadInCluster(into);
    return;
  }
  const file = source.file ?? defaultFile();
  if (!existsSync(file)) {
    throw new ClusterError(
      'KUBECONFIG_UNREADABLE',
      `kubeconfig ${file}: no such file. Give the path of one with --kubeconfig; without --kubeconfig and --context Gatehouse starts on its sandbox.`,
    );
  }
  try {
    into.loadFromFile(file);
  } catch (cause) {
    throw new ClusterError('KUBECONFIG_UNREADABLE', `kubeconfig ${file}: ${wordsOf(cause)}`, cause);
  }
  if (source.context !== null) chooseContext(into, source.context, file);
  if (!into.getCurrentCluster()?.server) {
    const names = into.getContexts().map(({ name }) => name);
    throw new ClusterError(
      'KUBECONFIG_UNREADABLE',
      `kubeconfig ${file}: current-context ${into.getCurrentContext() || '(none)'} names no cluster. ` +
        `Give --context with one of: ${names.join(', ') || '(the file has no contexts)'}.`,
    );
  }
}

function chooseContext(config: KubeConfig, context: string, file: string): void {
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context)) {
    throw new ClusterError(
      'KUBECONFIG_UNREADABLE',
      `kubeconfig ${file} has no context ${context}; it has ${names.join(', ') || 'none'}.`,
    );
  }
  config.setCurrentContext(context);
}

function loadInCluster(config: KubeConfig): void {
  if (!process.env.KUBERNETES_SERVICE_HOST) {
    throw new ClusterError(
      'KUBECONFIG_UNREADABLE',
      '--in-cluster: KUBERNETES_SERVICE_HOST is not set, so this process does not run in a Pod. Use --kubeconfig.',
    );
  }
  config.loadFromCluster();
}

/** KUBECONFIG's first file that exists, else ~/.kube/config; asked only after --context chose a cluster. */
function defaultFile(): string {
  const named = (process.env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  return named.find((path) => existsSync(path)) ?? named[0] ?? join(homedir(), '.kube', 'config');
}

/** Upstream hands on what the plugin wrote to stderr, or stumbles over what it wrote to stdout. */
function pluginWords(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof TypeError) return 'it printed no ExecCredential with a status';
  return wordsOf(error).trim() || 'it failed and said nothing on stderr';
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
