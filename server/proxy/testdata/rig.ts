import { type Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import type {
  BackendEndpoint,
  CertificatePair,
  ListenerTable,
  RetryRule,
  RouteFilter,
  RouteTable,
  RuleAction,
  WeightedBackend,
} from '#lib/routing/route-table.ts';
import { type EntryText, gatewayKey, listenerOf } from '#lib/routing/testdata/entries.ts';
import type { Log } from '#server/logger.ts';
import { type Proxy, type ProxyAck, type ProxyOptions, startProxy } from '../proxy.ts';
import type { Refusal } from '../refusals.ts';

export type Rig = Readonly<{
  proxy: Proxy;
  /** every record so far, oldest first */
  records: AccessRecord[];
  /** resolves with the first record that fits */
  recorded: (fits: (record: AccessRecord) => boolean) => Promise<AccessRecord>;
  /** how often clients were refused something for this reason, so far */
  refused: (refusal: Refusal) => number;
}>;

/** Takes what has to be done when whoever started something is through with it; by default that is the test. */
export type AtEnd = (close: () => Promise<void>) => void;

export const PORT = 8080;

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A proxy whose Gateways have addresses in a network of the test's own (`127.x`). Closed when the test ends. */
export async function startRig(
  network: string,
  options: Partial<ProxyOptions> = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Rig> {
  const proxy = await startProxy({ log: quiet, network, ...options });
  atEnd(() => proxy.close(0));
  const refusals = new Map<string, number>();
  proxy.onRefused((counts) => {
    for (const [refusal, count] of Object.entries(counts)) refusals.set(refusal, (refusals.get(refusal) ?? 0) + count);
  });
  const records: AccessRecord[] = [];
  const watchers = new Set<() => void>();
  proxy.onAccess((batch) => {
    records.push(...batch);
    for (const look of watchers) look();
  });
  const recorded = (fits: (record: AccessRecord) => boolean) =>
    new Promise<AccessRecord>((resolve) => {
      const look = () => {
        const found = records.find(fits);
        if (!found) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
    });
  return { proxy, records, recorded, refused: (refusal) => refusals.get(refusal) ?? 0 };
}

export type Backend = Readonly<{ endpoint: BackendEndpoint; close: () => Promise<void> }>;

export async function startBackend(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  atEnd: AtEnd = onTestFinished,
): Promise<Backend> {
  const server = createServer(handle);
  server.on('checkContinue', handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  atEnd(close);
  return { endpoint: { address: '127.0.0.1', port, pod: `pod-${port}` }, close };
}

/** Answers with what it got, as JSON. */
export function startEcho(name = 'echo'): Promise<Backend> {
  return startBackend((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method, url, rawHeaders: headers } = incoming;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name, method, url, headers, body: Buffer.concat(chunks).toString() }));
    });
  });
}

export function backendOf(
  name: string,
  endpoints: readonly BackendEndpoint[],
  more: Partial<WeightedBackend> = {},
): WeightedBackend {
  return {
    target: objectKey({ group: '', kind: 'Service', namespace: 'shop', name }),
    port: 80,
    weight: 1,
    filters: [],
    outcome: { state: 'resolved', endpoints, protocol: 'http1', tls: null },
    ...more,
  };
}

export function forwardTo(
  backends: readonly WeightedBackend[],
  more: Readonly<{
    filters?: readonly RouteFilter[];
    requestMs?: number;
    backendRequestMs?: number;
    retry?: RetryRule;
  }> = {},
): RuleAction {
  const { filters = [], requestMs = null, backendRequestMs = null, retry = null } = more;
  return { kind: 'forward', filters, backends, timeouts: { requestMs, backendRequestMs }, retry };
}

export function listener(entries: readonly EntryText[], more: Partial<ListenerTable> = {}): ListenerTable {
  return listenerOf(more.name ?? 'web', more.hostname ?? '', entries, { port: PORT, ...more });
}

export function tableOf(
  generation: number,
  listeners: readonly ListenerTable[],
  certificates: RouteTable['certificates'] = new Map<never, CertificatePair>(),
): RouteTable {
  return {
    generation,
    gateways: [{ gateway: gatewayKey, owner: 'ours', requestedAddresses: [], clientCertificate: null, listeners }],
    certificates,
  };
}

/** The one Gateway's address. */
export function addressOf(ack: ProxyAck): string {
  return ack.gateways.get(gatewayKey)?.address ?? 'none';
}

export type Answer = Readonly<{ status: number; headers: IncomingMessage['headers']; body: string }>;

export type Asked = Readonly<{
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
  agent?: Agent;
  port?: number;
}>;

export function ask(address: string, path: string, asked: Asked = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, agent, port = PORT } = asked;
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: address, port, path, method, headers, ...(agent && { agent }) });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.end(body);
  });
}

/** Sends bytes as they are and gives all that comes back until the other side closes. */
export function sendRaw(address: string, text: string, port = PORT): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.write(Buffer.from(text, 'latin1'));
  });
}
