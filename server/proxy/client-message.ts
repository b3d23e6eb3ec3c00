import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { HeaderLine } from '#lib/routing/decision.ts';
import { fromLines } from './header-lines.ts';

/** A request of a client over HTTP/1.1 or HTTP/2: Node gives both nearly the same form, this file says the rest. */
export type ClientRequest = IncomingMessage | Http2ServerRequest;
export type ClientResponse = ServerResponse | Http2ServerResponse;

/** Whether the client can get no more of an answer. */
export function isGone(response: ClientResponse): boolean {
  return 'stream' in response ? response.stream.destroyed : response.destroyed;
}

/** Whether the whole answer went out: a stream that was reset counts as finished with Node, and is not. */
export function isSent(response: ClientResponse): boolean {
  if (!('stream' in response)) return response.writableFinished;
  return response.writableEnded && response.stream.rstCode === constants.NGHTTP2_NO_ERROR;
}

/** Whether the client has yet to take what was written to it. */
export function isUnread(response: ClientResponse): boolean {
  if ('stream' in response) return response.stream.writableLength > 0;
  return response.writableLength > 0 || (response.socket?.writableLength ?? 0) > 0;
}

/** Sends the head. HTTP/2 has no reason phrase. @throws when Node refuses a line */
export function writeHead(
  response: ClientResponse,
  status: number,
  lines: readonly HeaderLine[],
  statusText?: string,
): void {
  if ('stream' in response) response.writeHead(status, fromLines(lines));
  else if (statusText === undefined) response.writeHead(status, fromLines(lines));
  else response.writeHead(status, statusText, fromLines(lines));
}

/** Trailers are dropped where the client could not read them: HTTP/1.0, or a body of known length. */
export function addTrailers(response: ClientResponse, lines: readonly HeaderLine[]): void {
  if (lines.length === 0) return;
  if ('stream' in response) response.addTrailers(Object.fromEntries(lines));
  else if (response.chunkedEncoding)
    response.addTrailers(lines.map(([name, value]): [string, string] => [name, value]));
}

/** Ends an answer that has begun so that nobody takes it for a whole one. */
export function cut(response: ClientResponse): void {
  if ('stream' in response) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else response.destroy();
}

/** Nothing more is read from this connection once the answer is out; streams of HTTP/2 do not disturb each other. */
export function closeAfterAnswer(response: ClientResponse): void {
  if (!('stream' in response)) response.shouldKeepAlive = false;
}
