import type { HeaderLine } from '../decision.ts';
import type { ValueRule } from '../route-table.ts';
import type { CompilePattern } from './pattern.ts';

/** `test` null: the rule's pattern cannot be used, so it matches nothing. */
export type ValueMatcher = Readonly<{ rule: ValueRule; test: ((value: string) => boolean) | null }>;

/** Values are compared whole and case-sensitively. */
export function compileValue(rule: ValueRule, compilePattern: CompilePattern): ValueMatcher {
  if (rule.type === 'Exact') return { rule, test: (value) => value === rule.value };
  return { rule, test: rule.type === 'RegularExpression' ? compilePattern(rule.value) : null };
}

/** Header values by lower-case name; lines of one name are joined with `,` and compared as one. */
export function readHeaders(lines: readonly HeaderLine[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const before = values.get(key);
    values.set(key, before === undefined ? value : `${before},${value}`);
  }
  return values;
}

/**
 * Query parameters, decoded (`+` is a space); of a repeated name the first counts, a name alone has the value `''`.
 *
 * @param query as sent, without `?`
 */
export function readQuery(query: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    if (!values.has(name)) values.set(name, equals < 0 ? '' : decode(part.slice(equals + 1)));
  }
  return values;
}

/** Malformed escapes stay as they are: the query goes upstream as sent anyway. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
