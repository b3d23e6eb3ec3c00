import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import type { Refusal } from './refusals.ts';

/** Ends a request under way because of what its client does. */
export type Refuse = (reason: string) => void;

/** The connections of HTTP/1.1 at a port, each with the requests that were read from it and are not answered. */
export type Http1Connections = Readonly<{
  /** Begins the requests of a connection one after the other, and none behind one after which it ends. */
  add: (request: IncomingMessage, response: ServerResponse, begin: () => Refuse) => void;
  /** What comes on the connection cannot be read, or takes too long: it ends when what came before is answered. */
  fail: (error: NodeJS.ErrnoException, socket: Socket) => void;
}>;

type Entry = Readonly<{ request: IncomingMessage; response: ServerResponse; begin: () => Refuse }>;

type Connection = {
  current: (Entry & { refuse: Refuse | null }) | null;
  waiting: Entry[];
  /** set when nothing more can be read: what is written before it ends */
  farewell: string | null;
};

/**
 * Node parses ahead what a client sends. It would start all of it at once, even what stands behind a message that is
 * refused, and answer a message that cannot be read before those that came earlier.
 *
 * @see RFC 9112, section 9.3.2
 */
export function createHttp1Connections({ pipelined }: Limits, refused: (refusal: Refusal) => void): Http1Connections {
  const connections = new WeakMap<Socket, Connection>();

  function start(socket: Socket, connection: Connection, entry: Entry): void {
    const current = { ...entry, refuse: null as Refuse | null };
    connection.current = current;
    entry.response.once('close', () => finish(socket, connection, entry));
    current.refuse = entry.begin();
  }

  function finish(socket: Socket, connection: Connection, { response }: Entry): void {
    connection.current = null;
    // after an answer that ends the connection nothing else begins
    if (socket.destroyed || socket.writableEnded || !response.shouldKeepAlive) connection.waiting = [];
    const entry = connection.waiting.shift();
    if (entry) start(socket, connection, entry);
    else if (connection.farewell !== null) end(socket, connection.farewell);
  }

  return {
    add: (request, response, begin) => {
      const { socket } = request;
      const connection = connections.get(socket) ?? { current: null, waiting: [], farewell: null };
      connections.set(socket, connection);
      const { current, waiting, farewell } = connection;
      if (farewell !== null || socket.destroyed) return;
      if (!current) start(socket, connection, { request, response, begin });
      else if (waiting.length < pipelined) waiting.push({ request, response, begin });
      else {
        refused('pipelining');
        socket.destroy();
      }
    },
    fail: (error, socket) => {
      const connection = connections.get(socket) ?? { current: null, waiting: [], farewell: null };
      connections.set(socket, connection);
      if (connection.farewell !== null) return;
      const judged = judge(error);
      if (!judged || socket.destroyed) {
        socket.destroy();
        return;
      }
      refused(judged.refusal);
      connection.farewell = judged.answer;
      if (!connection.current) end(socket, judged.answer);
      else if (!connection.current.request.complete) connection.current.refuse?.(String(error.code));
      else connection.waiting = connection.waiting.filter(({ request }) => request.complete);
    },
  };
}

function end(socket: Socket, farewell: string): void {
  if (socket.writableEnded) return;
  socket.write(farewell);
  socket.destroySoon();
}

/** What counts, and what is answered; null for a client that is gone: it is refused nothing. */
function judge({ code = '' }: NodeJS.ErrnoException): Readonly<{ refusal: Refusal; answer: string }> | null {
  const answer = (status: string) => `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  if (code === 'HPE_HEADER_OVERFLOW')
    return { refusal: 'headTooLarge', answer: answer('431 Request Header Fields Too Large') };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { refusal: 'headTimeout', answer: answer('408 Request Timeout') };
  return code.startsWith('HPE_') ? { refusal: 'badRequest', answer: answer('400 Bad Request') } : null;
}
