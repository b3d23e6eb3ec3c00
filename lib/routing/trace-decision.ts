import { coversHostname } from '#lib/gateway-api/hostname.ts';
import { entryMatches, type ReadRequest, rejectionsOf } from './check-entry.ts';
import type {
  EntryCandidate,
  EntryRef,
  EntryVerdict,
  ListenerCandidate,
  RefusedCandidate,
  RoutingOutcome,
  RoutingTrace,
} from './decision.ts';
import { entryOrder, standsBecause } from './precedence.ts';
import { type IndexedListener, indexEntry, type PortIndex, wildcardSpan } from './route-index.ts';
import type { ListenerTable, RouteEntry } from './route-table.ts';

/** More candidates than anyone reads; the nearest misses stay. */
const MAX_CANDIDATES = 10_000;

type Decided = Readonly<{ listener: IndexedListener | null; outcome: RoutingOutcome }>;

/** Explains an outcome that `findRoute` reached: every listener of the port, every entry, and refused Routes. */
export function traceDecision(index: PortIndex, read: ReadRequest, decided: Decided): RoutingTrace {
  const { listener, outcome } = decided;
  const winner = outcome.kind === 'matched' ? outcome.entry : null;
  const all = listener ? traceEntries(index, read, listener.table) : [];
  const candidates = keepNearest(all);
  return {
    host: read.host,
    path: read.path,
    listeners: traceListeners(index, read, listener?.table ?? null),
    candidates,
    omitted: all.length - candidates.length,
    refused: traceRefused(index, read, { winner, chosen: listener?.table ?? null }),
  };
}

export function entryRef({ route, hostname, ruleIndex, ruleName, matchIndex }: RouteEntry): EntryRef {
  return { route, hostname, ruleIndex, ruleName, matchIndex };
}

function traceListeners(index: PortIndex, read: ReadRequest, chosen: ListenerTable | null): ListenerCandidate[] {
  const serving = index.serving.map(({ table }) => ({
    ...nameOf(table),
    verdict: listenerVerdict(table, read.host, chosen),
  }));
  const notServing = index.notServing.map((table) => ({
    ...nameOf(table),
    verdict: { kind: 'notServing' as const, why: table.serving.state === 'notServing' ? table.serving.why : '' },
  }));
  return [...serving, ...notServing];
}

const nameOf = ({ key, name, hostname }: ListenerTable) => ({ listener: key, name, hostname });

function listenerVerdict(table: ListenerTable, host: string, chosen: ListenerTable | null) {
  if (table === chosen) return { kind: 'chosen' as const };
  if (chosen && coversHostname(table.hostname, host, wildcardSpan(table.dialect)))
    return { kind: 'lessSpecific' as const, than: chosen.key };
  return { kind: 'hostnameDiffers' as const };
}

/** Every entry, not only those the index offers: so that the two can be held against each other. */
function traceEntries(index: PortIndex, read: ReadRequest, table: ListenerTable): EntryCandidate[] {
  let winner: RouteEntry | null = null;
  return table.entries.map((entry) => {
    const rejections = [...rejectionsOf(indexEntry(entry, index.compilePattern), read, table.dialect)];
    if (rejections.length > 0) return { entry, verdict: { kind: 'rejected', rejections } };
    if (winner) return { entry, verdict: outrankedBy(winner, entry, table) };
    winner = entry;
    return { entry, verdict: { kind: 'matched' } };
  });
}

function outrankedBy(winner: RouteEntry, entry: RouteEntry, table: ListenerTable): EntryVerdict {
  return { kind: 'outranked', by: entryRef(winner), because: standsBecause(winner, entry, table.dialect) };
}

function keepNearest(candidates: readonly EntryCandidate[]): readonly EntryCandidate[] {
  if (candidates.length <= MAX_CANDIDATES) return candidates;
  const distance = ({ verdict }: EntryCandidate) => (verdict.kind === 'rejected' ? verdict.rejections.length : 0);
  const nearest = new Set([...candidates].sort((a, b) => distance(a) - distance(b)).slice(0, MAX_CANDIDATES));
  return candidates.filter((candidate) => nearest.has(candidate));
}

type Standing = Readonly<{ winner: RouteEntry | null; chosen: ListenerTable | null }>;

/** Refused entries of every listener of the port that would have matched; each Route's rule and match once. */
function traceRefused(index: PortIndex, read: ReadRequest, { winner, chosen }: Standing): RefusedCandidate[] {
  const tables = [...index.serving.map(({ table }) => table), ...index.notServing];
  const seen = new Set<string>();
  return [...(chosen ? [chosen] : []), ...tables].flatMap((table) =>
    table.refused.flatMap(({ entry, failed, attachment }) => {
      const id = `${entry.route} ${entry.ruleIndex} ${entry.matchIndex}`;
      if (seen.has(id) || !entryMatches(indexEntry(entry, index.compilePattern), read, table.dialect)) return [];
      seen.add(id);
      const first = !winner || entryOrder(table.dialect)(entry, winner) < 0;
      return [{ entry, listener: table.key, failed, attachment, standing: first ? 'first' : 'outranked' } as const];
    }),
  );
}
