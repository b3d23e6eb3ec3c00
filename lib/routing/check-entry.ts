import { coversHostname } from '#lib/gateway-api/hostname.ts';
import type { Rejection, RoutedRequest } from './decision.ts';
import { readHeaders, readQuery, type ValueMatcher } from './match/name-value.ts';
import { type IndexedEntry, wildcardSpan } from './route-index.ts';
import type { RoutingDialect } from './route-table.ts';

/** A request in the form conditions are held against; headers and query are read when first asked for. */
export type ReadRequest = Readonly<{
  host: string;
  path: string;
  method: string;
  headers: () => ReadonlyMap<string, string>;
  query: () => ReadonlyMap<string, string>;
}>;

export function readRequest(request: RoutedRequest, host: string, path: string): ReadRequest {
  let headers: ReadonlyMap<string, string> | undefined;
  let query: ReadonlyMap<string, string> | undefined;
  return {
    host,
    path,
    method: request.method,
    headers: () => {
      headers ??= readHeaders(request.headers);
      return headers;
    },
    query: () => {
      query ??= readQuery(request.query);
      return query;
    },
  };
}

/**
 * Holds every condition of an entry against a request, in the order they rank, and gives those that do not hold.
 * Lazy: asking for the first alone costs no more than finding it, which is how traffic asks.
 */
export function* rejectionsOf(
  indexed: IndexedEntry,
  request: ReadRequest,
  dialect: RoutingDialect,
): Generator<Rejection> {
  const { hostname, match } = indexed.entry;
  if (!coversHostname(hostname, request.host, wildcardSpan(dialect)))
    yield { predicate: 'hostname', hostname, actual: request.host };
  if (!indexed.path?.(request.path)) {
    const why = indexed.path ? 'differs' : 'invalidPattern';
    yield { predicate: 'path', rule: match.path, actual: request.path, why };
  }
  if (match.method !== null && match.method !== request.method)
    yield { predicate: 'method', method: match.method, actual: request.method };
  if (indexed.headers.length > 0) yield* valueRejections('header', indexed.headers, request.headers());
  if (indexed.queryParams.length > 0) yield* valueRejections('queryParam', indexed.queryParams, request.query());
}

/** Does every condition hold? */
export function entryMatches(indexed: IndexedEntry, request: ReadRequest, dialect: RoutingDialect): boolean {
  return rejectionsOf(indexed, request, dialect).next().done === true;
}

function* valueRejections(
  predicate: 'header' | 'queryParam',
  matchers: readonly ValueMatcher[],
  values: ReadonlyMap<string, string>,
): Generator<Rejection> {
  for (const { rule, test } of matchers) {
    const actual = values.get(rule.name) ?? null;
    if (test === null) yield { predicate, rule, actual, why: 'invalidPattern' };
    else if (actual === null) yield { predicate, rule, actual, why: 'absent' };
    else if (!test(actual)) yield { predicate, rule, actual, why: 'differs' };
  }
}
