import type { BackendOutcome } from '#lib/binding/result.ts';
import type { Sentence } from '#lib/explain/explanation.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { Decision } from '#lib/routing/decision.ts';
import type { BackendEndpoint } from '#lib/routing/route-table.ts';

/** POST /api/test-requests. The target is a listener, never a URL. */
export type TestRequest = Readonly<{
  gateway: ObjectKey;
  listener: string;
  method: string;
  /** empty: the Gateway's own address */
  host: string;
  /** path and query */
  path: string;
  headers: readonly (readonly [string, string])[];
  body: string;
  /** 1 to 1,000 */
  count: number;
}>;

export type PredictedBackend = Readonly<{
  target: ObjectKey;
  port: number | null;
  weight: number;
  /** 0 to 1, of all weights of the rule */
  share: number;
  /** what an answer of this backend is: its own status when null */
  status: number | null;
  outcome: BackendOutcome['state'];
  reason: string | null;
  endpoints: readonly BackendEndpoint[];
}>;

export type Prediction = Readonly<{
  decision: Decision;
  /** why no TLS handshake comes about: nobody has the server name, or a certificate is asked for that a test does not show */
  handshake: 'done' | 'noListener' | 'clientCertificate';
  /** e.g. `rules[0]` of `infra/fruits` sends it to … */
  sentence: Sentence;
  /** the status the data plane answers itself; null when a backend answers */
  status: number | null;
  location: string | null;
  backends: readonly PredictedBackend[];
}>;

export type TestAnswer = Readonly<{
  at: string;
  status: number;
  statusText: string;
  headers: readonly (readonly [string, string])[];
  /** as text, cut at 64 KiB */
  body: string;
  bodyBytes: number;
  truncated: boolean;
  timings: Readonly<{ connectMs: number; firstByteMs: number; totalMs: number }>;
  /** what the data plane recorded; null when another controller serves the Gateway */
  record: AccessRecord | null;
  certificate: Readonly<{ subject: string; issuer: string; notAfter: string; names: readonly string[] }> | null;
}>;

export type ShareOfBackend = Readonly<{
  /** null: answered by the data plane itself, before a backend was chosen */
  backend: ObjectKey | null;
  weight: number;
  /** 0 to 1 */
  expected: number;
  observed: number;
  /** 95 % Wilson interval of the observed share */
  low: number;
  high: number;
}>;

export type ManyAnswers = Readonly<{
  /** fewer than asked for when time ran out */
  sent: number;
  /** got no answer, by the system's word */
  failures: readonly Readonly<{ why: string; count: number }>[];
  elapsedMs: number;
  statuses: readonly Readonly<{ status: number; count: number }>[];
  /** null when another controller serves the Gateway, which tells no backends */
  shares: readonly ShareOfBackend[] | null;
  /** `disagree` only beyond 99.99 % */
  agreement: 'agree' | 'disagree' | 'unknown';
}>;

/** Where a test request went; `unreachable` leaves the prediction alone and says why. */
export type TestTarget =
  | Readonly<{ kind: 'reached'; address: string; port: number; url: string }>
  | Readonly<{ kind: 'unreachable'; why: string }>;

export type TestResponse = Readonly<{
  request: TestRequest;
  curl: string;
  target: TestTarget;
  prediction: Prediction;
  /** the first answer */
  answer: TestAnswer | null;
  /** the system's word when the first request got no answer; null when it did, and when none was sent */
  failure: string | null;
  /** null when one was sent */
  many: ManyAnswers | null;
  /** what predicted and actual disagree on, in words; empty when they agree */
  surprises: readonly string[];
}>;
