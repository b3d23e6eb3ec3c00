import { canonicalHostname, coversHostname, type WildcardSpan } from '#lib/gateway-api/hostname.ts';

/** A request's host in the form hostnames are compared in, or what is wrong with it. */
export type HostReading = Readonly<{ ok: true; host: string }> | Readonly<{ ok: false; why: string }>;

const MAX_HOST_LENGTH = 255;

/**
 * Reads a Host header: port and one trailing dot cut off, lower case. The upstream still gets it as it was sent.
 *
 * @param host null when the request has none, read as `''`, which only "any" covers
 * @see RFC 9110, section 7.2
 */
export function readHost(host: string | null): HostReading {
  const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9._~-]*)(:[0-9]{0,5})?$/i.exec(host ?? '');
  if (!parts) return { ok: false, why: 'the Host header is not a host' };
  const name = canonicalHostname(parts[1] ?? '');
  if (name.length > MAX_HOST_LENGTH) return { ok: false, why: 'the Host header is too long' };
  return { ok: true, host: name };
}

/**
 * Every hostname that covers `host`, most specific first: the name, wildcards from long to short, any.
 *
 * @param host canonical, not a wildcard
 */
export function* hostnamesCovering(host: string, span: WildcardSpan): Generator<string> {
  if (host !== '') yield host;
  for (let dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
    const pattern = `*${host.slice(dot)}`;
    if (coversHostname(pattern, host, span)) yield pattern;
  }
  yield '';
}
