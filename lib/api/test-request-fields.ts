/** CONNECT is left out: its answer is a tunnel, not a message. */
export const TEST_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const;

export const MAX_TEST_COUNT = 1000;
export const MAX_TEST_HEADERS = 64;

const maxHostLength = 253;
/** with room for the rest of the head below the 16 KiB that servers commonly take */
const maxPathLength = 8192;
const maxHeaderValueLength = 8192;

/** Set by the connection itself, or meaningless for one hop; never taken from a test request. */
export const connectionHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'content-length',
]);

/** What is wrong with a field, as the predicate of a sentence that begins with its name; null when nothing is. */
export type FieldFault = string | null;

/** A Host header's value; empty stands for the Gateway's own address. */
export function checkTestHost(host: string): FieldFault {
  if (host.length > maxHostLength) return `is over ${maxHostLength} characters`;
  return /^[\x21-\x7e]*$/.test(host) ? null : 'has characters that a Host header cannot carry';
}

/** A path with its query, as it stands in the request line. */
export function checkTestPath(path: string): FieldFault {
  if (path.length > maxPathLength) return `is over ${maxPathLength} characters`;
  if (!path.startsWith('/')) return 'must start with /';
  return /^[\x21-\x7e]*$/.test(path) ? null : 'has characters that must be percent-encoded';
}

/** @see RFC 9110 §5.6.2, tokens */
export function checkTestHeaderName(name: string): FieldFault {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return 'is no header name';
  if (name.toLowerCase() === 'host') return 'is set by the field host';
  return connectionHeaders.has(name.toLowerCase())
    ? 'belongs to the connection and is set by it, not by a test request'
    : null;
}

/** @see RFC 9110 §5.5, field values */
export function checkTestHeaderValue(value: string): FieldFault {
  if (value.length > maxHeaderValueLength) return `is over ${maxHeaderValueLength} characters`;
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? null : 'has characters that a header cannot carry';
}

/** How many requests are sent. */
export function checkTestCount(count: number): FieldFault {
  if (!Number.isInteger(count)) return 'must be a whole number';
  if (count < 1) return 'must be 1 or more';
  return count > MAX_TEST_COUNT ? `must be ${MAX_TEST_COUNT} or less` : null;
}
