import type { ServerResponse } from 'node:http';
import { badRequest, expired } from './api-error.ts';
import type { Json } from './json.ts';
import { apiVersionOf, resourceName } from './kind-index.ts';
import { atVersion, type Representation, showTable } from './representation.ts';
import { buildFilter, type ObjectFilter } from './selectors.ts';
import { RevisionExpired, type Store, type StoredObject, type StoreEvent } from './store.ts';

/** How often an idle watch that asked for them gets a bookmark, as a real API server does. */
const bookmarkMs = 60_000;
/** A reader that lets this much pile up is cut off; it resumes from its last resourceVersion. */
const backlogBytes = 16 * 1024 * 1024;
/** Where a watch without `timeoutSeconds` ends; API servers end them after 30 to 60 minutes. */
const longestSeconds = 45 * 60;

export type WatchRequest = Readonly<{
  store: Store;
  shown: Representation;
  namespace: string | undefined;
  /** the one object watched, for a watch on an object's own path */
  name: string | undefined;
  query: URLSearchParams;
}>;

/**
 * Streams changes as JSON lines until the client leaves, `timeoutSeconds` passes or the signal aborts.
 * A revision that is forgotten, or was never handed out, is answered with 410 inside the stream.
 *
 * @throws ApiError 400 for a malformed selector or revision, before anything is written
 */
export function streamWatch(request: WatchRequest, response: ServerResponse, signal: AbortSignal): void {
  const { store, shown, query } = request;
  const matches = buildMatch(request);
  const from = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(from)) throw badRequest(`invalid resource version "${from}"`);
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  const writer = new EventWriter(shown, response);
  const send = (event: StoreEvent): void => writer.send(seenAs(event, matches));
  try {
    const fresh = Number(from) === 0 || query.get('sendInitialEvents') === 'true';
    if (fresh) for (const object of store.list(resourceName(shown.kind)).filter(matches)) writer.write('ADDED', object);
    else store.since(resourceName(shown.kind), Number(from)).forEach(send);
  } catch (cause) {
    if (!(cause instanceof RevisionExpired)) throw cause;
    response.end(`${JSON.stringify({ type: 'ERROR', object: expired(cause.message).status })}\n`);
    return;
  }
  if (query.get('sendInitialEvents') === 'true')
    writer.bookmark(store.revision, { 'k8s.io/initial-events-end': 'true' });
  keepStreaming({ request, response, writer, send, signal });
}

type Stream = Readonly<{
  request: WatchRequest;
  response: ServerResponse;
  writer: EventWriter;
  send: (event: StoreEvent) => void;
  signal: AbortSignal;
}>;

function keepStreaming({ request: { store, shown, query }, response, writer, send, signal }: Stream): void {
  const resource = resourceName(shown.kind);
  const wantsBookmarks = query.get('allowWatchBookmarks') === 'true';
  const unsubscribe = store.subscribe((event) => {
    if (event.resource !== resource) return;
    send(event);
    if (response.writableLength > backlogBytes) response.destroy();
  });
  const bookmark = (): void => {
    if (wantsBookmarks) writer.bookmark(store.revision);
  };
  const finish = (): void => {
    bookmark();
    response.end();
  };
  const seconds = Number(query.get('timeoutSeconds')) || longestSeconds;
  const timeout = setTimeout(finish, Math.min(seconds, longestSeconds) * 1000);
  const interval = setInterval(bookmark, bookmarkMs);
  signal.addEventListener('abort', finish);
  response.on('close', () => {
    unsubscribe();
    clearTimeout(timeout);
    clearInterval(interval);
    signal.removeEventListener('abort', finish);
  });
}

function buildMatch({ shown, namespace, name, query }: WatchRequest): ObjectFilter {
  const selected = buildFilter(shown.kind, query);
  return (object) =>
    (!namespace || object.metadata.namespace === namespace) &&
    (!name || object.metadata.name === name) &&
    selected(object);
}

type Seen = Readonly<{ type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: StoredObject }>;

/** What a change is to a watcher with a selector: an object that stops matching is DELETED to it. */
function seenAs({ type, object, previous, revision }: StoreEvent, matches: ObjectFilter): Seen | null {
  const before = previous !== undefined && matches(previous);
  const after = type !== 'DELETED' && matches(object);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object };
  if (!before) return null;
  const metadata = { ...previous.metadata, resourceVersion: String(revision) };
  return { type: 'DELETED', object: { ...previous, metadata } };
}

class EventWriter {
  readonly #shown: Representation;
  readonly #response: ServerResponse;
  #columnsSent = false;

  constructor(shown: Representation, response: ServerResponse) {
    this.#shown = shown;
    this.#response = response;
  }

  send(seen: Seen | null): void {
    if (seen) this.write(seen.type, seen.object);
  }

  write(type: Seen['type'], object: StoredObject): void {
    this.#line(type, this.#form(object));
  }

  bookmark(revision: number, annotations?: Json): void {
    const metadata = {
      resourceVersion: String(revision),
      creationTimestamp: null,
      ...(annotations && { annotations }),
    };
    const { kind, version, form } = this.#shown;
    const bare = { kind: kind.kind, apiVersion: apiVersionOf(kind.group, version), metadata };
    this.#line('BOOKMARK', form === 'table' ? this.#table([], metadata) : bare);
  }

  #form(object: StoredObject): Json {
    if (this.#shown.form === 'table') {
      return this.#table([object], { resourceVersion: object.metadata.resourceVersion });
    }
    if (this.#shown.form === 'metadata') {
      return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
    }
    return atVersion(this.#shown, object);
  }

  #table(objects: readonly StoredObject[], metadata: Json): Json {
    const table = showTable(this.#shown, objects, metadata, { withoutColumns: this.#columnsSent });
    this.#columnsSent = true;
    return table;
  }

  #line(type: string, object: Json): void {
    if (!this.#response.writableEnded) this.#response.write(`${JSON.stringify({ type, object })}\n`);
  }
}
