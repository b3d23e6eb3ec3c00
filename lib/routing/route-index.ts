import { coversHostname, type WildcardSpan } from '#lib/gateway-api/hostname.ts';
import { hostnamesCovering } from './match/host.ts';
import { compileValue, type ValueMatcher } from './match/name-value.ts';
import { compilePath, type PathMatcher } from './match/path.ts';
import { type CompilePattern, createPatternCompiler } from './match/pattern.ts';
import type { ListenerTable, RouteEntry, RoutingDialect } from './route-table.ts';

/** An entry with its patterns compiled. */
export type IndexedEntry = Readonly<{
  entry: RouteEntry;
  path: PathMatcher;
  headers: readonly ValueMatcher[];
  queryParams: readonly ValueMatcher[];
}>;

/** A listener with its entries laid out so that one look-up touches only those whose hostname and path can match. */
export type IndexedListener = Readonly<{ table: ListenerTable; hostnames: ReadonlyMap<string, HostnameGroup> }>;

type HostnameGroup = {
  readonly exact: Map<string, IndexedEntry[]>;
  readonly patterns: IndexedEntry[];
  readonly prefixes: Map<string, IndexedEntry[]>;
  longestPrefix: number;
};

/** The listeners of one Gateway on one port, ready for look-ups. */
export type PortIndex = Readonly<{
  /** those that take requests */
  serving: readonly IndexedListener[];
  notServing: readonly ListenerTable[];
  compilePattern: CompilePattern;
}>;

export const wildcardSpan = (dialect: RoutingDialect): WildcardSpan =>
  dialect === 'v1alpha1' ? 'oneLabel' : 'manyLabels';

/**
 * Prepares the listeners of one port of one Gateway for `findRoute`. Costs time in proportion to the entries; the
 * index may be kept for as long as the table is.
 */
export function indexListeners(listeners: readonly ListenerTable[]): PortIndex {
  const compilePattern = createPatternCompiler();
  const serving = listeners.filter((listener) => listener.serving.state === 'serving');
  return {
    serving: serving.map((table) => ({ table, hostnames: groupByHostname(table.entries, compilePattern) })),
    notServing: listeners.filter((listener) => listener.serving.state !== 'serving'),
    compilePattern,
  };
}

export function indexEntry(entry: RouteEntry, compilePattern: CompilePattern): IndexedEntry {
  return {
    entry,
    path: compilePath(entry.match.path, compilePattern),
    headers: entry.match.headers.map((rule) => compileValue(rule, compilePattern)),
    queryParams: entry.match.queryParams.map((rule) => compileValue(rule, compilePattern)),
  };
}

function groupByHostname(entries: readonly RouteEntry[], compilePattern: CompilePattern) {
  const groups = new Map<string, HostnameGroup>();
  for (const entry of entries) {
    const group = groups.get(entry.hostname) ?? {
      exact: new Map(),
      patterns: [],
      prefixes: new Map(),
      longestPrefix: 0,
    };
    groups.set(entry.hostname, group);
    place(group, indexEntry(entry, compilePattern));
  }
  return groups;
}

function place(group: HostnameGroup, indexed: IndexedEntry): void {
  const { type, value } = indexed.entry.match.path;
  if (type === 'Exact') append(group.exact, value, indexed);
  else if (type === 'PathPrefix') {
    append(group.prefixes, value, indexed);
    group.longestPrefix = Math.max(group.longestPrefix, value.length);
  } else group.patterns.push(indexed);
}

function append(buckets: Map<string, IndexedEntry[]>, key: string, indexed: IndexedEntry): void {
  const bucket = buckets.get(key);
  if (bucket) bucket.push(indexed);
  else buckets.set(key, [indexed]);
}

/**
 * The most specific listener for a host: an exact hostname, then the longest wildcard, then any. Null when none
 * covers it.
 *
 * @see Gateway API, Listener.hostname and listener isolation
 */
export function chooseListener(index: PortIndex, host: string): IndexedListener | null {
  let best: IndexedListener | null = null;
  for (const listener of index.serving) {
    const { hostname, dialect } = listener.table;
    if (!coversHostname(hostname, host, wildcardSpan(dialect))) continue;
    if (!best || isNarrower(hostname, best.table.hostname)) best = listener;
  }
  return best;
}

/** Of two hostnames that cover the same host, is `a` the narrower? A wildcard is never as narrow as a name. */
function isNarrower(a: string, b: string): boolean {
  const isName = (hostname: string) => hostname !== '' && !hostname.startsWith('*.');
  return isName(a) === isName(b) ? a.length > b.length : isName(a);
}

/**
 * The entries of a listener whose hostname and path can match, in precedence order. The groups stand in that order by
 * themselves: hostname outranks path, Exact outranks patterns, patterns outrank prefixes, and two different prefixes
 * of one path are never equally long.
 */
export function* entriesFor(listener: IndexedListener, host: string, path: string): Generator<IndexedEntry> {
  for (const hostname of hostnamesCovering(host, wildcardSpan(listener.table.dialect))) {
    const group = listener.hostnames.get(hostname);
    if (!group) continue;
    yield* group.exact.get(path) ?? [];
    yield* group.patterns;
    yield* prefixEntries(group, path);
  }
}

/** Cuts beyond the longest known prefix are skipped, so a path of thousands of slashes costs no more than that. */
function* prefixEntries(group: HostnameGroup, path: string): Generator<IndexedEntry> {
  if (path.length <= group.longestPrefix) yield* group.prefixes.get(path) ?? [];
  for (let end = cutBefore(path, Math.min(path.length - 1, group.longestPrefix)); end >= 0; ) {
    yield* group.prefixes.get(path.slice(0, end)) ?? [];
    end = end === 0 ? -1 : cutBefore(path, end - 1);
  }
}

const cutBefore = (path: string, from: number) => path.lastIndexOf('/', from);
