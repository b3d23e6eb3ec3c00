import { type PrecedenceKey, standsBecause } from '#lib/routing/precedence.ts';
import type { RouteEntry, RoutingDialect } from '#lib/routing/route-table.ts';

const words: Readonly<Record<PrecedenceKey, (before: RouteEntry, entry: RouteEntry) => string>> = {
  exactHostname: (before) => `${before.hostname} is an exact hostname, so it is tried first`,
  hostnameLength: (before, entry) =>
    `hostname ${entry.hostname || 'any'} is less specific than ${before.hostname || 'any'}`,
  exactPath: () => 'Exact goes before prefixes and patterns',
  regularExpressionPath: () => 'a pattern goes before prefixes',
  pathLength: (before, entry) => `${lengthOf(entry)} characters, the row before has ${lengthOf(before)}`,
  method: () => 'same path; the row before also asks for a method',
  headerCount: (before, entry) =>
    `same path; ${count(entry.match.headers.length, 'header')} to ${before.match.headers.length}`,
  queryParamCount: (before, entry) =>
    `same path; ${count(entry.match.queryParams.length, 'query parameter')} to ${before.match.queryParams.length}`,
  creationTimestamp: () => 'same match length, a younger Route',
  routeName: () => 'same match length and age; namespace/name comes later',
  ruleIndex: () => 'a later rule of the same Route',
  matchIndex: () => 'a later match of the same rule',
  tableOrder: () => 'equal in every rank',
};

const lengthOf = ({ match }: RouteEntry): number => match.path.value.length;
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Why an entry stands behind the one before it; for the first, what puts it there. */
export function sayPlace(before: RouteEntry | undefined, entry: RouteEntry, dialect: RoutingDialect): string {
  if (!before) return 'tried first';
  return words[standsBecause(before, entry, dialect)](before, entry);
}
