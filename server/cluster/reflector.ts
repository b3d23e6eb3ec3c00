import type { KubeObject } from '#lib/kube/object.ts';
import type { Log } from '#server/logger.ts';
import type { ClusterClient } from './client.ts';
import { ClusterError, rootWords } from './errors.ts';
import { versionPath, type WatchedKind } from './resources.ts';

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
}>;

export type Reflector = Readonly<{ state: () => ReflectorState; close: () => void }>;

export type ReflectorOptions = Readonly<{
  client: ClusterClient;
  kind: WatchedKind;
  onEvents: (events: readonly ReflectorEvent[]) => void;
  onState: (state: ReflectorState) => void;
  log: Log;
}>;

const pageSize = 500;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
const slowDelayMs = 30_000;

/**
 * Keeps one kind in step with the API server, for good: paged list, watch from there, resume after a drop, list again
 * after 410, back off with jitter on errors. It never dies; `close` ends it.
 */
export function startReflector(options: ReflectorOptions): Reflector {
  const stop = new AbortController();
  let state: ReflectorState = { phase: 'syncing', synced: false, lastEventAt: null, lastError: null };
  const change = (part: Partial<ReflectorState>): void => {
    state = { ...state, ...part };
    options.onState(state);
  };
  void run(options, stop.signal, change);
  return { state: () => state, close: () => stop.abort() };
}

type Change = (part: Partial<ReflectorState>) => void;

async function run(options: ReflectorOptions, signal: AbortSignal, change: Change): Promise<void> {
  let resume: string | null = null;
  let version: string | null = null;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (resume === null) {
        version ??= await servedVersion(options, signal);
        const listed = await listAll(options, version, signal);
        resume = listed.resourceVersion;
        deliver(options, [{ type: 'replace', objects: listed.objects }]);
        change({ phase: 'synced', synced: true, lastError: null, lastEventAt: Date.now() });
      }
      const ended = await follow(options, version ?? '', resume, signal, () => {
        failures = 0;
        change({ phase: 'synced', lastError: null, lastEventAt: Date.now() });
      });
      resume = ended.resourceVersion;
      if (ended.error !== null) throw ended.error;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const fault = faultOf(error);
      if (fault.relist) resume = null;
      if (fault.phase === 'notInstalled') {
        version = null;
        deliver(options, [{ type: 'replace', objects: [] }]);
      }
      change({ phase: fault.phase, lastError: fault.words });
      options.log.debug({ kind: options.kind.declaration.plural, error: fault.words }, 'watch interrupted');
      await pause(fault.slow ? jitter(slowDelayMs) : backOff(failures++), signal);
    }
  }
}

const backOff = (failures: number): number => jitter(Math.min(longestDelayMs, firstDelayMs * 2 ** failures));
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

type Fault = Readonly<{ phase: ReflectorPhase; words: string; relist: boolean; slow: boolean }>;

function faultOf(error: unknown): Fault {
  const code = error instanceof ClusterError ? error.status?.code : undefined;
  const words = rootWords(error);
  if (code === 404) return { phase: 'notInstalled', words, relist: true, slow: true };
  if (code === 403 || code === 401) return { phase: 'forbidden', words, relist: true, slow: true };
  if (code === 410) return { phase: 'retrying', words, relist: true, slow: false };
  return { phase: 'retrying', words, relist: false, slow: false };
}

/** The preferred version that the server serves, by its discovery. 404 when it serves none. */
async function servedVersion({ client, kind }: ReflectorOptions, signal: AbortSignal): Promise<string> {
  const { group, versions, plural } = kind.declaration;
  if (group === '') return versions[0] ?? 'v1';
  for (const version of versions) {
    try {
      const list = await client.request({ method: 'GET', path: versionPath(group, version), signal });
      const resources = (list as { resources?: readonly { name: string }[] }).resources ?? [];
      if (resources.some(({ name }) => name === plural)) return version;
    } catch (error) {
      if (!(error instanceof ClusterError && error.status?.code === 404)) throw error;
    }
  }
  const message = `the server does not serve ${plural}.${group}`;
  throw new ClusterError('API_REFUSED', message, undefined, { code: 404, reason: 'NotFound', message, causes: [] });
}

