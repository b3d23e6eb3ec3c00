import { pickEndpoint } from '#lib/routing/pick-backend.ts';
import type { MirrorFilter, RouteFilter } from '#lib/routing/route-table.ts';
import { destinationOf } from './destination.ts';
import type { Exchange } from './exchange.ts';
import type { Passage } from './passage.ts';
import type { SharedBody } from './shared-body.ts';
import { buildUpstreamRequest, type Forwarding } from './upstream-request.ts';

/** A mirror that takes a copy of this request; `before` are the filters that had their turn when it is made. */
export type DrawnMirror = Readonly<{ filter: MirrorFilter; before: readonly RouteFilter[] }>;

/** An endpoint that takes a copy and never answers holds its connection no longer. */
const MIRROR_LIMIT_MS = 15_000;

/**
 * The mirrors of a rule and its drawn backend that get this request, each drawn on its own.
 *
 * @param random uniform in [0, 1), drawn anew for each call
 * @see Gateway API, HTTPRequestMirrorFilter
 */
export function drawMirrors(filters: readonly RouteFilter[], random: () => number): readonly DrawnMirror[] {
  return filters.flatMap((filter, index) => {
    if (filter.type !== 'RequestMirror' || random() >= filter.share) return [];
    return [{ filter, before: filters.slice(0, index) }];
  });
}

/** Sends a copy; whatever becomes of it, the request itself is neither delayed nor changed. */
export function sendMirror(
  passage: Passage,
  exchange: Exchange,
  { filter, before }: DrawnMirror,
  { head, matched, body }: Pick<Forwarding, 'head' | 'matched'> & Readonly<{ body: SharedBody | null }>,
): void {
  const { outcome } = filter.backend;
  if (outcome.state !== 'resolved') return;
  const endpoint = pickEndpoint(outcome.endpoints, Math.random());
  if (!endpoint) return;
  const to = destinationOf(outcome, endpoint, passage.state.clientCertificate);
  const copy = body?.copy() ?? null;
  // nobody would tell the client to go on, or open a tunnel, for the sake of a copy
  const unexpecting = { ...passage, expects: 'nothing', upgrade: null } as const;
  const call = exchange.send(buildUpstreamRequest(unexpecting, { head, matched, to, filters: before, body: copy }), {
    connected: () => {},
    continued: () => {},
    responded: ({ body: answer }) => {
      answer.on('error', () => {});
      answer.once('close', () => clearTimeout(limit));
      answer.resume();
    },
    upgraded: ({ socket }) => socket.destroy(),
    failed: () => clearTimeout(limit),
  });
  const limit = setTimeout(() => call.abort(), MIRROR_LIMIT_MS);
  copy?.once('error', () => {
    clearTimeout(limit);
    call.abort();
  });
}
