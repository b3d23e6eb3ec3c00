import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import type { Loose } from '../../scenarios/kube.ts';

/** What a server answered: the status code, warnings and the body, JSON where it is. */
export type Answer = Readonly<{ code: number; warnings: readonly string[]; body: Loose }>;

export type Asked = Readonly<{
  method: string;
  path: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}>;

/** An API server a contract is held against, as its administrator sees it. */
export type Server = Readonly<{
  name: string;
  ask: (asked: Asked) => Promise<Answer>;
  /** the first `count` events of a watch; `meanwhile` is done once it is open */
  watch: (path: string, options: WatchOptions) => Promise<readonly Loose[]>;
  kubectl: (args: readonly string[], input?: string) => Promise<Readonly<{ code: number; out: string; err: string }>>;
}>;

export type WatchOptions = Readonly<{
  count: number;
  headers?: Readonly<Record<string, string>>;
  meanwhile: () => Promise<void>;
}>;

/** Long enough for a busy machine; nothing waits for it that works. */
const patienceMs = 20_000;

export async function connectServer(name: string, kubeconfig: string): Promise<Server> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const url = config.getCurrentCluster()?.server ?? '';
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(dirname(kubeconfig), 'contract-cache') };

  const open = ({ method, path, body, headers }: Asked): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const sent = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const type = sent && { 'content-type': 'application/json', 'content-length': sent.length };
      const all = { ...type, 'user-agent': 'contract/1.0', ...(options.headers as object), ...headers };
      httpsRequest(`${url}${path}`, { ...options, method, agent: false, headers: all }, resolve)
        .on('error', reject)
        .end(sent);
    });

  /** An API server asks for patience while it reads the objects of a kind for the first time. */
  const openWhenReady = async (asked: Asked): Promise<IncomingMessage> => {
    const end = performance.now() + patienceMs;
    for (;;) {
      const response = await open(asked);
      if (response.statusCode !== 429 || performance.now() > end) return response;
      response.destroy();
      await setTimeout(Number(response.headers['retry-after'] ?? 1) * 1000);
    }
  };

  return {
    name,
    ask: async (asked) => {
      const response = await openWhenReady(asked);
      const text = (await response.toArray()).join('');
      const warnings = response.headers.warning ?? '';
      return { code: response.statusCode ?? 0, warnings: readWarnings(warnings), body: readJson(text) };
    },
    watch: async (path, { count, headers = {}, meanwhile }) => {
      const response = await open({ method: 'GET', path, headers });
      const end = AbortSignal.timeout(patienceMs);
      end.addEventListener('abort', () => response.destroy());
      const events: Loose[] = [];
      try {
        await meanwhile();
        for await (const line of createInterface({ input: response })) {
          events.push(readJson(line));
          if (events.length >= count) break;
        }
      } catch {
        // ended in time or not, what came is compared
      } finally {
        response.destroy();
      }
      return events;
    },
    kubectl: (args, input = '') =>
      new Promise((resolve) => {
        const child = execFile('kubectl', args, { env, timeout: 50_000 }, (error, out, err) => {
          resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
        });
        child.stdin?.end(input);
      }),
  };
}

function readWarnings(header: string | readonly string[]): readonly string[] {
  return [...String(header).matchAll(/299 - ("(?:[^"\\]|\\.)*")/g)].map(
    ([, text = '""']) => JSON.parse(text) as string,
  );
}

function readJson(text: string): Loose {
  try {
    return JSON.parse(text) as Loose;
  } catch {
    return { text } as unknown as Loose;
  }
}
