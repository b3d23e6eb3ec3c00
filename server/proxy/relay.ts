import type { HeaderLine } from '#lib/routing/decision.ts';
import { addCorsHeaders } from '#lib/routing/filters/cors.ts';
import { modifyHeaders } from '#lib/routing/filters/header-modifier.ts';
import { addTrailers, cut, isGone, writeHead } from './client-message.ts';
import type { UpstreamResponse } from './exchange.ts';
import { stripHopByHop, stripTrailers } from './header-lines.ts';
import { answer, type Passage } from './passage.ts';
import type { Forwarding } from './upstream-request.ts';

/** Ends what a forwarded request still holds. */
export type Control = Readonly<{ stopLimits: () => void; abort: () => void; dropBody: () => void }>;

/** Streams an endpoint's response to the client; one that ends early cuts the client, so nobody takes half for a whole. */
export function relay(passage: Passage, forwarding: Forwarding, upstream: UpstreamResponse, control: Control): void {
  const { response, log } = passage;
  const { body } = upstream;
  body.on('error', () => {});
  if (response.headersSent || isGone(response)) {
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
    cut(response);
  });
  body.once('end', () => {
    control.stopLimits();
    endResponse(passage, upstream, control);
  });
  body.pipe(response, { end: false });
}

/** false when Node refuses the head: nothing was sent then. */
function sendHead({ response, log }: Passage, forwarding: Forwarding, upstream: UpstreamResponse): boolean {
  try {
    writeHead(response, upstream.status, responseLines(forwarding, upstream), upstream.statusText);
  } catch {
    return false;
  }
  log.answered(upstream.status);
  return true;
}

/** The backend's response filters run first, then the rule's. */
export function responseLines(
  { head, action, backend }: Forwarding,
  upstream: Pick<UpstreamResponse, 'lines'>,
): readonly HeaderLine[] {
  return [...backend.filters, ...action.filters].reduce<readonly HeaderLine[]>((lines, filter) => {
    if (filter.type === 'ResponseHeaderModifier') return modifyHeaders(lines, filter);
    return filter.type === 'CORS' ? addCorsHeaders(lines, filter, head.routed) : lines;
  }, stripHopByHop(upstream.lines));
}

function endResponse({ request, response }: Passage, upstream: UpstreamResponse, control: Control): void {
  addTrailers(response, stripTrailers(upstream.trailers()));
  response.end();
  if (request.complete) return;
  // answered before the whole body came: what still comes is read and dropped, the endpoint gets no more of it
  control.dropBody();
  control.abort();
}
