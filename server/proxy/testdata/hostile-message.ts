/** What must become of a hostile or odd message. */
export type Must =
  /** nothing of it reaches the endpoint; the connection ends after this status, or without a word */
  | Readonly<{ kind: 'refused'; status: number | null }>
  /** its head was in order, so the endpoint may see it begin, but never end; the connection ends */
  | Readonly<{ kind: 'cut'; status: number | null }>
  /** as `cut`, for a message whose client stops half-way and says that no more comes */
  | Readonly<{ kind: 'abandoned'; status: number | null }>
  /** exactly one well-formed request reaches the endpoint, and the connection stays in step */
  | (Readonly<{ kind: 'passed' }> & Seen)
  /** as `passed`, but the connection ends after its answer: what stands behind it is not begun */
  | (Readonly<{ kind: 'last' }> & Seen);

/** The one request at the endpoint. */
type Seen = Readonly<{ line: string; body: string; has: readonly RegExp[]; hasNot: readonly RegExp[] }>;

/** Bytes as a client sends them, one character each. */
export type HostileMessage = readonly [name: string, bytes: string, must: Must];

export const refused = (status: number | null = 400): Must => ({ kind: 'refused', status });
export const cut = (status: number | null = 400): Must => ({ kind: 'cut', status });
export const abandoned = (status: number | null = 400): Must => ({ kind: 'abandoned', status });
/** @param line the request line at the endpoint */
export const passed = (line: string, more: Partial<Seen> = {}): Must => ({ kind: 'passed', ...seen(line, more) });
export const last = (line: string, more: Partial<Seen> = {}): Must => ({ kind: 'last', ...seen(line, more) });

const seen = (line: string, { body = '', has = [], hasNot = [] }: Partial<Seen>): Seen => ({ line, body, has, hasNot });

/** Lines as a head. */
export const head = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;

/** A POST with these header lines and what follows them. */
export const post = (lines: readonly string[], body: string): string =>
  head('POST / HTTP/1.1', 'Host: a', ...lines) + body;

/** A GET of `/` with these header lines. */
export const get = (...lines: readonly string[]): string => head('GET / HTTP/1.1', 'Host: a', ...lines);

/** What an attacker wants the endpoint to take for a request of its own. */
export const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
