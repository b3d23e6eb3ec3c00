import { type PrecedenceKey, standsBecause } from '#lib/routing/precedence.ts';
import type { RouteEntry, RoutingDialect } from '#lib/routing/route-table.ts';

const words: Readonly<Record<PrecedenceKey, (before: RouteEntry, entry: RouteEntry) => string>> = {
  exactHostname: sayHostname,
  hostnameLength: sayHostname,
  exactPath: () => 'Exact goes before prefixes and patterns',
  regularExpressionPath: () => 'a pattern goes before prefixes',
  pathLength: (before, entry) => `${count(lengthOf(entry), 'character')}, the row before has ${lengthOf(before)}`,
  method: (before, entry) => `${pathWord(before, entry)}; the row before also asks for a method`,
  headerCount: (before, entry) =>
    `${pathWord(before, entry)}; ${count(entry.match.headers.length, 'header')} to ${before.match.headers.length}`,
  queryParamCount: (before, entry) =>
    `${pathWord(before, entry)}; ${count(entry.match.queryParams.length, 'query parameter')} to ${before.match.queryParams.length}`,
  creationTimestamp: () => 'same match length, a younger Route',
  routeName: () => 'same match length and age; namespace/name comes later',
  ruleIndex: () => 'a later rule of the same Route',
  matchIndex: () => 'a later match of the same rule',
  tableOrder: () => 'equal in every rank',
};

/** Characters of a path as people write it: the prefix `/` is kept as `''`. */
const lengthOf = ({ match: { path } }: RouteEntry): number =>
  path.type === 'PathPrefix' && path.value === '' ? 1 : path.value.length;
/** Paths that rank alike need not be alike: the length of Exact ones is not compared. */
const pathWord = (before: RouteEntry, entry: RouteEntry): string =>
  before.match.path.value === entry.match.path.value ? 'same path' : 'another path';
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

type Form = 'exact' | 'wildcard' | 'any';
const formOf = (hostname: string): Form => (hostname === '' ? 'any' : hostname.startsWith('*.') ? 'wildcard' : 'exact');

/** Entries of two hostnames: no other key was compared between them. */
function sayHostname(before: RouteEntry, entry: RouteEntry): string {
  const another = `another hostname: ${entry.hostname || 'any'}`;
  const [first, second] = [formOf(before.hostname), formOf(entry.hostname)];
  if (first !== second) return `${another}; ${first} ${before.hostname} goes before ${second}`;
  if (before.hostname.length === entry.hostname.length) return another;
  return `${another}; the longer ${before.hostname} goes before it`;
}

/** Why an entry stands behind the one before it; for the first, what puts it there. */
export function sayPlace(before: RouteEntry | undefined, entry: RouteEntry, dialect: RoutingDialect): string {
  if (!before) return 'tried first';
  if (before.hostname !== entry.hostname) return sayHostname(before, entry);
  return words[standsBecause(before, entry, dialect)](before, entry);
}
