import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
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
  /** connections are refused until `restore` */
  goAway: () => Promise<void>;
  /** connections stand, and not a byte comes through until `restore` */
  stall: () => void;
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
  const requests: string[] = [];
  const sockets = new Set<Duplex>();
  const flows = new Set<IncomingMessage>();
  const agent = new Agent({ keepAlive: true });
  let intercept: Intercept | null = null;
  let open = Promise.withResolvers<void>();
  open.resolve();
  let stalled = false;

  const server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
    void answer(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://relay');
    requests.push(`${request.method} ${request.url}`);
    await open.promise;
    const own = intercept?.(request.method ?? '', url) ?? null;
    if (own !== null || upstream === null) return answerItself(response, own ?? statusAnswer(404, 'not found'));
    forward(upstream, request, response);
  }

  function forward({ url, ca }: Upstream, request: IncomingMessage, response: ServerResponse): void {
    const sent = httpsRequest(`${url}${request.url}`, {
      method: request.method,
      headers: { ...request.headers, host: new URL(url).host },
      ca,
      agent,
    });
    sent.on('error', () => response.destroy());
    sent.on('response', (answer) => {
      flows.add(answer);
      answer.on('close', () => flows.delete(answer));
      answer.on('error', () => response.destroy());
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.on('data', (chunk) => response.write(chunk));
      answer.on('end', () => response.end());
      if (stalled) answer.pause();
    });
    response.on('close', () => sent.destroy());
    request.pipe(sent);
  }

  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}`;
  const kubeconfigPath = join(dir, `relay-${port}.kubeconfig`);
  writeFileSync(kubeconfigPath, formatKubeconfig(url, authority.caPem, user ?? upstream?.user ?? {}), { mode: 0o600 });
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const shut = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    drop();
    await once(server, 'close');
  };
  return {
    url,
    kubeconfigPath,
    requests: () => requests,
    intercept: (next) => {
      intercept = next;
    },
    drop,
    goAway: shut,
    stall: () => {
      stalled = true;
      open = Promise.withResolvers();
      for (const flow of flows) flow.pause();
    },
    restore: async () => {
      stalled = false;
      open.resolve();
      for (const flow of flows) flow.resume();
      if (!server.listening) await listen(port);
    },
    close: async () => {
      open.resolve();
      await shut();
      agent.destroy();
    },
  };
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
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  return { url: server, ca: Buffer.from(ca, 'base64').toString(), user: users[0].user };
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
