import { Agent, type ClientRequest, type IncomingMessage, request as sendPlain } from 'node:http';
import { Agent as SecureAgent, request as sendSecure } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import {
  type Destination,
  destinationId,
  type Exchange,
  type UpstreamCall,
  UpstreamError,
  type UpstreamEvents,
  type UpstreamRequest,
} from './exchange.ts';
import { fromLines, toLines } from './header-lines.ts';

const CONNECT_TIMEOUT_MS = 5000;
const MAX_IDLE_PER_ENDPOINT = 128;

/** Methods that may be sent twice when a kept connection turns out to be dead (RFC 9110, section 9.2.2). */
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** HTTP/1.1 by node:http, with a pool of kept connections per endpoint. */
export function createHttpExchange(): Exchange {
  const pools = new Map<string, Agent>();
  const poolOf = (to: Destination): Agent => {
    const id = destinationId(to);
    const known = pools.get(id);
    if (known) return known;
    const pool = to.security ? new SecureAgent({ ...pooling, ...to.security.options }) : new Agent(pooling);
    pools.set(id, pool);
    return pool;
  };
  return {
    send: (request, events) => startCall(request, events, poolOf(request.to)),
    keepOnly: (destinations) => {
      const kept = new Set([...destinations].map(destinationId));
      for (const [id, pool] of pools) {
        if (kept.has(id)) continue;
        pools.delete(id);
        retire(pool);
      }
    },
    close: () => {
      for (const pool of pools.values()) pool.destroy();
      pools.clear();
    },
  };
}

const pooling = { keepAlive: true, maxFreeSockets: MAX_IDLE_PER_ENDPOINT, scheduling: 'lifo' } as const;

function retire(pool: Agent): void {
  pool.maxFreeSockets = 0;
  for (const sockets of Object.values(pool.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

function startCall(request: UpstreamRequest, events: UpstreamEvents, pool: Agent): UpstreamCall {
  let current: ClientRequest | null = null;
  // aborted, failed or answered: what a connection says after that is not for the caller
  let isSettled = false;
  const fail = (client: ClientRequest, error: UpstreamError) => {
    if (isSettled || client !== current) return;
    isSettled = true;
    events.failed(error);
  };
  const attempt = (agent: Agent | false) => {
    const client = openRequest(request, agent);
    current = client;
    client.on('socket', (socket) =>
      watchConnect(client, socket, request.to, () => {
        if (isSettled) return;
        events.connected();
        sendBody(client, request);
      }),
    );
    client.on('continue', () => isSettled || events.continued());
    client.on('response', (response) => {
      if (isSettled) return;
      isSettled = true;
      events.responded(toUpstreamResponse(response));
    });
    client.on('upgrade', (response, socket, head) => {
      const isAsked = request.lines.some(([name]) => name.toLowerCase() === 'upgrade');
      if (isSettled || !isAsked) {
        socket.destroy();
        fail(client, new UpstreamError('failed', 'unexpected 101 Switching Protocols', request.to.endpoint));
        return;
      }
      isSettled = true;
      events.upgraded({ lines: toLines(response.rawHeaders), socket, head });
    });
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (!isSettled && agent && isStale(client, request, error)) attempt(false);
      else fail(client, toUpstreamError(error, request.to));
    });
    client.on('close', () =>
      fail(client, new UpstreamError('failed', 'closed without an answer', request.to.endpoint)),
    );
    if (request.body) client.flushHeaders();
    else client.end();
  };
  try {
    attempt(pool);
  } catch (error) {
    // TLS that cannot be set up at all; nothing was sent
    isSettled = true;
    queueMicrotask(() => events.failed(new UpstreamError('failed', codeOf(error), request.to.endpoint, error)));
  }
  return {
    abort: () => {
      isSettled = true;
      current?.destroy();
    },
  };
}

function openRequest({ to, method, target, lines }: UpstreamRequest, agent: Agent | false): ClientRequest {
  const { endpoint, security } = to;
  const client = (security ? sendSecure : sendPlain)({
    ...security?.options,
    host: endpoint.address,
    port: endpoint.port,
    method,
    path: target,
    headers: fromLines(lines),
    agent,
    setDefaultHeaders: false,
  });
  client.maxHeadersCount = 0;
  return client;
}

/** Under TLS there is a connection once the handshake is done. */
function watchConnect(client: ClientRequest, socket: Socket, to: Destination, connected: () => void): void {
  if (client.reusedSocket) {
    connected();
    return;
  }
  const timer = setTimeout(() => {
    client.destroy(new UpstreamError('connectTimeout', 'ETIMEDOUT', to.endpoint));
  }, CONNECT_TIMEOUT_MS);
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    clearTimeout(timer);
    connected();
  });
  socket.once('close', () => clearTimeout(timer));
}

/** Begins when there is a connection: what was read from the client before could not be sent to another endpoint. */
function sendBody(client: ClientRequest, { body, trailers }: UpstreamRequest): void {
  if (!body) return;
  body.pipe(client, { end: false });
  body.once('end', () => {
    const lines = trailers();
    if (lines.length > 0) client.addTrailers(lines.map(([name, value]) => [name, value] as [string, string]));
    client.end();
  });
}

/** The endpoint closed a kept connection while the request was on its way: it saw nothing of it. */
function isStale(client: ClientRequest, request: UpstreamRequest, error: NodeJS.ErrnoException): boolean {
  const isDropped = error.code === 'ECONNRESET' || error.code === 'EPIPE';
  return isDropped && client.reusedSocket && request.body === null && idempotent.has(request.method);
}

function toUpstreamResponse(response: IncomingMessage) {
  return {
    status: response.statusCode ?? 502,
    statusText: response.statusMessage ?? '',
    lines: toLines(response.rawHeaders),
    body: response,
    trailers: () => toLines(response.rawTrailers),
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);

function toUpstreamError(error: NodeJS.ErrnoException, { endpoint }: Destination): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const kind = error.syscall === 'connect' ? 'unconnected' : 'failed';
  return new UpstreamError(kind, error.code ?? error.name, endpoint, error);
}
