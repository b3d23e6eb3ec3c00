import type { Duplex, Readable } from 'node:stream';
import type { HeaderLine } from '#lib/routing/decision.ts';
import type { BackendEndpoint, UpstreamProtocol } from '#lib/routing/route-table.ts';
import type { UpstreamSecurity } from './upstream-tls.ts';

/** An endpoint and how it is spoken to; `security` null is plain text. */
export type Destination = Readonly<{
  endpoint: BackendEndpoint;
  protocol: UpstreamProtocol;
  security: UpstreamSecurity | null;
}>;

/** Destinations of the same id share connections. */
export function destinationId({ endpoint: { address, port }, security }: Destination): string {
  return `${address} ${port} ${security?.id ?? ''}`;
}

/** A request as it goes to an endpoint. `lines` are complete: Host and framing included. */
export type UpstreamRequest = Readonly<{
  to: Destination;
  method: string;
  /** path and query */
  target: string;
  lines: readonly HeaderLine[];
  /** null when there is none; else streamed with back-pressure, untouched until a connection is there */
  body: Readable | null;
  /** the body's trailers, asked for when it has ended */
  trailers: () => readonly HeaderLine[];
}>;

export type UpstreamResponse = Readonly<{
  status: number;
  statusText: string;
  lines: readonly HeaderLine[];
  body: Readable;
  trailers: () => readonly HeaderLine[];
}>;

/** The endpoint agreed to another protocol (101): from here on bytes go both ways as they are. */
export type UpstreamTunnel = Readonly<{ lines: readonly HeaderLine[]; socket: Duplex; head: Buffer }>;

/** `unconnected`: no connection came about, so the endpoint saw nothing of the request. */
export type UpstreamFault = 'unconnected' | 'connectTimeout' | 'failed';

/** Why an endpoint gave no response. `code` is the system's or the parser's word, e.g. ECONNREFUSED. */
export class UpstreamError extends Error {
  readonly code: string;
  readonly kind: UpstreamFault;

  constructor(kind: UpstreamFault, code: string, endpoint: BackendEndpoint, cause?: unknown) {
    super(`${endpoint.address}:${endpoint.port}: ${code}`, { cause });
    this.name = 'UpstreamError';
    this.kind = kind;
    this.code = code;
  }
}

/** What happens to a call, in this order; `failed` at most once and only before `responded` or `upgraded`. */
export type UpstreamEvents = Readonly<{
  /** a connection is there, new or kept */
  connected: () => void;
  /** the endpoint wants the body (100 Continue) */
  continued: () => void;
  responded: (response: UpstreamResponse) => void;
  /** in place of `responded`, to a request that asked for it */
  upgraded: (tunnel: UpstreamTunnel) => void;
  failed: (error: UpstreamError) => void;
}>;

/** One request under way. After `abort` no event follows. */
export type UpstreamCall = Readonly<{ abort: () => void }>;

/** The way to endpoints: a pool of kept connections for each. Another transport goes behind the same seam. */
export type Exchange = Readonly<{
  send: (request: UpstreamRequest, events: UpstreamEvents) => UpstreamCall;
  /** Destinations that are not kept get no new connections; idle ones are closed, busy ones after their response. */
  keepOnly: (destinations: Iterable<Destination>) => void;
  close: () => void;
}>;
