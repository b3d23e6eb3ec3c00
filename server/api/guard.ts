import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './http.ts';

const loopbackNames = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/**
 * Only loopback names are answered, on any port (a port-forward may use another one), and those that were allowed: a
 * page of another site that had its name resolved to the loopback (DNS rebinding) is refused.
 *
 * @param allowed further names, in lower case
 * @throws HttpProblem HOST_REFUSED
 */
export function checkHost(request: IncomingMessage, allowed: readonly string[]): void {
  const host = request.headers.host ?? '';
  const name = hostnameOf(host);
  if (loopbackNames.test(name) || allowed.includes(name)) return;
  throw new HttpProblem(
    'HOST_REFUSED',
    `Host ${host || '(none)'} is not a name of this dashboard; use ${['localhost', '127.0.0.1', ...allowed].join(' or ')}.`,
  );
}

const reading = new Set(['GET', 'HEAD']);

/**
 * A request that a browser sends for another site's page is refused; writes also need the session's token.
 *
 * @throws HttpProblem ORIGIN_REFUSED or CSRF_TOKEN_MISSING
 */
export function checkOrigin(request: IncomingMessage, csrfToken: string): void {
  const { origin } = request.headers;
  if (origin !== undefined && !isSameHost(origin, request.headers.host ?? '')) {
    throw new HttpProblem('ORIGIN_REFUSED', `Origin ${origin} is not this dashboard.`);
  }
  if (reading.has(request.method ?? '')) return;
  const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
  const wanted = Buffer.from(csrfToken);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new HttpProblem(
    'CSRF_TOKEN_MISSING',
    'Writes need the header x-csrf-token with the csrfToken of /api/session. Reload the page if Gatehouse was restarted.',
  );
}

function isSameHost(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === host.toLowerCase();
  } catch {
    return false; // `null`, as sandboxed pages send
  }
}

/** Headers for every answer: no framing, no sniffing, no referrer to other sites. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
    "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};
