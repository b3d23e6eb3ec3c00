import type { MatchRule, RouteEntry, ValueRule } from './route-table.ts';

/** An entry that never gets a request, because an entry before it asks exactly the same. Positions in the list. */
export type Shadow = Readonly<{ position: number; shadowedBy: number }>;

/**
 * Entries with the identical condition set as an earlier one, hostname included.
 *
 * @param entries of one listener, in precedence order
 */
export function findShadowed(entries: readonly RouteEntry[]): readonly Shadow[] {
  const first = new Map<string, number>();
  return entries.flatMap((entry, position) => {
    const conditions = formatConditions(entry.hostname, entry.match);
    const shadowedBy = first.get(conditions);
    if (shadowedBy !== undefined) return [{ position, shadowedBy }];
    first.set(conditions, position);
    return [];
  });
}

function formatConditions(hostname: string, { path, method, headers, queryParams }: MatchRule): string {
  return JSON.stringify([hostname, path.type, path.value, method, formatValues(headers), formatValues(queryParams)]);
}

function formatValues(rules: readonly ValueRule[]): readonly string[] {
  return rules.map(({ type, name, value }) => JSON.stringify([name, type, value])).sort();
}
