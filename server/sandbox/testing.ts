import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ManifestProblem } from '#lib/snapshot/from-manifests.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

/** An answer whose JSON a test reaches into freely. */
export type Reply = Readonly<{
  code: number;
  headers: IncomingMessage['headers'];
  body: Loose;
}>;
/** JSON a test reaches into and expects things of. */
export type Loose = { [field: string]: Loose };

export type Asked = Readonly<{ body?: unknown; headers?: Record<string, string>; anonymous?: boolean }>;

/** A sandbox of a test's own, with a client for it. */
export type TestSandbox = Readonly<{
  sandbox: Sandbox;
  dir: string;
  ask: (method: string, path: string, asked?: Asked) => Promise<Reply>;
  /** POST; throws the API's message unless the object was created */
  create: (path: string, body: unknown) => Promise<Loose>;
  /** PATCH, a merge patch unless the headers say otherwise */
  patch: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Reply>;
  /** the watch's events as they come; leave the loop to end it */
  watch: (path: string, headers?: Record<string, string>) => AsyncGenerator<Loose>;
  kubectl: (...args: readonly string[]) => Promise<Ran>;
  startKubectl: (...args: readonly string[]) => ChildProcess;
  /** the problems of all manifests, the next time they change */
  nextProblems: () => Promise<readonly ManifestProblem[]>;
  close: () => Promise<void>;
}>;

export type Ran = Readonly<{ code: number; out: string; err: string }>;

/** Whether kubectl is there to be tested with. */
export const hasKubectl = (process.env.PATH ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, 'kubectl'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

export async function openTestSandbox(): Promise<TestSandbox> {
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-sandbox-'));
  const quiet = (): void => {};
  const waiting: ((problems: readonly ManifestProblem[]) => void)[] = [];
  const sandbox = await startSandbox({
    dataDir: dir,
    port: 0,
    log: { info: quiet, warn: quiet, error: (fields, phrase) => console.error(phrase, fields) },
    onManifestProblems: (found) => waiting.shift()?.(found),
  });
  const { clusters, users } = JSON.parse(sandbox.kubeconfig);
  const ca = Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64').toString();
  const authorization = `Bearer ${users[0].user.token}`;
  const env = { ...process.env, KUBECONFIG: sandbox.kubeconfigPath, KUBECACHEDIR: join(dir, 'cache') };
  const open = (method: string, path: string, { body, headers, anonymous }: Asked = {}): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const sent = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(textOf(body));
      const json = { ...(sent && { 'content-type': 'application/json', 'content-length': sent.length }) };
      const token = anonymous ? {} : { authorization };
      const options = { method, ca, servername: 'localhost', agent: false as const };
      const all = { ...options, headers: { ...json, ...token, ...headers } };
      httpsRequest(`${sandbox.url}${path}`, all, resolve).on('error', reject).end(sent);
    });
  const ask: TestSandbox['ask'] = async (method, path, asked) => {
    const response = await open(method, path, asked);
    const text = (await response.toArray()).join('');
    return { code: response.statusCode ?? 0, headers: response.headers, body: readJson(text) };
  };
  return {
    sandbox,
    dir,
    nextProblems: () => new Promise((resolve) => waiting.push(resolve)),
    ask,
    create: async (path, body) => {
      const reply = await ask('POST', path, { body });
      if (reply.code !== 201) throw new Error(`${reply.code}: ${reply.body.message}`);
      return reply.body;
    },
    patch: (path, body, headers = { 'content-type': 'application/merge-patch+json' }) =>
      ask('PATCH', path, { body, headers }),
    watch: async function* (path, headers = {}) {
      const response = await open('GET', path, { headers });
      try {
        for await (const line of createInterface({ input: response })) yield JSON.parse(line);
      } finally {
        response.destroy();
      }
    },
    kubectl: (...args) =>
      new Promise((resolve) => {
        execFile('kubectl', args, { env, timeout: 45_000 }, (error, out, err) => {
          resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
        });
      }),
    startKubectl: (...args) => spawn('kubectl', args, { env }),
    close: async () => {
      await sandbox.close();
      await rm(dir, { recursive: true });
    },
  };
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function readJson(text: string): never {
  try {
    return JSON.parse(text) as never;
  } catch {
    return { text } as never;
  }
}

/** A Gateway API object, terse enough for tests. */
export function gatewayObject(kind: string, name: string, namespace: string, spec: unknown, version = 'v1') {
  return { apiVersion: `gateway.networking.k8s.io/${version}`, kind, metadata: { name, namespace }, spec };
}

export function namespace(name: string, labels = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function configMap(name: string, data: unknown = {}, metadata = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}
