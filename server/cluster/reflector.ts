import type { KubeObject } from '#lib/kube/object.ts';
import type { Log } from '#server/logger.ts';
import type { ClusterClient } from './client.ts';
import { ClusterError, rootWords } from './errors.ts';
import { followChanges } from './follow-changes.ts';
import { listObjects, servedVersion } from './list-objects.ts';
import type { WatchedKind } from './resources.ts';

/** What a reflector tells: first a `replace` with everything, then changes; a `replace` again after a gap. */
export type ReflectorEvent =
  | Readonly<{ type: 'replace'; objects: readonly KubeObject[] }>
  | Readonly<{ type: 'set'; object: KubeObject }>
  | Readonly<{ type: 'delete'; object: KubeObject }>;

/** `notInstalled` and `forbidden` are tried again, slowly; `retrying` after a passing fault, what is known stays. */
export type ReflectorPhase = 'syncing' | 'synced' | 'retrying' | 'notInstalled' | 'forbidden';

export type ReflectorState = Readonly<{
  phase: ReflectorPhase;
  /** true once a whole list was read */
  synced: boolean;
  /** ms since 1970; null before the first */
  lastEventAt: number | null;
  /** the server's or the system's words, until the next success */
  lastError: string | null;
  /** the server answered with a fault again and again: not worth waiting for, though it is tried on */
  failing: boolean;
}>;

export type Reflector = Readonly<{ state: () => ReflectorState; close: () => void }>;

/** How patient a reflector is. Each delay is shortened at random by up to a half. */
export type ReflectorTiming = Readonly<{
  /** after the first fault; doubled with each that follows */
  firstDelayMs: number;
  longestDelayMs: number;
  /** the longest while no answer comes: asking costs a server that is away nothing, and it may be back any moment */
  awayDelayMs: number;
  /** between attempts at what is not installed or forbidden */
  slowDelayMs: number;
  /** so many faults in a row, each an answer of the server, make it `failing` */
  failingAfter: number;
  /** a watch without a byte for so long is given up; API servers send a bookmark a minute */
  silenceMs: number;
}>;

export type ReflectorOptions = Readonly<{
  client: ClusterClient;
  kind: WatchedKind;
  onEvents: (events: readonly ReflectorEvent[]) => void;
  onState: (state: ReflectorState) => void;
  log: Log;
  timing?: Partial<ReflectorTiming> | undefined;
}>;

const patience: ReflectorTiming = {
  firstDelayMs: 500,
  longestDelayMs: 30_000,
  awayDelayMs: 5000,
  slowDelayMs: 30_000,
  failingAfter: 5,
  silenceMs: 90_000,
};

/** A watch that ends sooner than this and told nothing counts as a fault, or a broken server would be asked in a loop. */
const briefMs = 1000;

/**
 * Keeps one kind in step with the API server, for good: paged list, watch from there, resume after a drop, list again
 * after 410, back off with jitter on errors. It never dies; `close` ends it.
 */
export function startReflector(options: ReflectorOptions): Reflector {
  const stop = new AbortController();
  let state: ReflectorState = { phase: 'syncing', synced: false, lastEventAt: null, lastError: null, failing: false };
  const change = (part: Partial<ReflectorState>): void => {
    state = { ...state, ...part };
    options.onState(state);
  };
  void run(options, stop.signal, change);
  return { state: () => state, close: () => stop.abort() };
}

type Change = (part: Partial<ReflectorState>) => void;

/**
 * How far it got: the version that is read, the resourceVersion from which a watch goes on, and how many tries in a row
 * failed, and how many of those last ones with an answer of the server.
 */
type Position = { version: string | null; resume: string | null; failures: number; refusals: number };

async function run(options: ReflectorOptions, signal: AbortSignal, change: Change): Promise<void> {
  const timing = { ...patience, ...options.timing };
  const at: Position = { version: null, resume: null, failures: 0, refusals: 0 };
  while (!signal.aborted) {
    const fault = await attempt(options, at, signal, change);
    if (signal.aborted) return;
    if (fault === null) {
      at.failures = 0;
      at.refusals = 0;
      continue;
    }
    if (fault.from === 'version') at.version = null;
    if (fault.from !== 'watch') at.resume = null;
    if (fault.phase === 'notInstalled') deliver(options, [{ type: 'replace', objects: [] }]);
    at.refusals = fault.answered ? at.refusals + 1 : 0;
    change({ phase: fault.phase, lastError: fault.words, failing: at.refusals >= timing.failingAfter });
    options.log.debug({ kind: options.kind.declaration.plural, error: fault.words }, 'watch interrupted');
    const delayMs = fault.slow ? timing.slowDelayMs : timing.firstDelayMs * 2 ** at.failures++;
    const longestMs = fault.answered ? timing.longestDelayMs : Math.min(timing.longestDelayMs, timing.awayDelayMs);
    await pause(jitter(Math.min(longestMs, delayMs)), signal);
  }
}

