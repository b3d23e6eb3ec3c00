import { canonicalHostname } from '#lib/gateway-api/hostname.ts';

/** What of a listener matters for conflicts; `hostname` `''` is any. */
export type Contender = Readonly<{
  name: string;
  port: number;
  protocol: string;
  hostname: string;
  tlsMode: string | null;
}>;

export type ConflictReason = 'HostnameConflict' | 'ProtocolConflict';

export type Conflict = Readonly<{ reason: ConflictReason; with: readonly number[] }>;

/**
 * Conflicts inside one Gateway: every member of a conflicting pair loses. Two listeners can share a port when a
 * request can be given to exactly one of them.
 *
 * @param servesTcp whether the data plane serves TCP; if not, a TCP listener takes nothing from its neighbours
 * @returns for each listener its conflict, or null
 * @see Gateway API, Gateway.spec.listeners ("distinct" listeners)
 */
export function findConflicts(
  listeners: readonly Contender[],
  { servesTcp }: Readonly<{ servesTcp: boolean }>,
): readonly (Conflict | null)[] {
  const byPort = Map.groupBy(listeners.keys(), (index) => listeners[index]?.port);
  return listeners.map((listener, index) => {
    const rivals: number[] = [];
    let reason: ConflictReason = 'HostnameConflict';
    for (const other of byPort.get(listener.port) ?? []) {
      const rival = listeners[other];
      const why = other !== index && rival ? conflictOf(listener, rival, servesTcp) : null;
      if (why === null) continue;
      rivals.push(other);
      if (why === 'ProtocolConflict') reason = why;
    }
    return rivals.length > 0 ? { reason, with: rivals } : null;
  });
}

const known = new Set(['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP']);

/**
 * Why two listeners cannot share their port; null when they can.
 *
 * @param servesTcp as for `findConflicts`
 */
export function conflictOf(a: Contender, b: Contender, servesTcp: boolean): ConflictReason | null {
  if (a.port !== b.port) return null;
  if (!known.has(a.protocol) || !known.has(b.protocol)) return null;
  if ((a.protocol === 'UDP') !== (b.protocol === 'UDP')) return null;
  if (a.protocol === 'UDP') return 'ProtocolConflict';
  if (a.protocol === 'TCP' || b.protocol === 'TCP') return servesTcp ? 'ProtocolConflict' : null;
  if ((a.protocol === 'HTTP') !== (b.protocol === 'HTTP')) return 'ProtocolConflict';
  if (canonicalHostname(a.hostname) !== canonicalHostname(b.hostname)) return null;
  return a.protocol === b.protocol && a.tlsMode === b.tlsMode ? 'HostnameConflict' : 'ProtocolConflict';
}
