import type { Duplex } from 'node:stream';
import { type PlainAnswer, sendAnswer, statusOf } from './answers.ts';
import { type ClientRequest, type ClientResponse, closeAfterAnswer, isGone } from './client-message.ts';
import type { PortState } from './port-server.ts';
import type { RequestLog } from './request-log.ts';

/** One request on its way through the pipeline. */
export type Passage = Readonly<{
  /** as it was when the request began; later swaps do not touch it */
  state: PortState;
  request: ClientRequest;
  response: ClientResponse;
  /** address of the client */
  client: string;
  /** `unknown`: something that is not served */
  expects: 'continue' | 'nothing' | 'unknown';
  /** the client's connection and what it sent behind the head, when it asked for a WebSocket */
  upgrade: Readonly<{ socket: Duplex; head: Buffer }> | null;
  log: RequestLog;
}>;

const endsConnection: ReadonlySet<PlainAnswer> = new Set([
  'badRequest',
  'headTooLarge',
  'expectationFailed',
  'clientStalled',
]);

/** Answers in our own name; a no-op once an answer has begun. */
export function answer({ state, response, log }: Passage, own: PlainAnswer, reason: string | null): void {
  if (response.headersSent || isGone(response)) return;
  // after a message that could be read in two ways, or was not read to its end, nothing more is read from that client
  if (endsConnection.has(own)) closeAfterAnswer(response);
  log.own(own, reason);
  log.answered(statusOf(own));
  sendAnswer(response, own, state);
}
