import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who the server answers as; `service` is the first Service that selects the Pod, empty when none does. */
export type EchoIdentity = Readonly<{ namespace: string; service: string; pod: string }>;

/** How the Pod was told to misbehave, by its annotations. */
export type EchoFaults = Readonly<{ status: number; delayMs: number }>;

export type EchoOptions = Readonly<{
  /** asked for on each request, so that an annotation counts from then on */
  identity: () => EchoIdentity;
  faults: () => EchoFaults;
}>;

export type EchoServer = Readonly<{
  address: string;
  port: number;
  /**
   * Goes on serving for `graceMs`, as a Pod that drains: whoever has not heard yet that it goes is answered, and told to
   * come with a new connection. What is in flight then is cut. A second call may end it sooner.
   */
  close: (graceMs: number) => Promise<void>;
}>;

/** Longest wait that a request's `?delay=` or an annotation gets. */
const longestDelayMs = 5 * 60_000;
const keepAliveMs = 75_000;

/**
 * An HTTP/1.1 server that says what it was asked, in the form of Gateway API's echo-basic image: path, host, method,
 * proto, headers, namespace, ingress, service, pod, and the length of the body it read. Bodies of any size stream.
 * `?delay=2s` waits, `?bodyBytes=1000000` answers that many bytes, `X-Echo-Set-Header: name:value` sets a header.
 *
 * @throws the listen error of Node
 */
export async function startEchoServer(address: string, port: number, options: EchoOptions): Promise<EchoServer> {
  const closing = new AbortController();
  let isLeaving = false;
  const server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: 0 }, (request, response) => {
    if (isLeaving) response.shouldKeepAlive = false;
    // the client went away, or the Pod: there is nobody left to tell
    answer(request, response, options, closing.signal).catch(() => response.destroy());
  });
  await listen(server, address, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    address,
    port: bound,
    close: (graceMs) => {
      isLeaving = true;
      return closeServer(server, closing, graceMs);
    },
  };
}

function listen(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server, closing: AbortController, graceMs: number): Promise<void> {
  const { signal } = closing;
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      server.close(() => resolve());
      server.closeAllConnections();
    };
    const timer = setTimeout(() => closing.abort(), graceMs);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    else if (graceMs === 0) closing.abort();
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { identity, faults }: EchoOptions,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://echo');
  const { status, delayMs } = faults();
  const wait = Math.min(delayMs + parseDelay(url.searchParams.get('delay') ?? ''), longestDelayMs);
  const bodyBytes = await countBytes(request);
  if (wait > 0) await sleep(wait, undefined, { signal });
  for (const [name, value] of headersToSet(request)) response.setHeader(name, value);
  response.statusCode = status;
  const wanted = Number(url.searchParams.get('bodyBytes') ?? 0);
  if (wanted > 0) return sendBytes(response, wanted);
  const text = `${JSON.stringify({ ...describeRequest(request), ...identity(), ingress: '', bodyBytes }, null, 1)}\n`;
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', Buffer.byteLength(text));
  response.setHeader('x-content-type-options', 'nosniff');
  response.end(text);
}

async function countBytes(request: IncomingMessage): Promise<number> {
  let count = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) count += chunk.length;
  return count;
}

function describeRequest(request: IncomingMessage) {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = canonicalName(request.rawHeaders[index] ?? '');
    if (name !== 'Host') headers[name] = [...(headers[name] ?? []), request.rawHeaders[index + 1] ?? ''];
  }
  const { url: path, method, httpVersion } = request;
  return { path, host: request.headers.host ?? '', method, proto: `HTTP/${httpVersion}`, headers };
}

/** `x-forwarded-for` → `X-Forwarded-For`, as Go's servers show names. */
function canonicalName(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

/** echo-basic's `X-Echo-Set-Header: name:value, name:value`. */
function headersToSet({ headers }: IncomingMessage): readonly (readonly [string, string])[] {
  const given = headers['x-echo-set-header'];
  const text = Array.isArray(given) ? given.join(',') : (given ?? '');
  return text.split(',').flatMap((pair) => {
    const colon = pair.indexOf(':');
    return colon > 0 ? [[pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()] as const] : [];
  });
}

async function sendBytes(response: ServerResponse, total: number): Promise<void> {
  response.setHeader('content-type', 'application/octet-stream');
  response.setHeader('content-length', total);
  const block = Buffer.alloc(64 * 1024, 'x');
  for (let left = total; left > 0 && !response.destroyed; left -= block.length) {
    const isFull = !response.write(left < block.length ? block.subarray(0, left) : block);
    if (isFull) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `2s`, `150ms`, `1m30s` in milliseconds; 0 for what is not a duration. */
export function parseDelay(text: string): number {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return 0;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0);
}