type Page = Readonly<{
  items?: readonly KubeObject[];
  metadata?: { resourceVersion?: string; continue?: string };
}>;

async function listAll(
  { client, kind }: ReflectorOptions,
  version: string,
  signal: AbortSignal,
): Promise<{ objects: KubeObject[]; resourceVersion: string }> {
  const path = collectionPath(kind, version);
  const objects: KubeObject[] = [];
  let next: string | undefined;
  for (;;) {
    const query = { limit: String(pageSize), ...(next ? { continue: next } : {}) };
    const page = (await client.request({ method: 'GET', path, query, signal })) as Page;
    for (const item of page.items ?? []) objects.push(typed(kind, version, item));
    next = page.metadata?.continue;
    if (!next) return { objects, resourceVersion: page.metadata?.resourceVersion ?? '' };
  }
}

const collectionPath = ({ declaration }: WatchedKind, version: string): string =>
  `${versionPath(declaration.group, version)}/${declaration.plural}`;

/** Items of a list carry neither apiVersion nor kind; managedFields are the bulk of an object and of no use to us. */
function typed({ declaration }: WatchedKind, version: string, object: KubeObject): KubeObject {
  const apiVersion = declaration.group === '' ? version : `${declaration.group}/${version}`;
  const { managedFields: _dropped, ...metadata } = object.metadata as KubeObject['metadata'] & {
    managedFields?: unknown;
  };
  return { ...object, apiVersion, kind: declaration.kind, metadata };
}

type WatchEnd = Readonly<{ resourceVersion: string | null; error: unknown }>;

/** Follows changes until the watch ends; `resourceVersion` null asks for a new list. */
async function follow(
  options: ReflectorOptions,
  version: string,
  from: string,
  signal: AbortSignal,
  onAnyEvent: () => void,
): Promise<WatchEnd> {
  const timeoutSeconds = 240 + Math.floor(Math.random() * 60);
  const query = { resourceVersion: from, allowWatchBookmarks: true, timeoutSeconds };
  const watch = options.client.watch((timeoutSeconds + 30) * 1000);
  let at: string | null = from;
  let refused: unknown = null;
  return new Promise((resolve) => {
    let controller: AbortController | null = null;
    const abort = (): void => controller?.abort();
    signal.addEventListener('abort', abort);
    const finish = (error: unknown): void => {
      signal.removeEventListener('abort', abort);
      resolve({ resourceVersion: at, error: refused ?? error ?? null });
    };
    const onEvent = (phase: string, object: KubeObject & { code?: number; message?: string }): void => {
      if (phase === 'ERROR') {
        refused = refusal(object);
        if (object.code === 410) at = null;
        abort();
        return;
      }
      at = object.metadata.resourceVersion ?? at;
      onAnyEvent();
      if (phase === 'BOOKMARK') return;
      const one = typed(options.kind, version, object);
      deliver(options, [{ type: phase === 'DELETED' ? 'delete' : 'set', object: one }]);
    };
    watch
      .watch(collectionPath(options.kind, version), query, onEvent, (error: unknown) => finish(httpFault(error)))
      .then((started) => {
        controller = started;
        if (signal.aborted) started.abort();
      })
      .catch(finish);
  });
}

function refusal(status: { code?: number; message?: string }): ClusterError {
  const message = status.message ?? 'the watch was refused';
  const code = status.code ?? 0;
  return new ClusterError('API_REFUSED', message, undefined, { code, reason: '', message, causes: [] });
}

/** upstream reports a refused watch as an Error with `statusCode` */
function httpFault(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error)) return error;
  const code = Number(error.statusCode);
  return new ClusterError('API_REFUSED', error.message, error, {
    code,
    reason: '',
    message: error.message,
    causes: [],
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
