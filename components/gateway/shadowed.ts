import type { GatewayDetail, ListenerDetail, MergedEntry } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';

/** An entry that is attached and gets no request. */
export type ShadowedEntry = Readonly<{
  listener: ListenerDetail;
  merged: MergedEntry;
  winner: ObjectKey;
}>;

/** Every shadowed entry of a Gateway, listener by listener. */
export function shadowedOf({ listeners }: GatewayDetail): readonly ShadowedEntry[] {
  return listeners.flatMap((listener) =>
    listener.entries.flatMap((merged) =>
      merged.shadowedBy && merged.entry.standing === 'attached'
        ? [{ listener, merged, winner: merged.shadowedBy.route }]
        : [],
    ),
  );
}

export type NumberedEntry = Readonly<{
  merged: MergedEntry;
  /** from 1, counting those that can be reached; null for a shadowed one */
  row: number | null;
  /** the row that takes its requests */
  shadowedByRow: number | null;
}>;

/** Rows as they are read: only entries that get requests have a number. */
export function numberEntries(entries: readonly MergedEntry[]): readonly NumberedEntry[] {
  let row = 0;
  const rows = entries.map(({ shadowedBy }) => (shadowedBy ? null : ++row));
  return entries.map((merged, index) => ({
    merged,
    row: rows[index] ?? null,
    shadowedByRow: merged.shadowedBy ? (rows[merged.shadowedBy.position] ?? null) : null,
  }));
}
