import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { constants, createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createFloodGauge } from './flood-gauge.ts';
import type { Limits } from './limits.ts';
import type { Refusal } from './refusals.ts';
import { MAX_HEADER_LIST_BYTES } from './request-head.ts';

/** The HTTP/2 side of a port. */
export type Http2Side = Readonly<{
  server: Http2Server;
  /** Takes no more streams and closes connections that have none; the port's own close waits for the others. */
  drain: () => void;
  /** ends all that is left at once */
  destroy: () => void;
}>;

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** What a client may ask of one connection. @see RFC 9113, section 10.5 */
const sessionLimits = {
  maxSettings: 32,
  maxOutstandingPings: 10,
  maxSessionMemory: 16,
  maxHeaderListPairs: 128,
  streamResetBurst: 200,
  streamResetRate: 20,
  settings: { maxConcurrentStreams: 128, maxHeaderListSize: MAX_HEADER_LIST_BYTES, enablePush: false },
} as const;

/**
 * Lets a port speak HTTP/2 beside HTTP/1.1: by ALPN under TLS, by prior knowledge in plain text. `Upgrade: h2c` is not
 * served.
 *
 * @see RFC 9113, section 3
 */
export function addHttp2(
  server: HttpServer | HttpsServer,
  limits: Limits,
  refused: (refusal: Refusal) => void,
): Http2Side {
  const http2 = createServer(sessionLimits);
  const sessions = new Set<ServerHttp2Session>();
  const undecided = new Set<Socket>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.once('error', () => refused('http2Protocol'));
    session.on('error', () => {});
    endFloods(session, limits, refused);
    endIdle(session, limits.keepAliveMs);
  });
  http2.on('sessionError', () => {});
  const isTls = 'setSecureContext' in server;
  takeConnections(server, isTls ? 'secureConnection' : 'connection', (socket, serveHttp1) => {
    const serveHttp2 = () => http2.emit('connection', socket);
    if (!isTls) {
      undecided.add(socket);
      socket.once('close', () => undecided.delete(socket));
      sniff(socket, limits.headMs, refused, (isHttp2) => {
        undecided.delete(socket);
        if (isHttp2) serveHttp2();
        else serveHttp1();
      });
    } else if ((socket as TLSSocket).alpnProtocol === 'h2') serveHttp2();
    else serveHttp1();
  });
  return {
    server: http2,
    drain: () => {
      for (const socket of undecided) socket.destroy();
      for (const session of sessions) session.close();
    },
    destroy: () => {
      for (const session of sessions) session.destroy();
    },
  };
}

/** PING and its answer are of one length; that of SETTINGS is shorter. */
const ANSWER_BYTES = 17;
const MOVED_BYTES = 1024;

/**
 * A session that asks for answers and moves nothing is ended; Node itself ends one that resets its streams. A client
 * that measures its connection by a ping for every piece that comes, as gRPC's do, is no flood.
 *
 * @see RFC 9113, section 10.5
 */
function endFloods(session: ServerHttp2Session, limits: Limits, refused: (refusal: Refusal) => void): void {
  const gauge = createFloodGauge(limits.idleFrames, limits.idleFramesPerSecond);
  const { socket } = session;
  let written = socket.bytesWritten;
  const count = () => {
    if (session.destroyed) return;
    if (socket.bytesWritten - written > MOVED_BYTES) {
      gauge.reset();
      written = socket.bytesWritten;
    }
    written += ANSWER_BYTES;
    if (gauge.add() === 'bearable') return;
    refused('http2Flood');
    session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };
  session.on('ping', count);
  session.on('remoteSettings', count);
}

function endIdle(session: ServerHttp2Session, keepAliveMs: number): void {
  let streams = 0;
  session.on('stream', (stream) => {
    streams++;
    stream.once('close', () => streams--);
  });
  session.setTimeout(keepAliveMs, () => {
    if (streams === 0) session.close();
    else session.setTimeout(keepAliveMs);
  });
}

/** Puts a choice before Node's own listener for new connections. */
function takeConnections(
  server: HttpServer | HttpsServer,
  event: 'connection' | 'secureConnection',
  take: (socket: Socket, serveHttp1: () => void) => void,
): void {
  const own = server.listeners(event);
  server.removeAllListeners(event);
  server.on(event, (socket: Socket) => {
    take(socket, () => {
      for (const listener of own) listener.call(server, socket);
    });
  });
}

/** Reads until the first bytes tell the two apart, and gives them back. */
function sniff(
  socket: Socket,
  headMs: number,
  refused: (refusal: Refusal) => void,
  found: (isHttp2: boolean) => void,
): void {
  let seen = Buffer.alloc(0);
  const close = () => socket.destroy();
  const timer = setTimeout(() => {
    refused('headTimeout');
    close();
  }, headMs);
  const stop = () => {
    clearTimeout(timer);
    socket.off('readable', look);
    socket.off('end', close);
    socket.off('error', close);
    socket.off('close', stop);
  };
  const look = () => {
    const more: Buffer | null = socket.read();
    if (more === null) return;
    seen = Buffer.concat([seen, more]);
    const length = Math.min(seen.length, PREFACE.length);
    const isHttp2 = seen.subarray(0, length).equals(PREFACE.subarray(0, length));
    if (isHttp2 && seen.length < PREFACE.length) return;
    stop();
    socket.unshift(seen);
    found(isHttp2);
  };
  socket.on('readable', look);
  socket.on('end', close);
  socket.on('error', close);
  socket.on('close', stop);
}

/**
 * Only a WebSocket is worth an upgrade; other requests with the header are served as if it were not there. Nor is one
 * with a body, which would not be over when the upgrade comes.
 */
export function wantsWebSocket(request: IncomingMessage): boolean {
  const { headers, method, httpVersion } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const isWebSocket = headers.upgrade?.toLowerCase() === 'websocket';
  return method === 'GET' && httpVersion === '1.1' && isWebSocket && !hasBody && asksUpgrade(request);
}

/** Whether the client asks for another protocol, served or not. */
export function asksUpgrade({ headers }: IncomingMessage): boolean {
  if (headers.upgrade === undefined) return false;
  return (
    headers.connection
      ?.toLowerCase()
      .split(/\s*,\s*/)
      .includes('upgrade') ?? false
  );
}
