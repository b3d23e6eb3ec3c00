import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

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
const limits = {
  maxSettings: 32,
  maxOutstandingPings: 10,
  maxSessionMemory: 16,
  maxHeaderListPairs: 128,
  streamResetBurst: 200,
  streamResetRate: 20,
  settings: { maxConcurrentStreams: 128, maxHeaderListSize: 65_536, enablePush: false },
} as const;

/**
 * Lets a port speak HTTP/2 beside HTTP/1.1: by ALPN under TLS, by prior knowledge in plain text. `Upgrade: h2c` is not
 * served.
 *
 * @param silenceMs a connection that says nothing for so long is closed
 * @see RFC 9113, section 3
 */
export function addHttp2(server: HttpServer | HttpsServer, silenceMs: number): Http2Side {
  const http2 = createServer(limits);
  const sessions = new Set<ServerHttp2Session>();
  const undecided = new Set<Socket>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', () => {});
  });
  http2.on('sessionError', () => {});
  const isTls = 'setSecureContext' in server;
  takeConnections(server, isTls ? 'secureConnection' : 'connection', (socket, serveHttp1) => {
    const serveHttp2 = () => http2.emit('connection', socket);
    if (!isTls) {
      undecided.add(socket);
      socket.once('close', () => undecided.delete(socket));
      sniff(socket, silenceMs, (isHttp2) => {
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
function sniff(socket: Socket, silenceMs: number, found: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const close = () => socket.destroy();
  const timer = setTimeout(close, silenceMs);
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

/** Only a WebSocket is worth an upgrade; other requests with the header are served as if it were not there. */
export function wantsWebSocket({ headers, method, httpVersion }: IncomingMessage): boolean {
  const isAsked =
    headers.connection
      ?.toLowerCase()
      .split(/\s*,\s*/)
      .includes('upgrade') ?? false;
  return method === 'GET' && httpVersion === '1.1' && isAsked && headers.upgrade?.toLowerCase() === 'websocket';
}
