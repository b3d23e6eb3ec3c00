import type { PathRule } from '../route-table.ts';
import type { CompilePattern } from './pattern.ts';

/** A path ready to be matched and forwarded, or what is wrong with it (answered 400). */
export type PathReading = Readonly<{ ok: true; path: string }> | Readonly<{ ok: false; why: string }>;

/** `null`: the rule's pattern cannot be used, so it matches nothing. */
export type PathMatcher = ((path: string) => boolean) | null;

/**
 * The one form of a path that is both matched and forwarded; forwarding another form than was matched would go around
 * a route. Dot segments are resolved (`%2e` too); `//` and every other escape, `%2F` above all, stay as sent.
 *
 * @see RFC 3986, sections 5.2.4 and 2.1
 */
export function normalisePath(path: string): PathReading {
  if (!path.startsWith('/')) return { ok: false, why: 'the target is not a path' };
  if (!/^[\x21\x22\x24-\x3e\x40-\x7e]+$/.test(path))
    return { ok: false, why: 'the path has characters that must be escaped' };
  if (/%(?![0-9a-f]{2})/i.test(path)) return { ok: false, why: 'the path has a malformed escape' };
  return { ok: true, path: /\/(\.|%2e)/i.test(path) ? removeDotSegments(path) : path };
}

function removeDotSegments(path: string): string {
  const segments = path.slice(1).split('/');
  const kept: string[] = [];
  segments.forEach((segment, index) => {
    const dots = segment.replace(/%2e/gi, '.');
    if (dots !== '.' && dots !== '..') {
      kept.push(segment);
      return;
    }
    if (dots === '..') kept.pop();
    if (index === segments.length - 1) kept.push('');
  });
  return `/${kept.join('/')}`;
}

/** Without its one trailing `/`, as the spec counts and compares prefixes; `/` becomes `''`. */
export function trimPrefix(value: string): string {
  return value.endsWith('/') ? value.slice(0, -1) : value;
}

/**
 * @param rule with a PathPrefix value as `trimPrefix` gives it
 * @see Gateway API, HTTPPathMatch
 */
export function compilePath(rule: PathRule, compilePattern: CompilePattern): PathMatcher {
  const { value } = rule;
  switch (rule.type) {
    case 'Exact':
      return (path) => path === value;
    case 'PathPrefix':
      return (path) => path === value || (path.startsWith(value) && path.charAt(value.length) === '/');
    case 'RegularExpression':
      return compilePattern(value);
    default:
      // a type of a newer API: the rule matches nothing rather than something else
      return null;
  }
}
