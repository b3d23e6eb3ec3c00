import type { HeaderLine, RoutedRequest } from '../decision.ts';
import type { CorsFilter, RuleAction } from '../route-table.ts';

/**
 * The filter by which a rule answers a request itself, because it is a CORS preflight; else null.
 *
 * @see Fetch, section 3.3.2 (CORS-preflight request)
 */
export function findPreflight(action: RuleAction, request: RoutedRequest): CorsFilter | null {
  if (action.kind === 'unusable' || !isPreflight(request)) return null;
  return action.filters.find((filter) => filter.type === 'CORS') ?? null;
}

function isPreflight({ method, headers }: RoutedRequest): boolean {
  const has = (name: string) => firstOf(headers, name) !== null;
  return method === 'OPTIONS' && has('origin') && has('access-control-request-method');
}

/** The answer to a preflight, without CORS headers where the origin is not let in. Its status is 204. */
export function answerPreflight(filter: CorsFilter, { headers }: RoutedRequest): readonly HeaderLine[] {
  const vary: HeaderLine = ['Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'];
  const origin = firstOf(headers, 'origin');
  if (origin === null || !isAllowedOrigin(filter.allowOrigins, origin)) return [vary];
  const { allowMethods, allowHeaders, maxAgeSeconds } = filter;
  return [
    ...originLines(filter, origin),
    ...listLine('Access-Control-Allow-Methods', allowMethods, firstOf(headers, 'access-control-request-method')),
    ...listLine('Access-Control-Allow-Headers', allowHeaders, firstOf(headers, 'access-control-request-headers')),
    ['Access-Control-Max-Age', String(maxAgeSeconds)],
    vary,
  ];
}

/**
 * The headers of an answer with what the filter says of its origin; what the backend said of CORS itself is dropped, so
 * that nothing stands twice.
 *
 * @see Gateway API, HTTPCORSFilter
 */
export function addCorsHeaders(
  lines: readonly HeaderLine[],
  filter: CorsFilter,
  { headers }: Pick<RoutedRequest, 'headers'>,
): readonly HeaderLine[] {
  const own = lines.filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
  const origin = firstOf(headers, 'origin');
  if (origin === null || !isAllowedOrigin(filter.allowOrigins, origin)) return [...own, ['Vary', 'Origin']];
  return [...own, ...originLines(filter, origin), ['Vary', 'Origin']];
}

/** Access-Control-Allow-Credentials is absent rather than `false`; a `*` means nothing beside credentials. */
function originLines({ allowCredentials, exposeHeaders }: CorsFilter, origin: string): readonly HeaderLine[] {
  const exposed = allowCredentials ? exposeHeaders.filter((name) => name !== '*') : exposeHeaders;
  return [
    ['Access-Control-Allow-Origin', origin],
    ...(allowCredentials ? [['Access-Control-Allow-Credentials', 'true'] as const] : []),
    ...(exposed.length > 0 ? [['Access-Control-Expose-Headers', exposed.join(', ')] as const] : []),
  ];
}

/** `*` is answered with what was asked for: that holds with credentials too, where `*` itself would not. */
function listLine(name: string, allowed: readonly string[], asked: string | null): readonly HeaderLine[] {
  const value = allowed.includes('*') ? asked : allowed.join(', ');
  return value ? [[name, value]] : [];
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

/**
 * Whether one of the patterns lets an origin in: exactly, by a host of `*` or one that begins with `*.` and then spans
 * any number of labels, or by a lone `*`. The scheme's own port may be written or not.
 */
export function isAllowedOrigin(patterns: readonly string[], origin: string): boolean {
  const asked = readOrigin(origin);
  return patterns.some((pattern) => {
    if (pattern === '*') return true;
    const allowed = readOrigin(pattern);
    if (!allowed || !asked) return pattern === origin;
    const isSamePlace = allowed.scheme === asked.scheme && allowed.port === asked.port;
    return isSamePlace && coversHost(allowed.host, asked.host);
  });
}

function coversHost(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.startsWith('*.')) return pattern === host;
  return host.length >= pattern.length && host.endsWith(pattern.slice(1));
}

type Origin = Readonly<{ scheme: string; host: string; port: string }>;

function readOrigin(text: string): Origin | null {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[^/:]+)(?::(\d+))?$/.exec(text.toLowerCase());
  if (!parts) return null;
  const [, scheme = '', host = '', port] = parts;
  return { scheme, host, port: port ?? defaultPorts[scheme] ?? '' };
}

function firstOf(lines: readonly HeaderLine[], lowerName: string): string | null {
  return lines.find(([name]) => name.toLowerCase() === lowerName)?.[1] ?? null;
}
