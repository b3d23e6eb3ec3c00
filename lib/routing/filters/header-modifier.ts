import type { HeaderLine } from '../decision.ts';
import type { HeaderModifierFilter } from '../route-table.ts';

/** Names a modifier never touches: they frame the message or belong to one hop (RFC 9110, section 7.6.1). */
const reserved: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
]);

/**
 * Applies set, add, remove in that order; names are case-insensitive. `set` leaves one line with the value, `add` puts
 * the value after those there are. Reserved names are ignored; Host is changed by `URLRewrite` (see `hostSetBy`).
 *
 * @see Gateway API, HTTPHeaderFilter
 */
export function modifyHeaders(lines: readonly HeaderLine[], filter: HeaderModifierFilter): readonly HeaderLine[] {
  const set = filter.set.filter(isOpen);
  const replaced = new Set(set.map(({ name }) => name.toLowerCase()));
  const removed = new Set(filter.remove.map((name) => name.toLowerCase()).filter((name) => !reserved.has(name)));
  return [
    ...lines.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...[...set, ...filter.add.filter(isOpen)].map(({ name, value }) => [name, value] as const),
  ].filter(([name]) => !removed.has(name.toLowerCase()));
}

/** The Host a RequestHeaderModifier sets, which counts as a hostname rewrite; null when it sets none. */
export function hostSetBy(filter: HeaderModifierFilter): string | null {
  return filter.set.find(({ name }) => name.toLowerCase() === 'host')?.value ?? null;
}

function isOpen({ name }: { readonly name: string }): boolean {
  return !reserved.has(name.toLowerCase());
}
