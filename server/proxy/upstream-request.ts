import type { Readable } from 'node:stream';
import type { HeaderLine } from '#lib/routing/decision.ts';
import { hostSetBy, modifyHeaders } from '#lib/routing/filters/header-modifier.ts';
import { modifyPath } from '#lib/routing/filters/url-rewrite.ts';
import type { BackendEndpoint, PathRule, RouteFilter } from '#lib/routing/route-table.ts';
import type { Destination, UpstreamRequest } from './exchange.ts';
import { addForwarded, REQUEST_ID_HEADER, setLine, stripHopByHop, stripTrailers, toLines } from './header-lines.ts';
import type { Step } from './next-step.ts';
import type { Passage } from './passage.ts';
import type { RequestHead } from './request-head.ts';

/** Where a request goes and what changes on the way. */
export type Forwarding = Omit<Extract<Step, { kind: 'forward' }>, 'kind'> & Readonly<{ head: RequestHead }>;

/** One message to one endpoint: `filters` in order, `body` to be read from its first byte. */
export type Outgoing = Pick<Forwarding, 'head' | 'matched'> &
  Readonly<{ to: Destination; filters: readonly RouteFilter[]; body: Readable | null }>;

type Rewriting = Readonly<{ path: string; lines: readonly HeaderLine[] }>;

/** The request as the endpoint gets it: hop-by-hop fields gone, where it came from added, then the filters in order. */
export function buildUpstreamRequest(passage: Passage, outgoing: Outgoing): UpstreamRequest {
  const { request, upgrade } = passage;
  const { head, to, matched, filters, body } = outgoing;
  const { path, lines } = filters.reduce<Rewriting>(
    (rewriting, filter) => rewrite(rewriting, filter, matched.entry.match.path),
    { path: matched.path, lines: forwardedLines(passage, head) },
  );
  const { query } = head.routed;
  return {
    to,
    method: head.routed.method,
    target: query === '' ? path : `${path}?${query}`,
    lines: [...withHost(lines, to.endpoint), ...framingLines(head), ...(upgrade ? upgradeLines : [])],
    body,
    trailers: () => (head.framing.kind === 'chunked' ? stripTrailers(toLines(request.rawTrailers)) : []),
  };
}

function forwardedLines({ state, client, expects }: Passage, { lines, routed }: RequestHead): readonly HeaderLine[] {
  const own = ['content-length', REQUEST_ID_HEADER, ...(expects === 'continue' ? [] : ['expect'])];
  return addForwarded(stripHopByHop(lines, own), {
    client: client || 'unknown',
    scheme: state.scheme,
    host: routed.host ?? '',
    port: state.port,
  });
}

function rewrite({ path, lines }: Rewriting, filter: RouteFilter, matched: PathRule): Rewriting {
  if (filter.type === 'RequestHeaderModifier') {
    const host = hostSetBy(filter);
    const modified = modifyHeaders(lines, filter);
    return { path, lines: host === null ? modified : setLine(modified, 'Host', host) };
  }
  if (filter.type !== 'URLRewrite') return { path, lines };
  return {
    path: modifyPath(filter.path, path, matched),
    lines: filter.hostname === null ? lines : setLine(lines, 'Host', filter.hostname),
  };
}

/** HTTP/1.0 clients may leave Host out, HTTP/1.1 endpoints may not be asked without it. */
function withHost(lines: readonly HeaderLine[], { address, port }: BackendEndpoint): readonly HeaderLine[] {
  return lines.some(([name]) => name.toLowerCase() === 'host') ? lines : setLine(lines, 'Host', `${address}:${port}`);
}

const upgradeLines: readonly HeaderLine[] = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
];

function framingLines({ framing }: RequestHead): readonly HeaderLine[] {
  if (framing.kind === 'none') return [];
  return [framing.kind === 'length' ? ['Content-Length', framing.bytes] : ['Transfer-Encoding', 'chunked']];
}
