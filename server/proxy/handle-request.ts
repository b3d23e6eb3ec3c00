import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { HeaderLine } from '#lib/routing/decision.ts';
import { addCorsHeaders } from '#lib/routing/filters/cors.ts';
import { modifyHeaders } from '#lib/routing/filters/header-modifier.ts';
import { formatLocation } from '#lib/routing/filters/redirect.ts';
import { readHost } from '#lib/routing/match/host.ts';
import { type PlainAnswer, sendBare } from './answers.ts';
import { cut, isSent, isUnread } from './client-message.ts';
import type { Exchange } from './exchange.ts';
import { forward } from './forward.ts';
import type { Limits } from './limits.ts';
import type { Note } from './messages.ts';
import { decide, type Step } from './next-step.ts';
import { answer, type Passage } from './passage.ts';
import type { RequestHandler } from './port-server.ts';
import type { Refusal } from './refusals.ts';
import { type RequestHead, readHead } from './request-head.ts';
import { startRequestLog } from './request-log.ts';
import { watchStall } from './stall-watch.ts';

export type HandlerOptions = Readonly<{
  exchange: Exchange;
  record: (record: AccessRecord) => void;
  note: Note;
  limits: Limits;
  refused: (refusal: Refusal) => void;
}>;

/**
 * What a port does with each request: read the head, find the rule, answer or forward. Every way through ends in an
 * answer or a closed connection, and in one access record.
 */
export function createRequestHandler({ exchange, record, note, limits, refused }: HandlerOptions): RequestHandler {
  const recordRefusal = (each: AccessRecord) => {
    if (each.answer === 'headTooLarge') refused('headTooLarge');
    else if (each.answer === 'badRequest' || each.answer === 'expectationFailed') refused('badRequest');
    record(each);
  };
  return (arrival) => {
    const { state, request, response } = arrival;
    const log = startRequestLog(arrival, recordRefusal);
    const passage = { ...arrival, log };
    response.once('close', () => log.finish(isSent(response) ? 'complete' : 'clientAborted'));
    // a client that goes away shows as the response's close; the error beside it says no more
    request.on('error', () => {});
    response.on('error', () => {});
    watchStall(passage, limits.stallMs, () => {
      refused('stalled');
      refuse(passage, 'clientStalled', null);
    });
    try {
      pass(passage, exchange);
    } catch (error) {
      // a bug of ours; one request pays for it, not every connection of the thread
      note('error', { gateway: state.gateway, error: String(error) }, 'request could not be handled');
      cut(response);
    }
    return (reason) => refuse(passage, 'badRequest', reason);
  };
}

/** Answers if nothing was answered yet, else ends what has begun. */
function refuse(passage: Passage, own: PlainAnswer, reason: string | null): void {
  const { response, log } = passage;
  answer(passage, own, reason);
  if (response.writableEnded && !isUnread(response)) return;
  log.finish(own === 'clientStalled' ? 'timedOut' : 'clientAborted');
  cut(response);
}

function pass(passage: Passage, exchange: Exchange): void {
  const { state, request, expects, log } = passage;
  if (request.method === 'CONNECT') {
    // a tunnel to wherever the client names would make this an open proxy
    answer(passage, 'notImplemented', 'CONNECT');
    return;
  }
  const reading = readHead(request);
  if (!reading.ok) {
    answer(passage, reading.answer, reading.why);
    return;
  }
  const { head } = reading;
  log.read(head);
  if (expects === 'unknown') {
    answer(passage, 'expectationFailed', request.headers.expect ?? null);
    return;
  }
  const { outcome, backend, step } = decide(state, head, Math.random);
  log.decided(outcome);
  if (backend) log.chose(backend);
  if (step.kind === 'answer') answer(passage, step.answer, step.reason);
  else if (step.kind === 'preflight') {
    log.own('preflight', null);
    log.answered(204);
    sendBare(passage.response, 204, step.lines);
  } else if (step.kind === 'redirect') redirect(passage, head, step);
  else forward(passage, exchange, { head, ...step });
}

function redirect(
  { state, response, log }: Passage,
  head: RequestHead,
  step: Extract<Step, { kind: 'redirect' }>,
): void {
  const host = readHost(head.routed.host);
  const location = formatLocation(step.redirect, {
    scheme: state.scheme,
    listenerPort: state.port,
    hostname: host.ok ? host.host : '',
    path: step.matched.path,
    query: head.routed.query,
    matched: step.matched.entry.match.path,
  });
  const lines = step.filters.reduce<readonly HeaderLine[]>(
    (all, filter) => {
      if (filter.type === 'ResponseHeaderModifier') return modifyHeaders(all, filter);
      return filter.type === 'CORS' ? addCorsHeaders(all, filter, head.routed) : all;
    },
    [
      ['Location', location],
      ['Content-Length', '0'],
    ],
  );
  log.own('redirect', null);
  log.answered(step.redirect.statusCode);
  sendBare(response, step.redirect.statusCode, lines);
}
