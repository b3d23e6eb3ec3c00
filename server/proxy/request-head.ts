import type { Http2ServerRequest } from 'node:http2';
import { TLSSocket } from 'node:tls';
import type { HeaderLine, RoutedRequest } from '#lib/routing/decision.ts';
import type { ClientRequest } from './client-message.ts';
import { REQUEST_ID_HEADER, setLine, toLines, valuesOf } from './header-lines.ts';

/** How the body of a request is delimited. */
export type Framing =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'length'; bytes: string }>
  /** length not known before its end */
  | Readonly<{ kind: 'chunked' }>;

export type RequestHead = Readonly<{
  routed: RoutedRequest;
  /** with the one Host that counts */
  lines: readonly HeaderLine[];
  framing: Framing;
  /** the id the tester gave; null when it gave none that is an id */
  requestId: string | null;
}>;

export type HeadReading =
  | Readonly<{ ok: true; head: RequestHead }>
  | Readonly<{ ok: false; why: string; answer: 'badRequest' | 'headTooLarge' }>;

/** What HTTP/2 clients are told in SETTINGS; one that never says it heard is not held to that by Node. */
export const MAX_HEADER_LIST_BYTES = 65_536;

/** Node's parser lets others through, and 0.9 where there is none. */
const versions: ReadonlySet<string> = new Set(['1.0', '1.1']);

/**
 * Reads a request head and refuses what two servers could read differently. Node's parser has refused bad framing
 * before; this refuses what it lets through.
 *
 * @see RFC 9112, sections 3.2 and 6.1
 */
export function readHead(request: ClientRequest): HeadReading {
  const isHttp2 = 'stream' in request;
  if (!isHttp2 && !versions.has(request.httpVersion)) return refuse('the version of HTTP is not served');
  const lines = isHttp2 ? readHttp2Lines(request) : toLines(request.rawHeaders);
  if (isHttp2 && sizeOf(lines) > MAX_HEADER_LIST_BYTES)
    return { ...refuse('the head is too large'), answer: 'headTooLarge' };
  const hosts = valuesOf(lines, 'host');
  if (hosts.length > 1) return refuse('there is more than one Host header');
  if (hosts.length === 0 && request.httpVersion === '1.1') return refuse('there is no Host header');
  const framing = readFraming(request, lines);
  if (!framing) return refuse('the transfer coding is not supported');
  const target = readTarget(request.url ?? '');
  if (target.authority === '') return refuse('the target names no host');
  const host = target.authority ?? hosts[0] ?? null;
  const routed: RoutedRequest = {
    host,
    method: request.method ?? '',
    path: target.path,
    query: target.query,
    headers: host === null ? lines : setLine(lines, 'Host', host),
    ...(request.socket instanceof TLSSocket && { sni: sniOf(request.socket) }),
  };
  const [id = ''] = valuesOf(lines, REQUEST_ID_HEADER);
  return {
    ok: true,
    head: {
      routed,
      lines: routed.headers,
      framing,
      requestId: /^[A-Za-z0-9-]{8,64}$/.test(id) ? id : null,
    },
  };
}

const refuse = (why: string) => ({ ok: false, why, answer: 'badRequest' }) as const;

/** @see RFC 9113, section 6.5.2 */
const sizeOf = (lines: readonly HeaderLine[]) =>
  lines.reduce((bytes, [name, value]) => bytes + name.length + value.length + 32, 0);

function readFraming(request: ClientRequest, lines: readonly HeaderLine[]): Framing | null {
  const codings = valuesOf(lines, 'transfer-encoding');
  if (codings.length > 0) {
    const isChunked = codings.length === 1 && codings[0]?.trim().toLowerCase() === 'chunked';
    return isChunked && request.httpVersion === '1.1' ? { kind: 'chunked' } : null;
  }
  const [bytes] = valuesOf(lines, 'content-length');
  // a number with leading zeros is octal to some
  if (bytes !== undefined) return { kind: 'length', bytes: bytes.replace(/^0+(?=\d)/, '') };
  const isOpen = 'stream' in request && !request.stream.endAfterHeaders;
  return isOpen ? { kind: 'chunked' } : { kind: 'none' };
}

/**
 * The fields of HTTP/2 as HTTP/1.1 would have them: `:authority` is Host, and a cookie that came in parts is one line.
 *
 * @see RFC 9113, sections 8.2.3 and 8.3.1
 */
function readHttp2Lines(request: Http2ServerRequest): readonly HeaderLine[] {
  const all = toLines(request.rawHeaders);
  const fields = all.filter(([name]) => !name.startsWith(':'));
  const [authority] = valuesOf(all, ':authority');
  const cookies = valuesOf(fields, 'cookie');
  const joined = cookies.length > 1 ? setLine(fields, 'cookie', cookies.join('; ')) : fields;
  return authority === undefined ? joined : setLine(joined, 'Host', authority);
}

/** The authority of an absolute-form target counts, not the Host beside it (RFC 9112, section 3.2.2). */
function readTarget(url: string): { authority: string | null; path: string; query: string } {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/is.exec(url);
  const rest = absolute ? (absolute[2] ?? '') : url;
  const question = rest.indexOf('?');
  const path = question < 0 ? rest : rest.slice(0, question);
  return {
    authority: absolute ? (absolute[1] ?? '') : null,
    path: absolute && path === '' ? '/' : path,
    query: question < 0 ? '' : rest.slice(question + 1),
  };
}

function sniOf(socket: TLSSocket & { readonly servername?: string | false | null | undefined }): string | null {
  return socket.servername || null;
}
