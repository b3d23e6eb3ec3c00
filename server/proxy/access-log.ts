import type { AccessRecord } from '#lib/routing/access-record.ts';

export type AccessLog = Readonly<{ add: (record: AccessRecord) => void; flush: () => void }>;

const BATCH_SIZE = 256;
const BATCH_MS = 20;

/** Hands records on in batches: one message for many requests, none later than 20 ms. */
export function createAccessLog(send: (records: readonly AccessRecord[]) => void): AccessLog {
  let batch: AccessRecord[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (batch.length === 0) return;
    send(batch);
    batch = [];
  };
  return {
    add: (record) => {
      batch.push(record);
      if (batch.length >= BATCH_SIZE) flush();
      else timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
