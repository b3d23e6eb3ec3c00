import type { PortReport } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { CertificatePair, ListenerTable } from '#lib/routing/route-table.ts';
import type { RefusalCounts } from './refusals.ts';

/** A port of one of our Gateways that must be served. All listeners of the port share its server. */
export type PortPlan = Readonly<{
  gateway: ObjectKey;
  address: string;
  port: number;
  protocol: 'HTTP' | 'HTTPS';
  /** Secret of the certificate shown to backends under TLS */
  clientCertificate: ObjectKey | null;
  listeners: readonly ListenerTable[];
}>;

/** All that the data plane serves after a change; whatever is not in it is drained. */
export type ServingPlan = Readonly<{
  generation: number;
  ports: readonly PortPlan[];
  certificates: ReadonlyMap<ObjectKey, CertificatePair>;
}>;

export type PortOutcome = Readonly<{ gateway: ObjectKey; port: number; report: PortReport }>;

/** To the worker. Node sends messages of its own through the same event, so every message carries a `type`. */
export type WorkerRequest =
  | Readonly<{ type: 'apply'; sequence: number; plan: ServingPlan }>
  | Readonly<{ type: 'close'; graceMs: number }>;

export type WorkerMessage =
  | Readonly<{ type: 'applied'; sequence: number; ports: readonly PortOutcome[] }>
  | Readonly<{ type: 'applyFailed'; sequence: number; message: string }>
  | Readonly<{ type: 'access'; records: readonly AccessRecord[] }>
  | Readonly<{ type: 'refused'; counts: RefusalCounts }>
  | Readonly<{
      type: 'note';
      level: 'info' | 'warn' | 'error';
      fields: Readonly<Record<string, unknown>>;
      phrase: string;
    }>
  | Readonly<{ type: 'closed' }>;

/** Says something in the log of the main thread. */
export type Note = (
  level: 'info' | 'warn' | 'error',
  fields: Readonly<Record<string, unknown>>,
  phrase: string,
) => void;
