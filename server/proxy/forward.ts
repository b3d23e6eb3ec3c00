import type { HeaderLine } from '#lib/routing/decision.ts';
import { modifyHeaders } from '#lib/routing/filters/header-modifier.ts';
import type { BackendEndpoint, RuleTimeouts } from '#lib/routing/route-table.ts';
import type { Exchange, UpstreamCall, UpstreamError, UpstreamResponse } from './exchange.ts';
import { fromLines, stripHopByHop } from './header-lines.ts';
import { answer, type Passage } from './passage.ts';
import { buildUpstreamRequest, type Forwarding } from './upstream-request.ts';

/** Ends what a forwarded request still holds. */
type Control = Readonly<{ stopLimits: () => void; abort: () => void }>;

/** How many endpoints are tried besides the one drawn, so that a backend of dead ones costs little. */
const OTHERS_TO_TRY = 4;

/**
 * Sends a request to its endpoint and streams the answer back, both ways with back-pressure. Where no connection comes
 * about nothing was sent, so another endpoint of the same backend is tried, whatever the method. The client going away
 * stops the upstream; the upstream going away, or a limit running out, cuts the client once an answer has begun, so
 * that nobody takes half a body for a whole one.
 */
export function forward(passage: Passage, exchange: Exchange, forwarding: Forwarding): void {
  const { response, log, expects } = passage;
  let call: UpstreamCall | null = null;
  const abort = () => call?.abort();
  const stopLimits = startLimits(forwarding.action.timeouts, (field) => {
    abort();
    answer(passage, 'upstreamTimeout', `${field} ran out`);
    if (response.writableEnded) return;
    log.finish('timedOut');
    response.destroy();
  });
  response.once('close', () => {
    stopLimits();
    if (!response.writableFinished) abort();
  });
  const attempt = (endpoint: BackendEndpoint, others: readonly BackendEndpoint[]) => {
    log.dialled(endpoint);
    call = exchange.send(buildUpstreamRequest(passage, { ...forwarding, endpoint }), {
      connected: log.connected,
      continued: () => {
        if (expects === 'continue' && !response.headersSent) response.writeContinue();
      },
      responded: (upstream) => relay(passage, forwarding, upstream, { stopLimits, abort }),
      failed: (error) => {
        const [next, ...rest] = others;
        if (error.kind === 'unconnected' && next) attempt(next, rest);
        else answerFailure(passage, error);
      },
    });
  };
  attempt(forwarding.endpoint, othersOf(forwarding));
}

/** The backend's endpoints after the one drawn, in turn. */
function othersOf({ backend: { outcome }, endpoint }: Forwarding): readonly BackendEndpoint[] {
  if (outcome.state !== 'resolved') return [];
  const drawn = outcome.endpoints.indexOf(endpoint);
  return [...outcome.endpoints.slice(drawn + 1), ...outcome.endpoints.slice(0, drawn)].slice(0, OTHERS_TO_TRY);
}

function answerFailure(passage: Passage, error: UpstreamError): void {
  answer(passage, error.kind === 'connectTimeout' ? 'upstreamTimeout' : 'upstreamFailed', error.code);
}

/** Only the attempt that connects reaches a backend, so both limits run from the moment of the first. */
function startLimits({ requestMs, backendRequestMs }: RuleTimeouts, expire: (field: string) => void): () => void {
  const limits = [
    { field: 'timeouts.request', ms: requestMs },
    { field: 'timeouts.backendRequest', ms: backendRequestMs },
  ];
  const timers = limits.flatMap(({ field, ms }) => (ms === null ? [] : [setTimeout(() => expire(field), ms)]));
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

function relay(passage: Passage, forwarding: Forwarding, upstream: UpstreamResponse, control: Control): void {
  const { response, log } = passage;
  const { body } = upstream;
  body.on('error', () => {});
  if (response.headersSent || response.destroyed) {
    control.abort();
    return;
  }
  if (!sendHead(passage, forwarding, upstream)) {
    control.abort();
    answer(passage, 'upstreamFailed', 'the response head cannot be passed on');
    return;
  }
  body.once('close', () => {
    control.stopLimits();
    if (response.writableEnded) return;
    log.finish('upstreamAborted');
    response.destroy();
  });
  body.once('end', () => {
    control.stopLimits();
    endResponse(passage, upstream, control);
  });
  body.pipe(response, { end: false });
}

/** false when Node refuses the head: nothing was sent then. */
function sendHead({ response, log }: Passage, { action, backend }: Forwarding, upstream: UpstreamResponse): boolean {
  // the backend's response filters run first, then the rule's
  const lines = [...backend.filters, ...action.filters].reduce<readonly HeaderLine[]>(
    (all, filter) => (filter.type === 'ResponseHeaderModifier' ? modifyHeaders(all, filter) : all),
    stripHopByHop(upstream.lines),
  );
  try {
    response.writeHead(upstream.status, upstream.statusText, fromLines(lines));
  } catch {
    return false;
  }
  log.answered(upstream.status);
  return true;
}

function endResponse({ request, response }: Passage, upstream: UpstreamResponse, { abort }: Control): void {
  const trailers = stripHopByHop(upstream.trailers());
  if (response.chunkedEncoding && trailers.length > 0) {
    response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]));
  }
  response.end();
  if (request.complete) return;
  // answered before the whole body came: what still comes is read and dropped, the endpoint gets no more of it
  request.unpipe();
  request.resume();
  abort();
}
