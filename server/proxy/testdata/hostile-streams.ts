import type { Field } from './http2-frames.ts';

/** What must become of a request of HTTP/2. */
export type StreamMust =
  /** nothing reaches the endpoint: an answer of ours, the stream reset, or the connection ended */
  | Readonly<{ kind: 'refused'; how: 'answer' | 'reset' | 'goaway' }>
  | Readonly<{ kind: 'passed'; line: string; body: string; has: readonly RegExp[]; hasNot: readonly RegExp[] }>;

/** `body` is sent in one DATA frame; null ends the stream with its head. */
export type HostileStream = readonly [name: string, fields: readonly Field[], body: string | null, must: StreamMust];

const reset: StreamMust = { kind: 'refused', how: 'reset' };
const answered: StreamMust = { kind: 'refused', how: 'answer' };
const passed = (line: string, more: Partial<Extract<StreamMust, { kind: 'passed' }>> = {}): StreamMust => ({
  body: '',
  has: [],
  hasNot: [],
  ...more,
  kind: 'passed',
  line,
});

const method: Field = [':method', 'GET'];
const scheme: Field = [':scheme', 'http'];
const authority: Field = [':authority', 'a'];
const path: Field = [':path', '/'];
/** The field alone is dropped: the rest is in order. */
const withoutIt = passed('GET / HTTP/1.1', { hasNot: [/^x(?!-forwarded)/im, /transfer-encoding/i] });
const get = (...more: readonly Field[]): readonly Field[] => [method, scheme, authority, path, ...more];
const post = (...more: readonly Field[]): readonly Field[] => [[':method', 'POST'], scheme, authority, path, ...more];
const at = (target: string): readonly Field[] => [method, scheme, authority, [':path', target]];
const host = (value: string): readonly Field[] => [method, scheme, [':authority', value], path];

/** @see RFC 9113, sections 8.2 and 8.3 */
export const hostileStreams: readonly HostileStream[] = [
  ['no :method', [scheme, authority, path], null, reset],
  ['no :scheme', [method, authority, path], null, reset],
  ['no :path', [method, scheme, authority], null, reset],
  ['two :methods', get([':method', 'POST']), null, reset],
  ['two :paths', get([':path', '/smuggled']), null, reset],
  ['two :authorities', get([':authority', 'b']), null, reset],
  ['a pseudo-header behind a field', [method, scheme, path, ['x', 'y'], authority], null, reset],
  ['an unknown pseudo-header', get([':smuggled', 'x']), null, reset],
  [':status', get([':status', '200']), null, reset],
  [':protocol without leave', get([':protocol', 'websocket']), null, reset],
  ['an empty :path', at(''), null, reset],
  ['a :path without a slash', at('smuggled'), null, reset],
  ['a :path with a line of its own', at('/ HTTP/1.1\r\nHost: a\r\n\r\nGET /smuggled HTTP/1.1'), null, reset],
  ['a space in :path', at('/a b'), null, reset],
  ['a fragment in :path', at('/a#b'), null, answered],
  ['a malformed escape in :path', at('/%'), null, answered],
  ['a byte above 127 in :path', at('/\xe9'), null, answered],
  ['an asterisk on a GET', at('*'), null, reset],
  ['a line end in :method', [[':method', 'GET / HTTP/1.1\r\nX: y'], scheme, authority, path], null, reset],
  ['a space in :method', [[':method', 'GET /smuggled'], scheme, authority, path], null, reset],
  ['an empty :method', [[':method', ''], scheme, authority, path], null, reset],
  ['a line end in :authority', host('a\r\nX: y'), null, reset],
  ['user information in :authority', host('user@a'), null, reset],
  ['a path in :authority', host('a/b'), null, reset],
  ['a list in :authority', host('a, b'), null, reset],
  ['a line end in a value', get(['x', 'a\r\nTransfer-Encoding: chunked']), null, withoutIt],
  ['a bare LF in a value', get(['x', 'a\nb']), null, withoutIt],
  ['a bare CR in a value', get(['x', 'a\rb']), null, withoutIt],
  ['a NUL in a value', get(['x', 'a\0b']), null, withoutIt],
  ['a line end in a name', get(['x\r\ny', 'a']), null, withoutIt],
  ['a colon in a name', get(['x: a\r\ny', 'b']), null, withoutIt],
  ['a space in a name', get(['x y', 'a']), null, withoutIt],
  ['an empty name', get(['', 'a']), null, withoutIt],
  ['capitals in a name', get(['X-Capital', 'a']), null, reset],
  ['transfer-encoding', post(['transfer-encoding', 'chunked']), '0\r\n\r\n', reset],
  ['connection', get(['connection', 'close']), null, reset],
  ['keep-alive', get(['keep-alive', 'timeout=5']), null, reset],
  ['proxy-connection', get(['proxy-connection', 'keep-alive']), null, reset],
  ['upgrade', get(['upgrade', 'websocket']), null, reset],
  ['te with more than trailers', get(['te', 'gzip']), null, reset],
  ['content-length longer than the body', post(['content-length', '10']), 'hello', reset],
  ['content-length shorter than the body', post(['content-length', '3']), 'hello', { kind: 'refused', how: 'goaway' }],
  ['content-length and no body', post(['content-length', '5']), null, reset],
  ['content-length that is no number', post(['content-length', '+5']), 'hello', reset],
  ['two content-lengths that differ', post(['content-length', '5'], ['content-length', '6']), 'hello', reset],
  ['two content-lengths that agree', post(['content-length', '5'], ['content-length', '5']), 'hello', reset],
  ['two hosts', get(['host', 'a'], ['host', 'b']), null, reset],
  ['CONNECT', [[':method', 'CONNECT'], [':authority', 'a:80']], null, answered],
  ['host beside :authority: the latter counts', get(['host', 'evil.test']), null, passed('GET / HTTP/1.1', { has: [/^host: a$/im], hasNot: [/evil/] })],
  ['host in place of :authority', [method, scheme, path, ['host', 'a']], null, passed('GET / HTTP/1.1', { has: [/^host: a$/im] })],
  ['te: trailers', get(['te', 'trailers']), null, passed('GET / HTTP/1.1', { hasNot: [/^te:/im] })],
  ['a body of no stated length', post(), 'hello', passed('POST / HTTP/1.1', { body: 'hello', has: [/^transfer-encoding: chunked$/im] })],
  ['a body of a stated length', post(['content-length', '5']), 'hello', passed('POST / HTTP/1.1', { body: 'hello', has: [/^content-length: 5$/im] })],
  ['cookies in parts', get(['cookie', 'a=b'], ['cookie', 'c=d']), null, passed('GET / HTTP/1.1', { has: [/^cookie: a=b; c=d$/im] })],
];
