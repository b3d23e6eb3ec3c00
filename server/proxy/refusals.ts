/** Why the data plane ended what a client did. The list is closed: each is a label of a metric. */
export const refusalReasons = [
  /** a message that cannot be read, or could be read in two ways */
  'badRequest',
  'headTooLarge',
  /** a head, or a handshake, that did not come to its end in time */
  'headTimeout',
  /** a body that did not come, or an answer that was not read */
  'stalled',
  'pipelining',
  'tooManyConnections',
  'tlsHandshake',
  /** frames that break the protocol or a limit of it, resets without end among them */
  'http2Protocol',
  /** pings or settings without end */
  'http2Flood',
] as const;

export type Refusal = (typeof refusalReasons)[number];

/** How often each happened since the last time it was told. */
export type RefusalCounts = Readonly<Partial<Record<Refusal, number>>>;

export type RefusalLog = Readonly<{ add: (refusal: Refusal) => void; flush: () => void }>;

const BATCH_MS = 20;

/** Counts refusals and hands the sums on, none later than 20 ms: a flood costs one message, not one for each. */
export function createRefusalLog(send: (counts: RefusalCounts) => void): RefusalLog {
  let counts: Partial<Record<Refusal, number>> = {};
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (Object.keys(counts).length === 0) return;
    send(counts);
    counts = {};
  };
  return {
    add: (refusal) => {
      counts[refusal] = (counts[refusal] ?? 0) + 1;
      timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
