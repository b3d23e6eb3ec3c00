import type { Attachment, Check, ListenerKey } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { PrecedenceKey } from './precedence.ts';
import type { PathRule, RouteEntry, ValueRule } from './route-table.ts';

/** A header line, as sent. */
export type HeaderLine = readonly [name: string, value: string];

/** What of a request counts for routing. */
export type RoutedRequest = Readonly<{
  /** Host as sent, port and case included; null when there is none (HTTP/1.0) */
  host: string | null;
  /** the name asked for in the TLS handshake; null when none was sent; absent on plain connections */
  sni?: string | null | undefined;
  method: string;
  /** path of the target as sent, without the query */
  path: string;
  /** as sent, without `?`; `''` when there is none */
  query: string;
  headers: readonly HeaderLine[];
}>;

/** Which rule gets a request, or why none does. `path` is normalised; it is what is forwarded. */
export type RoutingOutcome =
  | Readonly<{ kind: 'matched'; listener: ListenerKey; entry: RouteEntry; path: string }>
  /** 404: the listener has no entry for it */
  | Readonly<{ kind: 'noRoute'; listener: ListenerKey }>
  /** 404, or the connection is closed when the name asked for by TLS has no listener */
  | Readonly<{ kind: 'noListener'; because: 'host' | 'sni' }>
  /** 421: the Host belongs to another listener than the one that did the TLS handshake */
  | Readonly<{ kind: 'misdirected'; listener: ListenerKey; handshakeListener: ListenerKey }>
  /** 400 */
  | Readonly<{ kind: 'badRequest'; why: string }>;

export type Decision = Readonly<{ outcome: RoutingOutcome; trace: RoutingTrace | null }>;

/** A condition of an entry that does not hold, with both operands. */
export type Rejection =
  | Readonly<{ predicate: 'hostname'; hostname: string; actual: string }>
  | Readonly<{ predicate: 'path'; rule: PathRule; actual: string; why: 'differs' | 'invalidPattern' }>
  | Readonly<{ predicate: 'method'; method: string; actual: string }>
  | Readonly<{
      predicate: 'header' | 'queryParam';
      rule: ValueRule;
      /** null when the request does not have it */
      actual: string | null;
      why: 'absent' | 'differs' | 'invalidPattern';
    }>;

export type ListenerCandidate = Readonly<{
  listener: ListenerKey;
  name: string;
  hostname: string;
  verdict:
    | Readonly<{ kind: 'chosen' }>
    | Readonly<{ kind: 'hostnameDiffers' }>
    /** it covers the host, but `than` does so more narrowly */
    | Readonly<{ kind: 'lessSpecific'; than: ListenerKey }>
    | Readonly<{ kind: 'notServing'; why: string }>;
}>;

/** `outranked`: every condition holds, but an entry before it took the request; `because` says what put it first. */
export type EntryVerdict =
  | Readonly<{ kind: 'matched' }>
  | Readonly<{ kind: 'outranked'; by: EntryRef; because: PrecedenceKey }>
  | Readonly<{ kind: 'rejected'; rejections: readonly Rejection[] }>;

/** Names an entry: a Route's rule and match on one hostname. */
export type EntryRef = Readonly<{
  route: ObjectKey;
  hostname: string;
  ruleIndex: number;
  ruleName: string | null;
  matchIndex: number;
}>;

export type EntryCandidate = Readonly<{ entry: RouteEntry; verdict: EntryVerdict }>;

/**
 * A Route that is not attached and would have matched. `first`: it would have taken the request; else an attached
 * entry outranks it all the same.
 */
export type RefusedCandidate = Readonly<{
  entry: RouteEntry;
  listener: ListenerKey;
  failed: readonly Check[];
  attachment: Exclude<Attachment, 'attached'>;
  standing: 'first' | 'outranked';
}>;

/** Why a decision is what it is. */
export type RoutingTrace = Readonly<{
  /** canonical host and normalised path the conditions were held against */
  host: string;
  path: string;
  listeners: readonly ListenerCandidate[];
  /** entries of the chosen listener, in precedence order; the nearest misses first to stay when there are too many */
  candidates: readonly EntryCandidate[];
  /** candidates left out */
  omitted: number;
  refused: readonly RefusedCandidate[];
}>;
