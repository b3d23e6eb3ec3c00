import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCertificateAuthority } from '../sandbox/certificates.ts';

/** An answer given in the API server's place. */
export type Answer = Readonly<{ code: number; body: unknown }>;

/** Looks at a request; null lets it through. */
export type Intercept = (method: string, url: URL) => Answer | null;

/** An HTTPS relay in front of an API server that counts requests, breaks connections and answers in its place. */
export type ApiRelay = Readonly<{
  url: string;
  /** a kubeconfig that leads through the relay */
  kubeconfigPath: string;
  /** `METHOD /path?query` of all requests so far */
  requests: () => readonly string[];
  /** answers requests itself from now on; null ends that */
  intercept: (intercept: Intercept | null) => void;
  /** breaks every connection there is */
  drop: () => void;
  /** the same by a TCP reset */
  reset: () => void;
  /** connections are refused until `restore` */
  goAway: () => Promise<void>;
  /** connections stand, and not a byte comes through until `restore` */
  stall: () => void;
  /** the same for watches alone; other requests are answered */
  stallWatches: () => void;
  /** what the API server answers comes through in pieces of so many bytes, twenty a second, until `restore` */
  slow: (pieceBytes: number) => void;
  restore: () => Promise<void>;
  close: () => Promise<void>;
}>;

export type RelayTarget = Readonly<{
  /** of the API server that is relayed to; null: everything is answered by `intercept` */
  kubeconfig: string | null;
  /** where the relay's own kubeconfig is written */
  dir: string;
  /** the user in the relay's kubeconfig; the target's own by default */
  user?: unknown;
}>;

type Upstream = Readonly<{ url: string; ca: string; user: unknown }>;

const dayMs = 24 * 60 * 60 * 1000;

export async function openApiRelay({ kubeconfig, dir, user }: RelayTarget): Promise<ApiRelay> {
  const upstream = kubeconfig === null ? null : readUpstream(kubeconfig);
  const authority = createCertificateAuthority('relay-ca', {
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + dayMs),
  });
  const { certificatePem, keyPem } = authority.issue('relay', ['127.0.0.1', 'localhost']);
  const gate = new Gate(upstream);
  const server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
    void gate.answer(request, response);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const shut = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    drop();
    await once(server, 'close');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}`;
  const kubeconfigPath = join(dir, `relay-${port}.kubeconfig`);
  writeFileSync(kubeconfigPath, formatKubeconfig(url, authority.caPem, user ?? upstream?.user ?? {}), { mode: 0o600 });
  return {
    url,
    kubeconfigPath,
    requests: () => gate.requests,
    intercept: (next) => gate.intercept(next),
    drop,
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    goAway: shut,
    stall: () => gate.shut(() => true),
    stallWatches: () => gate.shut(isWatch),
    slow: (pieceBytes) => gate.slow(pieceBytes),
    restore: async () => {
      gate.open();
      if (!server.listening) await listen(port);
    },
    close: async () => {
      gate.open();
      await shut();
      gate.close();
    },
  };
}

const isWatch = (url: URL): boolean => url.searchParams.has('watch');

const pieceMs = 50;

type Flow = Readonly<{ url: URL; answer: IncomingMessage }>;
type Shut = Readonly<{ holds: (url: URL) => boolean; over: PromiseWithResolvers<void> }>;

/** Lets requests through to the API server, at once or in pieces, holds them, or answers them itself. */
class Gate {
  readonly requests: string[] = [];
  readonly #upstream: Upstream | null;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #flows = new Set<Flow>();
  #intercept: Intercept | null = null;
  #shut: Shut | null = null;
  #pieceBytes: number | null = null;

  constructor(upstream: Upstream | null) {
    this.#upstream = upstream;
  }

  intercept(next: Intercept | null): void {
    this.#intercept = next;
  }

  shut(holds: (url: URL) => boolean): void {
    this.#shut ??= { holds, over: Promise.withResolvers() };
    for (const { url, answer } of this.#flows) if (holds(url)) answer.pause();
  }

  slow(pieceBytes: number): void {
    this.#pieceBytes = pieceBytes;
  }

  open(): void {
    this.#shut?.over.resolve();
    this.#shut = null;
    this.#pieceBytes = null;
    for (const { answer } of this.#flows) answer.resume();
  }

  close(): void {
    this.#agent.destroy();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://relay');
    this.requests.push(`${request.method} ${request.url}`);
    if (this.#shut?.holds(url)) await this.#shut.over.promise;
    const own = this.#intercept?.(request.method ?? '', url) ?? null;
    if (own !== null) return answerItself(response, own);
    if (this.#upstream === null) return answerItself(response, statusAnswer(404, 'not found'));
    this.#forward(this.#upstream, request, response);
  }

  #forward({ url, ca }: Upstream, request: IncomingMessage, response: ServerResponse): void {
    const headers = { ...request.headers, host: new URL(url).host };
    const sent = httpsRequest(`${url}${request.url}`, { method: request.method, headers, ca, agent: this.#agent });
    sent.on('error', () => response.destroy());
    sent.on('response', (answer) => {
      const flow = { url: new URL(request.url ?? '/', 'https://relay'), answer };
      this.#flows.add(flow);
      answer.on('close', () => this.#flows.delete(flow));
      answer.on('error', () => response.destroy());
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      let passed = Promise.resolve();
      answer.on('data', (chunk: Buffer) => {
        passed = passed.then(() => this.#pass(chunk, response));
      });
      answer.on('end', () => {
        passed = passed.then(() => void response.end());
      });
      if (this.#shut?.holds(flow.url)) answer.pause();
    });
    response.on('close', () => sent.destroy());
    request.pipe(sent);
  }

  async #pass(chunk: Buffer, response: ServerResponse): Promise<void> {
    let rest = chunk;
    while (this.#pieceBytes !== null && rest.length > this.#pieceBytes && !response.destroyed) {
      response.write(rest.subarray(0, this.#pieceBytes));
      rest = rest.subarray(this.#pieceBytes);
      await delay(pieceMs);
    }
    response.write(rest);
  }
}

function answerItself(response: ServerResponse, { code, body }: Answer): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** An answer as API servers refuse with. */
export function statusAnswer(code: number, message: string, reason = ''): Answer {
  return { code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message } };
}

function readUpstream(kubeconfig: string): Upstream {
  const { clusters, users } = JSON.parse(kubeconfig);
  const { server, 'certificate-authority-data': data, 'certificate-authority': file } = clusters[0].cluster;
  const ca = file ? readFileSync(file, 'utf8') : Buffer.from(data, 'base64').toString();
  return { url: server, ca, user: users[0].user };
}

function formatKubeconfig(server: string, caPem: string, user: unknown): string {
  const name = 'relayed';
  const authority = Buffer.from(caPem).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name: `user-of-${server}`, user }],
    contexts: [{ name, context: { cluster: name, user: `user-of-${server}` } }],
    'current-context': name,
  });
}
