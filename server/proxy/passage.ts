import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PlainAnswer, sendAnswer, statusOf } from './answers.ts';
import type { PortState } from './port-server.ts';
import type { RequestLog } from './request-log.ts';

/** One request on its way through the pipeline. */
export type Passage = Readonly<{
  /** as it was when the request began; later swaps do not touch it */
  state: PortState;
  request: IncomingMessage;
  response: ServerResponse;
  expects: 'continue' | 'nothing';
  log: RequestLog;
}>;

/** Answers in our own name; a no-op once an answer has begun. */
export function answer({ state, response, log }: Passage, own: PlainAnswer, reason: string | null): void {
  if (response.headersSent || response.destroyed) return;
  // after a message that could be read in two ways nothing more is read from that client
  if (own === 'badRequest') response.shouldKeepAlive = false;
  log.own(own, reason);
  log.answered(statusOf(own));
  sendAnswer(response, own, state);
}
