import { createHash } from 'node:crypto';
import type { ConfigMap } from '#lib/gateway-api/core/config-map.ts';
import type { Secret } from '#lib/gateway-api/core/secret.ts';
import type { KubeObject, ObjectMeta } from '#lib/kube/object.ts';
import { keyOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { applyEvents, emptySnapshot, type SnapshotEvent } from '#lib/snapshot/apply-event.ts';
import type { CollectionName, Coverage, Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Log } from '#server/logger.ts';
import type { ClusterClient } from './client.ts';
import {
  type Reflector,
  type ReflectorEvent,
  type ReflectorState,
  type ReflectorTiming,
  startReflector,
} from './reflector.ts';
import { type WatchedKind, watchedKinds } from './resources.ts';

/** How one watched kind stands, for people. */
export type KindState = Readonly<{
  collection: CollectionName;
  kind: string;
  group: string;
  /** e.g. `gateways.gateway.networking.k8s.io` */
  resource: string;
  state: ReflectorState;
}>;

export type SnapshotStore = Readonly<{
  snapshot: () => Snapshot;
  kinds: () => readonly KindState[];
  /**
   * true once every kind was read, is known not to be readable, or fails for good while others are read; it stays true,
   * whatever fails later
   */
  settled: () => boolean;
  close: () => void;
}>;

export type SnapshotStoreOptions = Readonly<{
  client: ClusterClient;
  log: Log;
  /** bursts are told once */
  onChange: (snapshot: Snapshot) => void;
  onKinds: () => void;
  timing?: Partial<ReflectorTiming> | undefined;
}>;

/** Bursts within this many ms become one snapshot. */
const burstMs = 5;

/** Watches every kind the engine reads and holds the current snapshot of them all. */
export function startSnapshotStore({ client, log, onChange, onKinds, timing }: SnapshotStoreOptions): SnapshotStore {
  let snapshot = emptySnapshot('syncing');
  let waiting: SnapshotEvent[] = [];
  let timer: NodeJS.Timeout | null = null;
  let settled = false;
  let isAway = false;
  const states = new Map<WatchedKind, ReflectorState>();

  const flush = (): void => {
    timer = null;
    const events = waiting;
    waiting = [];
    snapshot = applyEvents(snapshot, events);
    onChange(snapshot);
  };
  const push = (events: readonly SnapshotEvent[]): void => {
    if (events.length === 0) return;
    waiting.push(...events);
    timer ??= setTimeout(flush, burstMs);
  };
  const onState = (kind: WatchedKind, state: ReflectorState): void => {
    const before = states.get(kind);
    states.set(kind, state);
    if (before && isSameNews(before, state)) return;
    push([{ type: 'coverage', collection: kind.collection, coverage: coverageOf(kind.collection, states) }]);
    onKinds();
    tellAbsence(state);
  };
  /** Once for all kinds: each of them has its own words in the log of level debug. */
  const tellAbsence = ({ lastError }: ReflectorState): void => {
    const read = [...states.values()].filter(({ synced }) => synced);
    const retrying = read.filter(({ phase }) => phase === 'retrying').length;
    if (!isAway && read.length > 0 && retrying === read.length) {
      isAway = true;
      log.warn({ error: lastError }, 'the cluster gives no answer; what is known goes on');
    } else if (isAway && retrying === 0) {
      isAway = false;
      log.warn({}, 'the cluster answers again');
    }
  };

  const reflectors: Reflector[] = watchedKinds.map((kind) => {
    const known: Known = new Map();
    return startReflector({
      client,
      kind,
      log,
      timing,
      onEvents: (events) => push(events.flatMap((event) => snapshotEvents(kind.collection, known, event))),
      onState: (state) => onState(kind, state),
    });
  });

  return {
    snapshot: () => snapshot,
    kinds: () =>
      watchedKinds.map((kind, index) => ({
        collection: kind.collection,
        kind: kind.declaration.kind,
        group: kind.declaration.group,
        resource: resourceOf(kind),
        state: states.get(kind) ?? reflectors[index]?.state() ?? unread,
      })),
    settled: () => {
      settled ||= waiting.length === 0 && isAllSettled(watchedKinds.map((kind) => states.get(kind)));
      return settled;
    },
    close: () => {
      if (timer) clearTimeout(timer);
      for (const reflector of reflectors) reflector.close();
    },
  };
}

const resourceOf = ({ declaration: { plural, group } }: WatchedKind): string => (group ? `${plural}.${group}` : plural);

const unread: ReflectorState = { phase: 'syncing', synced: false, lastEventAt: null, lastError: null, failing: false };

const isSameNews = (before: ReflectorState, { phase, lastError, failing }: ReflectorState): boolean =>
  before.phase === phase && before.lastError === lastError && before.failing === failing;

const isSettled = (state: ReflectorState | undefined): boolean =>
  state !== undefined && (state.synced || state.phase === 'notInstalled' || state.phase === 'forbidden');

/** One kind that a server cannot give must not hide the others; where it gives none, there is nothing to show. */
function isAllSettled(states: readonly (ReflectorState | undefined)[]): boolean {
  const open = states.filter((state) => !isSettled(state));
  return open.length === 0 || (open.every((state) => state?.failing) && states.some((state) => state?.synced));
}

/** The objects of one kind, each with what of it counts, where that is not all of it. */
type Known = Map<ObjectKey, string | null>;

/** Several kinds may fill one collection; a replace of one must leave the others alone. */
function snapshotEvents(collection: CollectionName, known: Known, event: ReflectorEvent): SnapshotEvent[] {
  const set = (object: KubeObject): SnapshotEvent[] => {
    const key = keyOf(object);
    const kept = keepNeeded(collection, object);
    const digest = kept === object ? null : digestOf(kept);
    // leases that old controllers keep in ConfigMaps change every two seconds
    if (digest !== null && known.get(key) === digest) return [];
    known.set(key, digest);
    return [{ type: 'set', collection, object: kept }];
  };
  if (event.type === 'set') return set(event.object);
  if (event.type === 'delete') {
    known.delete(keyOf(event.object));
    return [{ type: 'delete', collection, key: keyOf(event.object) }];
  }
  const listed = new Set(event.objects.map(keyOf));
  const gone = [...known.keys()].filter((key) => !listed.has(key));
  for (const key of gone) known.delete(key);
  return [...gone.map((key): SnapshotEvent => ({ type: 'delete', collection, key })), ...event.objects.flatMap(set)];
}

function keepNeeded(collection: CollectionName, object: KubeObject): KubeObject {
  if (collection === 'secrets') return certificateOnly(object as Secret);
  return collection === 'configMaps' ? caOnly(object as ConfigMap) : object;
}

/** Of a ConfigMap only CA certificates are kept. */
function caOnly({ apiVersion, kind, metadata, data }: ConfigMap): ConfigMap {
  const ca = data?.['ca.crt'];
  return { apiVersion, kind, metadata: identityOnly(metadata), data: ca === undefined ? {} : { 'ca.crt': ca } };
}

/** Of a Secret only a certificate and its key are kept; nothing else of it is ever needed. */
function certificateOnly({ apiVersion, kind, metadata, type, data = {} }: Secret): Secret {
  const { 'tls.crt': crt, 'tls.key': key } = data;
  const kept = { ...(crt === undefined ? {} : { 'tls.crt': crt }), ...(key === undefined ? {} : { 'tls.key': key }) };
  return { apiVersion, kind, metadata: identityOnly(metadata), type, data: kept };
}

/** Without annotations: what was last applied stands there, a Secret's content too. */
function identityOnly({ name, namespace, uid, creationTimestamp }: ObjectMeta): ObjectMeta {
  return { name, namespace, uid, creationTimestamp };
}

/** Short, so that no key of a certificate is kept twice. */
function digestOf(object: KubeObject): string {
  return createHash('sha256').update(JSON.stringify(object)).digest('base64');
}

const worstFirst: readonly Coverage[] = ['forbidden', 'syncing', 'partial', 'complete', 'notInstalled'];

function coverageOf(collection: CollectionName, states: ReadonlyMap<WatchedKind, ReflectorState>): Coverage {
  const each = [...states].filter(([kind]) => kind.collection === collection).map(([, state]) => coverage(state));
  return worstFirst.find((word) => each.includes(word)) ?? 'syncing';
}

function coverage(state: ReflectorState): Coverage {
  if (state.phase === 'notInstalled' || state.phase === 'forbidden') return state.phase;
  return state.synced ? 'complete' : 'syncing';
}