/** What went wrong, and from where to begin again: the served version, the list, or the watch. */
type Fault = Readonly<{
  phase: ReflectorPhase;
  words: string;
  from: 'version' | 'list' | 'watch';
  slow: boolean;
  /** the server gave an answer, so it is not the connection */
  answered: boolean;
}>;

/** Lists when it must and follows until the watch ends. @returns null when it ended in good order */
async function attempt(
  options: ReflectorOptions,
  at: Position,
  signal: AbortSignal,
  change: Change,
): Promise<Fault | null> {
  const { client, kind } = options;
  try {
    at.version ??= await servedVersion(client, kind, signal);
    if (at.version === null) return notServed(kind);
    if (at.resume === null) {
      const listed = await listObjects(client, kind, at.version, signal);
      at.resume = listed.resourceVersion;
      deliver(options, [{ type: 'replace', objects: listed.objects }]);
      at.refusals = 0;
      change({ phase: 'synced', synced: true, lastError: null, lastEventAt: Date.now(), failing: false });
    }
  } catch (error) {
    return listFault(error, at.resume);
  }
  return follow(options, at, signal, change);
}

async function follow(
  options: ReflectorOptions,
  at: Position,
  signal: AbortSignal,
  change: Change,
): Promise<Fault | null> {
  const started = performance.now();
  let heard = false;
  const alive = (): void => change({ phase: 'synced', lastError: null, lastEventAt: Date.now(), failing: false });
  const error = await followChanges({
    client: options.client,
    kind: options.kind,
    version: at.version ?? '',
    from: at.resume ?? '',
    silenceMs: { ...patience, ...options.timing }.silenceMs,
    signal,
    onOpen: alive,
    onResourceVersion: (resourceVersion) => {
      heard = true;
      at.resume = resourceVersion;
      at.failures = 0;
      alive();
    },
    onChange: (event) => deliver(options, [event]),
  });
  if (error !== null) return watchFault(error);
  if (heard || performance.now() - started > briefMs) return null;
  return { phase: 'retrying', words: 'the server ended the watch at once', from: 'watch', slow: false, answered: true };
}

function notServed({ declaration: { plural, group } }: WatchedKind): Fault {
  const words = `the server does not serve ${plural}.${group}`;
  return { phase: 'notInstalled', words, from: 'version', slow: true, answered: true };
}

/** The version may have been withdrawn (404): discovery tells before anything that is known is given up. */
function listFault(error: unknown, resume: string | null): Fault {
  const code = codeOf(error);
  const words = rootWords(error);
  if (code === 401) {
    const refused = `the API server does not accept these credentials: ${words}`;
    return { phase: 'forbidden', words: refused, from: 'list', slow: true, answered: true };
  }
  if (code === 403) return { phase: 'forbidden', words, from: 'list', slow: true, answered: true };
  if (code === 404) return { phase: 'retrying', words, from: 'version', slow: false, answered: true };
  const answered = code !== undefined;
  return { phase: 'retrying', words, from: resume === null ? 'list' : 'watch', slow: false, answered };
}

/** Answers that say "later", not that the place to resume from is gone. */
const later = [429, 502, 503];

function watchFault(error: unknown): Fault {
  const code = codeOf(error);
  const words = rootWords(error);
  const answered = code !== undefined;
  if (!answered || later.includes(code)) return { phase: 'retrying', words, from: 'watch', slow: false, answered };
  if (code === 404) return { phase: 'retrying', words, from: 'version', slow: false, answered: true };
  // who may list and not watch is served by a list now and then
  if (code === 401 || code === 403) return { phase: 'retrying', words, from: 'list', slow: true, answered };
  return { phase: 'retrying', words, from: 'list', slow: false, answered };
}

const codeOf = (error: unknown): number | undefined => (error instanceof ClusterError ? error.status?.code : undefined);

const jitter = (ms: number): number => ms * (0.5 + Math.random() / 2);

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** `Watch` swallows what its callback throws, so a fault of a reader is reported here or nowhere. */
function deliver(options: ReflectorOptions, events: readonly ReflectorEvent[]): void {
  try {
    options.onEvents(events);
  } catch (error) {
    options.log.error({ err: error, kind: options.kind.declaration.plural }, 'a reader of cluster events failed');
  }
}
