/** What a client may take of the data plane. Times in ms. */
export type Limits = Readonly<{
  /** from the first byte of a request, or of a connection, to the end of its head; also for a TLS handshake */
  headMs: number;
  /** how long a client may neither send the body it owes nor read the answer it gets */
  stallMs: number;
  /** how long a connection without a request is kept */
  keepAliveMs: number;
  /** requests of HTTP/1.1 that may wait behind another on their connection */
  pipelined: number;
  /** open at a time, per port */
  connections: number;
  /** frames of HTTP/2 that ask for an answer and move nothing (SETTINGS, PING), at once per connection */
  idleFrames: number;
  /** how many of them are forgiven each second */
  idleFramesPerSecond: number;
}>;

export const defaultLimits: Limits = {
  headMs: 60_000,
  stallMs: 60_000,
  keepAliveMs: 75_000,
  pipelined: 128,
  connections: 16_384,
  idleFrames: 200,
  idleFramesPerSecond: 20,
};
