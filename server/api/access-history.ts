import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';

/** The last requests of each Gateway, and who waits for the record of one. */
export type AccessHistory = Readonly<{
  add: (records: readonly AccessRecord[]) => void;
  /** newest first */
  of: (gateway: ObjectKey) => readonly AccessRecord[];
  /** resolves with the record of a request id, null when none came in time */
  expect: (requestId: string) => Promise<AccessRecord | null>;
}>;

const kept = 100;
const patienceMs = 1500;

export function createAccessHistory(): AccessHistory {
  const byGateway = new Map<ObjectKey, AccessRecord[]>();
  const waiting = new Map<string, (record: AccessRecord | null) => void>();
  return {
    add: (records) => {
      for (const record of records) {
        const before = byGateway.get(record.gateway) ?? [];
        byGateway.set(record.gateway, [record, ...before].slice(0, kept));
        waiting.get(record.requestId)?.(record);
      }
    },
    of: (gateway) => byGateway.get(gateway) ?? [],
    expect: (requestId) =>
      new Promise((resolve) => {
        const settle = (record: AccessRecord | null): void => {
          clearTimeout(timer);
          waiting.delete(requestId);
          resolve(record);
        };
        const timer = setTimeout(() => settle(null), patienceMs);
        timer.unref();
        waiting.set(requestId, settle);
      }),
  };
}
