import { canonicalHostname } from '#lib/gateway-api/hostname.ts';
import { entryMatches, type ReadRequest, readRequest } from './check-entry.ts';
import type { Decision, RoutedRequest, RoutingOutcome } from './decision.ts';
import { readHost } from './match/host.ts';
import { normalisePath } from './match/path.ts';
import { chooseListener, entriesFor, type IndexedEntry, type IndexedListener, type PortIndex } from './route-index.ts';
import { traceDecision } from './trace-decision.ts';

export type FindRouteOptions = Readonly<{
  /** `on` adds the reasons, at the cost of holding every entry of the listener against the request */
  trace: 'on' | 'off';
}>;

/**
 * Which rule of a Gateway gets a request. One listener is chosen, and nothing falls back to a broader one; on it the
 * first entry in precedence order whose conditions all hold. Traffic, the request tester and what-if all ask here;
 * the trace explains the outcome and never changes it.
 *
 * @param index of the listeners of the Gateway on the port the request came to
 * @see Gateway API, HTTPRouteRule.matches; gateway-api GEP-3567 for misdirected requests
 */
export function findRoute(index: PortIndex, request: RoutedRequest, options: FindRouteOptions): Decision {
  const host = readHost(request.host);
  if (!host.ok) return refuse(host.why);
  const path = normalisePath(request.path);
  if (!path.ok) return refuse(path.why);
  if (!/^[\x21\x22\x24-\x7e]*$/.test(request.query)) return refuse('the query has characters that must be escaped');
  const read = readRequest(request, host.host, path.path);
  const listener = chooseListener(index, read.host);
  const matched = listener && firstMatch(listener, read);
  const outcome = settle(index, request, { listener, matched, path: read.path });
  return { outcome, trace: options.trace === 'on' ? traceDecision(index, read, { listener, outcome }) : null };
}

function firstMatch(listener: IndexedListener, read: ReadRequest): IndexedEntry | null {
  for (const indexed of entriesFor(listener, read.host, read.path))
    if (entryMatches(indexed, read, listener.table.dialect)) return indexed;
  return null;
}

type Found = Readonly<{ listener: IndexedListener | null; matched: IndexedEntry | null; path: string }>;

function settle(index: PortIndex, request: RoutedRequest, found: Found): RoutingOutcome {
  const { listener, matched, path } = found;
  if (request.sni !== undefined) {
    const handshake = listenerForSni(index, request.sni);
    if (!handshake) return { kind: 'noListener', because: 'sni' };
    if (listener && listener !== handshake)
      return { kind: 'misdirected', listener: listener.table.key, handshakeListener: handshake.table.key };
  }
  if (!listener) return { kind: 'noListener', because: 'host' };
  if (!matched) return { kind: 'noRoute', listener: listener.table.key };
  return { kind: 'matched', listener: listener.table.key, entry: matched.entry, path };
}

/** The listener that does a TLS handshake; without a name only one for any hostname may. */
export function listenerForSni(index: PortIndex, sni: string | null): IndexedListener | null {
  return chooseListener(index, canonicalHostname(sni ?? ''));
}

function refuse(why: string): Decision {
  return { outcome: { kind: 'badRequest', why }, trace: null };
}
