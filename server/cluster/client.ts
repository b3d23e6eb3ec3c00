import { HttpMethod, RequestContext, Watch } from '@kubernetes/client-node';
import { fetch } from 'undici';
import { type ApiStatus, ClusterError, rootWords } from './errors.ts';
import { type KubeConfigSource, loadKubeConfig, PooledKubeConfig } from './kube-config.ts';

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type ApiRequest = Readonly<{
  method: ApiMethod;
  /** path below the server, e.g. `/api/v1/namespaces` */
  path: string;
  query?: Readonly<Record<string, string>> | undefined;
  body?: unknown;
  contentType?: string | undefined;
  signal?: AbortSignal | undefined;
}>;

/** One cluster, by its kubeconfig; the sandbox is one like any other. */
export type ClusterClient = Readonly<{
  /** name of the context, for people */
  name: string;
  server: string;
  /** @throws ClusterError CLUSTER_UNREACHABLE, CREDENTIALS_UNAVAILABLE or API_REFUSED */
  request: (request: ApiRequest) => Promise<unknown>;
  /** a watch over pooled connections of its own; `idleMs` without a byte ends it */
  watch: (idleMs: number) => Watch;
  close: () => Promise<void>;
}>;

const requestTimeoutMs = 30_000;

/**
 * @throws ClusterError KUBECONFIG_UNREADABLE
 */
export function connectCluster(source: KubeConfigSource): ClusterClient {
  const requests = new PooledKubeConfig(16);
  const watches = new PooledKubeConfig(null);
  loadKubeConfig(source, requests);
  loadKubeConfig(source, watches);
  const server = requests.getCurrentCluster()?.server ?? '';
  return {
    name: requests.getCurrentContext(),
    server,
    request: (request) => sendRequest(requests, server, request),
    // upstream's limit is 30 s, while a quiet API server sends a bookmark a minute
    watch: (idleMs) => Object.assign(new RenewingWatch(watches), { requestTimeoutMs: idleMs }),
    close: async () => {
      await Promise.all([requests.close(), watches.close()]);
    },
  };
}

/** A watch that is refused for its credential is opened once more with a new one. */
class RenewingWatch extends Watch {
  override async watch(...[path, query, callback, done]: Parameters<Watch['watch']>): Promise<AbortController> {
    const config = this.config as PooledKubeConfig;
    const { credential } = config;
    let isRefused = false;
    const first = await super.watch(path, query, callback, (error: unknown) => {
      isRefused = isUnauthorized(error) && config.renewCredential(credential);
      if (!isRefused) done(error);
    });
    // a refusal is told before the watch is handed back
    return isRefused ? super.watch(path, query, callback, done) : first;
  }
}

const isUnauthorized = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 401;

async function sendRequest(config: PooledKubeConfig, server: string, request: ApiRequest): Promise<unknown> {
  const url = new URL(server.replace(/\/$/, '') + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  const { credential } = config;
  let { status, text } = await exchange(config, url, request);
  if (status === 401 && config.renewCredential(credential)) ({ status, text } = await exchange(config, url, request));
  const answer = parse(text);
  if (status >= 200 && status < 300) return answer;
  const words = statusOf(status, answer);
  throw new ClusterError('API_REFUSED', words.message, undefined, words);
}

async function exchange(
  config: PooledKubeConfig,
  url: URL,
  request: ApiRequest,
): Promise<{ status: number; text: string }> {
  const context = new RequestContext(url.toString(), HttpMethod[request.method]);
  try {
    await config.applySecurityAuthentication(context);
    const response = await fetch(url, {
      method: request.method,
      headers: {
        ...context.getHeaders(),
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(context.getDispatcher() ? { dispatcher: context.getDispatcher() as never } : {}),
      signal: anyOf(AbortSignal.timeout(requestTimeoutMs), request.signal),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    if (request.signal?.aborted || cause instanceof ClusterError) throw cause;
    throw new ClusterError('CLUSTER_UNREACHABLE', `${url.origin}: ${rootWords(cause)}`, cause);
  }
}

function anyOf(timeout: AbortSignal, own: AbortSignal | undefined): AbortSignal {
  return own ? AbortSignal.any([timeout, own]) : timeout;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // a proxy in between may answer in HTML; its words are kept
  }
}

function statusOf(code: number, answer: unknown): ApiStatus {
  if (typeof answer === 'object' && answer !== null && 'message' in answer) {
    const status = answer as { reason?: string; message: string; details?: { causes?: ApiStatus['causes'] } };
    return { code, reason: status.reason ?? '', message: status.message, causes: status.details?.causes ?? [] };
  }
  const words = String(answer).trim().slice(0, 200);
  return { code, reason: '', message: words ? `${code}: ${words}` : `the server answered ${code}`, causes: [] };
}
