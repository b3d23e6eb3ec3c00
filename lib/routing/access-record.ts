import type { ListenerKey } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { BackendEndpoint } from './route-table.ts';

/** Why the data plane answered a request itself. */
export type OwnAnswer =
  | 'redirect'
  /** of CORS */
  | 'preflight'
  | 'badRequest'
  /** over HTTP/2; over HTTP/1.1 there is no record of it */
  | 'headTooLarge'
  /** its body did not come */
  | 'clientStalled'
  /** an `Expect` that is not served */
  | 'expectationFailed'
  | 'noListener'
  | 'noRoute'
  | 'misdirected'
  | 'ruleUnusable'
  | 'noBackends'
  /** as `noBackends`, for a rule of v1alpha1, where it is 503 */
  | 'noForwardTo'
  | 'allWeightsZero'
  | 'invalidBackend'
  | 'noEndpoints'
  | 'upstreamFailed'
  | 'upstreamTimeout'
  | 'notImplemented';

/** One request through the data plane, with the decision taken for it. Times are in ms since the head was read. */
export type AccessRecord = Readonly<{
  requestId: string;
  /** RFC 3339 */
  at: string;
  gateway: ObjectKey;
  generation: number;
  listener: ListenerKey | null;
  port: number;
  method: string;
  /** as sent; null when there was none */
  host: string | null;
  path: string;
  client: string;
  route: ObjectKey | null;
  ruleIndex: number | null;
  matchIndex: number | null;
  backend: ObjectKey | null;
  backendPort: number | null;
  /** of the last attempt */
  endpoint: BackendEndpoint | null;
  /** endpoints dialled, one after the other */
  attempts: number;
  /** null when the client went before an answer */
  status: number | null;
  /** set when the answer is the data plane's own */
  answer: OwnAnswer | null;
  /** words for the answer: the invalid backend's reason, the system's error code, … */
  reason: string | null;
  /** how the answer ended; `timedOut` means a limit ran out after it had begun */
  ended: 'complete' | 'clientAborted' | 'upstreamAborted' | 'timedOut';
  connectMs: number | null;
  firstByteMs: number | null;
  totalMs: number;
}>;
