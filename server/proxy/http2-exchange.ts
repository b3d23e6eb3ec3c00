import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { isIPv6 } from 'node:net';
import type { HeaderLine } from '#lib/routing/decision.ts';
import type { BackendEndpoint } from '#lib/routing/route-table.ts';
import {
  type Destination,
  destinationId,
  type Exchange,
  type UpstreamCall,
  UpstreamError,
  type UpstreamEvents,
  type UpstreamRequest,
} from './exchange.ts';
import { toLines } from './header-lines.ts';

const CONNECT_TIMEOUT_MS = 5000;

/** HTTP/2: in plain text by prior knowledge (`h2c`), or by ALPN under TLS; one connection per destination. */
export function createHttp2Exchange(): Exchange {
  const sessions = new Map<string, ClientHttp2Session>();
  const sessionOf = (to: Destination): ClientHttp2Session => {
    const id = destinationId(to);
    const known = sessions.get(id);
    if (known && !known.closed && !known.destroyed) return known;
    const session = open(to);
    sessions.set(id, session);
    // after a GOAWAY its streams go on, new ones begin elsewhere
    const forget = () => {
      if (sessions.get(id) === session) sessions.delete(id);
    };
    session.once('close', forget);
    session.once('goaway', forget);
    return session;
  };
  return {
    send: (request, events) => startCall(sessionOf(request.to), request, events),
    keepOnly: (destinations) => {
      const kept = new Set([...destinations].map(destinationId));
      for (const [id, session] of sessions) if (!kept.has(id)) session.close();
    },
    close: () => {
      for (const session of sessions.values()) session.destroy();
    },
  };
}

function open({ endpoint: { address, port }, security }: Destination): ClientHttp2Session {
  const host = isIPv6(address) ? `[${address}]` : address;
  const session = connect(`${security ? 'https' : 'http'}://${host}:${port}`, {
    ...security?.options,
    settings: { enablePush: false },
  });
  // each of its streams hears of it, too
  session.on('error', () => {});
  const timer = setTimeout(() => session.destroy(timedOut), CONNECT_TIMEOUT_MS);
  session.once('connect', () => clearTimeout(timer));
  session.once('close', () => clearTimeout(timer));
  return session;
}

const timedOut: NodeJS.ErrnoException = Object.assign(new Error('no connection'), {
  code: 'ETIMEDOUT',
  syscall: 'connect',
});

function startCall(session: ClientHttp2Session, request: UpstreamRequest, events: UpstreamEvents): UpstreamCall {
  const { body } = request;
  const stream = session.request(toHeaders(request), { endStream: body === null, waitForTrailers: body !== null });
  let isSettled = false;
  let trailers: readonly HeaderLine[] = [];
  const fail = (error: NodeJS.ErrnoException) => {
    if (isSettled) return;
    isSettled = true;
    events.failed(toUpstreamError(error, stream, request.to.endpoint));
  };
  const connected = () => {
    if (isSettled) return;
    events.connected();
    body?.pipe(stream);
  };
  if (session.connecting) session.once('connect', connected);
  else connected();
  stream.on('continue', () => isSettled || events.continued());
  stream.on('wantTrailers', () => stream.sendTrailers(Object.fromEntries(request.trailers())));
  stream.on('trailers', (_headers, _flags, raw) => {
    trailers = toLines(raw);
  });
  stream.on('response', (headers, _flags, raw) => {
    if (isSettled) return;
    isSettled = true;
    const lines = toLines(raw).filter(([name]) => !name.startsWith(':'));
    events.responded({
      status: headers[':status'] ?? 502,
      statusText: '',
      lines,
      body: stream,
      trailers: () => trailers,
    });
  });
  stream.on('error', fail);
  stream.on('close', () => fail(new Error('closed without an answer')));
  return {
    abort: () => {
      isSettled = true;
      stream.close(constants.NGHTTP2_CANCEL);
    },
  };
}

const connectionFields: ReadonlySet<string> = new Set(['host', 'connection', 'transfer-encoding', 'upgrade']);

function toHeaders({ to, method, target, lines }: UpstreamRequest): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {
    ':method': method,
    ':path': target,
    ':scheme': to.security ? 'https' : 'http',
  };
  for (const [name, value] of lines) {
    const lower = name.toLowerCase();
    if (lower === 'host') headers[':authority'] = value;
    if (connectionFields.has(lower)) continue;
    const before = headers[lower];
    headers[lower] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

/** A stream that was refused, or had no connection, reached nobody and may go to another endpoint. */
function toUpstreamError(error: NodeJS.ErrnoException, stream: ClientHttp2Stream, endpoint: BackendEndpoint) {
  const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
  const code = error.code ?? error.message;
  if (error === timedOut) return new UpstreamError('connectTimeout', code, endpoint, error);
  return new UpstreamError(error.syscall === 'connect' || isRefused ? 'unconnected' : 'failed', code, endpoint, error);
}
