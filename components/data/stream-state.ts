import type { Session, StreamFrame, TopologyMessage } from '#lib/api/messages.ts';
import { applyPatch } from '#lib/topology/patch.ts';

/**
 * Whether what is shown is what is. Times are epoch milliseconds of the browser's clock; `lastChangeAt` is null until
 * this page has seen a change.
 */
export type StreamState =
  | Readonly<{ state: 'connecting' }>
  | Readonly<{ state: 'live'; lastChangeAt: number | null }>
  | Readonly<{ state: 'reconnecting'; since: number }>
  | Readonly<{ state: 'paused'; since: number }>;

export type StreamFacts = Readonly<{ session: Session | undefined; topology: TopologyMessage | undefined }>;

/** What a frame makes of the facts in the cache. `reread`: there is a gap, the topology must be read again. */
export type StreamStep = Readonly<{ facts: StreamFacts; reread: boolean }>;

/** Pure: the whole meaning of the event stream. */
export function reduceFrame(facts: StreamFacts, frame: StreamFrame): StreamStep {
  switch (frame.event) {
    case 'hello':
      return {
        facts: { ...facts, session: frame.session },
        reread: facts.topology !== undefined && facts.topology.revision !== frame.revision,
      };
    case 'session':
      return { facts: { ...facts, session: frame.session }, reread: false };
    case 'resync':
      return { facts, reread: true };
    case 'patch':
      return reducePatch(facts, frame);
  }
}

function reducePatch(facts: StreamFacts, frame: Extract<StreamFrame, { event: 'patch' }>): StreamStep {
  const { topology } = facts;
  if (!topology || topology.revision === frame.to) return { facts, reread: false };
  if (topology.revision !== frame.from) return { facts, reread: true };
  const next = { revision: frame.to, asOf: frame.asOf, topology: applyPatch(topology.topology, frame.patch) };
  return { facts: { ...facts, topology: next }, reread: false };
}

/** How live the page is once a frame came: a greeting is no change, so it leaves the time of the last one alone. */
export function stateAfter(before: StreamState | undefined, frame: StreamFrame, now: number): StreamState {
  const known = before?.state === 'live' ? before.lastChangeAt : null;
  return { state: 'live', lastChangeAt: frame.event === 'patch' ? now : known };
}
