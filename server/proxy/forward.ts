import { setTimeout as startTimer } from 'node:timers';
import { pickEndpoint } from '#lib/routing/pick-backend.ts';
import type { BackendEndpoint } from '#lib/routing/route-table.ts';
import { cut, isGone, isSent } from './client-message.ts';
import { destinationOf } from './destination.ts';
import type { Exchange, UpstreamCall, UpstreamError } from './exchange.ts';
import { drawMirrors, sendMirror } from './mirror.ts';
import { answer, type Passage } from './passage.ts';
import { relay } from './relay.ts';
import { type SharedBody, shareBody } from './shared-body.ts';
import { openTunnel } from './tunnel.ts';
import { buildUpstreamRequest, type Forwarding } from './upstream-request.ts';

/** How many endpoints are tried besides the one drawn, so that a backend of dead ones costs little. */
const OTHERS_TO_TRY = 4;

/**
 * Sends a request to its endpoint, and copies to its mirrors, and streams the answer back, both ways with
 * back-pressure. Where no connection comes about nothing was sent, so another endpoint of the same backend is tried,
 * whatever the method; a rule with `retry` also repeats what failed or got one of its codes, as long as nothing was
 * answered. The client going away stops the upstream; the upstream going away, or a limit running out, cuts the client
 * once an answer has begun, so that nobody takes half a body for a whole one.
 */
export function forward(passage: Passage, exchange: Exchange, forwarding: Forwarding): void {
  const { state, request, response, log, expects } = passage;
  const { head, action, backend, outcome } = forwarding;
  const { retry, timeouts } = action;
  const mirrors = drawMirrors([...action.filters, ...backend.filters], Math.random);
  const hasBody = head.framing.kind !== 'none';
  const shared = hasBody && (retry || mirrors.length > 0) ? shareBody(request) : null;
  let call: UpstreamCall | null = null;
  let pause: NodeJS.Timeout | undefined;
  let repetitions = retry?.attempts ?? 0;
  let isContinued = false;
  let isRelayed = false;

  const whole = startLimit(timeouts.requestMs, () => expire('timeouts.request'));
  let attemptLimit = startLimit(null, () => {});
  const stopLimits = () => {
    whole.stop();
    attemptLimit.stop();
  };
  const abort = () => {
    clearTimeout(pause);
    call?.abort();
  };

  function expire(field: string): void {
    stopLimits();
    abort();
    answer(passage, 'upstreamTimeout', `${field} ran out`);
    if (response.writableEnded) return;
    log.finish('timedOut');
    cut(response);
  }

  /** Begins another attempt if the rule has one left and nothing went to the client. */
  function repeat(): boolean {
    const isOpen = !response.headersSent && !isGone(response) && (shared?.isWhole() ?? true);
    if (!retry || repetitions === 0 || !isOpen) return false;
    repetitions--;
    attemptLimit.stop();
    call?.abort();
    pause = startTimer(() => attempt(drawEndpoint(forwarding), []), retry.backoffMs);
    return true;
  }

  function attempt(endpoint: BackendEndpoint, others: readonly BackendEndpoint[]): void {
    attemptLimit.stop();
    attemptLimit = startLimit(timeouts.backendRequestMs, () => repeat() || expire('timeouts.backendRequest'));
    log.dialled(endpoint);
    const to = destinationOf(outcome, endpoint, state.clientCertificate);
    const filters = [...action.filters, ...backend.filters];
    const body = hasBody ? (shared?.open() ?? request) : null;
    call = exchange.send(buildUpstreamRequest(passage, { ...forwarding, to, filters, body }), {
      connected: log.connected,
      continued: () => {
        if (expects === 'continue' && !isContinued && !response.headersSent) response.writeContinue();
        isContinued = true;
      },
      responded: (upstream) => {
        if (retry?.codes.includes(upstream.status) && repeat()) {
          upstream.body.on('error', () => {});
          return;
        }
        isRelayed = true;
        relay(passage, forwarding, upstream, { stopLimits, abort, dropBody: () => dropBody(passage, shared) });
      },
      upgraded: (tunnel) => {
        stopLimits();
        isRelayed = true;
        openTunnel(passage, forwarding, tunnel);
      },
      failed: (error) => {
        const [next, ...rest] = others;
        if (error.kind === 'unconnected' && next) attempt(next, rest);
        else if (!repeat()) answerFailure(passage, error);
      },
    });
  }

  response.once('close', () => {
    stopLimits();
    // an answer of our own has come before the endpoint's
    if (!isSent(response) || !isRelayed) abort();
  });
  attempt(forwarding.endpoint, othersOf(forwarding));
  for (const mirror of mirrors) sendMirror(passage, exchange, mirror, { ...forwarding, body: shared });
}

/** The backend's endpoints after the one drawn, in turn. */
function othersOf({ outcome, endpoint }: Forwarding): readonly BackendEndpoint[] {
  const drawn = outcome.endpoints.indexOf(endpoint);
  return [...outcome.endpoints.slice(drawn + 1), ...outcome.endpoints.slice(0, drawn)].slice(0, OTHERS_TO_TRY);
}

function drawEndpoint({ outcome, endpoint }: Forwarding): BackendEndpoint {
  return pickEndpoint(outcome.endpoints, Math.random()) ?? endpoint;
}

function answerFailure(passage: Passage, error: UpstreamError): void {
  answer(passage, error.kind === 'connectTimeout' ? 'upstreamTimeout' : 'upstreamFailed', error.code);
}

function dropBody({ request }: Passage, shared: SharedBody | null): void {
  request.unpipe();
  if (shared) shared.drop();
  else request.resume();
}

function startLimit(ms: number | null, expire: () => void): Readonly<{ stop: () => void }> {
  const timer = ms === null ? undefined : startTimer(expire, ms);
  return { stop: () => clearTimeout(timer) };
}
