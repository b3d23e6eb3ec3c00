import { compareText, identityOf } from '#lib/kube/object-key.ts';
import type { PathRule, RouteEntry, RoutingDialect } from './route-table.ts';

/** The sort keys of Gateway API, most significant first. */
export type PrecedenceKey =
  | 'exactHostname'
  | 'hostnameLength'
  | 'exactPath'
  | 'regularExpressionPath'
  | 'pathLength'
  | 'method'
  | 'headerCount'
  | 'queryParamCount'
  | 'creationTimestamp'
  | 'routeName'
  | 'ruleIndex'
  | 'matchIndex'
  | 'tableOrder';

type Key = Readonly<{ key: PrecedenceKey; compare: (a: RouteEntry, b: RouteEntry) => number; dialects: Dialects }>;
type Dialects = readonly RoutingDialect[];

const everywhere: Dialects = ['v1', 'v1alpha1'];

/** Characters in a hostname; a wildcard counts with its star, any hostname counts 0. */
const exactHostnameLength = (entry: RouteEntry) => (entry.hostname.startsWith('*.') ? 0 : entry.hostname.length);
const has = (condition: boolean) => (condition ? 1 : 0);

const bigger =
  (measure: (entry: RouteEntry) => number) =>
  (a: RouteEntry, b: RouteEntry): number =>
    measure(b) - measure(a);

const keys: readonly Key[] = [
  { key: 'exactHostname', compare: bigger(exactHostnameLength), dialects: everywhere },
  { key: 'hostnameLength', compare: bigger((entry) => entry.hostname.length), dialects: everywhere },
  { key: 'exactPath', compare: bigger((entry) => has(isPath(entry, 'Exact'))), dialects: everywhere },
  {
    key: 'regularExpressionPath',
    compare: bigger((entry) => has(isPath(entry, 'RegularExpression'))),
    dialects: everywhere,
  },
  { key: 'pathLength', compare: bigger((entry) => rankedPathLength(entry.match.path)), dialects: everywhere },
  { key: 'method', compare: bigger((entry) => has(entry.match.method !== null)), dialects: ['v1'] },
  { key: 'headerCount', compare: bigger((entry) => entry.match.headers.length), dialects: everywhere },
  { key: 'queryParamCount', compare: bigger((entry) => entry.match.queryParams.length), dialects: ['v1'] },
  { key: 'creationTimestamp', compare: compareAge, dialects: everywhere },
  { key: 'routeName', compare: compareRouteName, dialects: everywhere },
  { key: 'ruleIndex', compare: (a, b) => a.ruleIndex - b.ruleIndex, dialects: everywhere },
  { key: 'matchIndex', compare: (a, b) => a.matchIndex - b.matchIndex, dialects: everywhere },
  // two entries that differ in nothing ranked: names of hostname and object settle it, so order never depends on input
  { key: 'tableOrder', compare: compareIdentity, dialects: everywhere },
];

const keysOf = (dialect: RoutingDialect) => keys.filter((key) => key.dialects.includes(dialect));

/**
 * The order in which entries are tried; negative puts `a` first. Total over the entries of one listener.
 * RegularExpression paths stand after Exact and before every PathPrefix, longer patterns first (ours: the spec
 * leaves it open). v1alpha1 ranks neither method nor query parameters.
 *
 * @see Gateway API, HTTPRouteRule.matches
 */
export function entryOrder(dialect: RoutingDialect): (a: RouteEntry, b: RouteEntry) => number {
  const own = keysOf(dialect);
  return (a, b) => {
    for (const { compare } of own) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** The key that puts `first` before `second`. */
export function standsBecause(first: RouteEntry, second: RouteEntry, dialect: RoutingDialect): PrecedenceKey {
  return keysOf(dialect).find(({ compare }) => compare(first, second) !== 0)?.key ?? 'tableOrder';
}

function isPath(entry: RouteEntry, type: PathRule['type']): boolean {
  return entry.match.path.type === type;
}

/** All exact paths that match one request are equally long, so their length never decides. */
function rankedPathLength(path: PathRule): number {
  return path.type === 'Exact' ? 0 : path.value.length;
}

/** Older first; an object without a timestamp (not yet in a cluster) counts as newest. */
function compareAge(a: RouteEntry, b: RouteEntry): number {
  if (a.createdAtMs === b.createdAtMs) return 0;
  return (a.createdAtMs ?? Number.POSITIVE_INFINITY) < (b.createdAtMs ?? Number.POSITIVE_INFINITY) ? -1 : 1;
}

function compareRouteName(a: RouteEntry, b: RouteEntry): number {
  if (a.route === b.route) return 0;
  const first = identityOf(a.route);
  const second = identityOf(b.route);
  return compareText(`${first.namespace}/${first.name}`, `${second.namespace}/${second.name}`);
}

function compareIdentity(a: RouteEntry, b: RouteEntry): number {
  return (
    compareText(a.hostname, b.hostname) ||
    compareText(a.match.path.value, b.match.path.value) ||
    compareText(a.route, b.route)
  );
}
