import type { PathRule, RedirectFilter } from '../route-table.ts';
import { modifyPath } from './url-rewrite.ts';

/** What of a request and its listener a redirect keeps. */
export type RedirectSource = Readonly<{
  /** of the listener */
  scheme: 'http' | 'https';
  /** the listener's port in the Gateway, not the one in Host nor that of a remapped socket */
  listenerPort: number;
  /** Host without its port */
  hostname: string;
  path: string;
  /** as sent, without `?` */
  query: string;
  matched: PathRule;
}>;

const defaultPorts = { http: 80, https: 443 } as const;

/**
 * The Location of a RequestRedirect. The query string is kept (ours: the spec leaves it open).
 *
 * @see Gateway API, HTTPRequestRedirectFilter
 */
export function formatLocation(redirect: RedirectFilter, source: RedirectSource): string {
  const scheme = redirect.scheme ?? source.scheme;
  const port = redirect.port ?? (redirect.scheme ? defaultPorts[scheme] : source.listenerPort);
  const authority = `${redirect.hostname ?? source.hostname}${port === defaultPorts[scheme] ? '' : `:${port}`}`;
  const path = modifyPath(redirect.path, source.path, source.matched);
  return `${scheme}://${authority}${path}${source.query === '' ? '' : `?${source.query}`}`;
}
