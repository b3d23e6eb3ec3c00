import type { KubeObject } from '#lib/kube/object.ts';
import type { ClusterClient } from './client.ts';
import { ClusterError, rootWords } from './errors.ts';
import { collectionPath, typed } from './list-objects.ts';
import type { WatchedKind } from './resources.ts';

export type ChangeFeed = Readonly<{
  client: ClusterClient;
  kind: WatchedKind;
  version: string;
  /** resourceVersion after which changes are told */
  from: string;
  /** without a byte for so long the watch is given up */
  silenceMs: number;
  signal: AbortSignal;
  /** the server answered: what is known is up to date again, even if nothing changes for a while */
  onOpen: () => void;
  /** from here a later watch can go on */
  onResourceVersion: (resourceVersion: string) => void;
  onChange: (event: Readonly<{ type: 'set' | 'delete'; object: KubeObject }>) => void;
}>;

type WatchedObject = KubeObject & { code?: number; reason?: string; message?: string };

/**
 * Follows changes until the watch ends.
 *
 * @returns why it ended: null in good order, a ClusterError when the server refused (410 among them), else what the
 * connection died of
 */
export function followChanges(feed: ChangeFeed): Promise<unknown> {
  const { client, kind, version, from, signal } = feed;
  const timeoutSeconds = 240 + Math.floor(Math.random() * 60);
  const query = { resourceVersion: from, allowWatchBookmarks: true, timeoutSeconds };
  let refused: unknown = null;
  return new Promise((resolve) => {
    let controller: AbortController | null = null;
    let ended = false;
    const abort = (): void => controller?.abort();
    const finish = (error: unknown): void => {
      ended = true;
      signal.removeEventListener('abort', abort);
      resolve(refused ?? error ?? null);
    };
    const onEvent = (phase: string, object: WatchedObject): void => {
      if (phase === 'ERROR') {
        refused = refusal(object.code ?? 0, object.message ?? 'the watch was refused');
        abort();
        return;
      }
      if (phase !== 'BOOKMARK') {
        feed.onChange({ type: phase === 'DELETED' ? 'delete' : 'set', object: typed(kind, version, object) });
      }
      if (object.metadata.resourceVersion) feed.onResourceVersion(object.metadata.resourceVersion);
    };
    signal.addEventListener('abort', abort);
    client
      .watch(feed.silenceMs)
      .watch(collectionPath(kind, version), query, onEvent, (error: unknown) => finish(faultOf(error, feed)))
      .then((started) => {
        controller = started;
        if (signal.aborted) started.abort();
        else if (!ended) feed.onOpen();
      })
      .catch((error: unknown) => finish(faultOf(error, feed)));
  });
}

function refusal(code: number, message: string, cause?: unknown): ClusterError {
  return new ClusterError('API_REFUSED', message, cause, { code, reason: '', message, causes: [] });
}

/** Upstream reports a refused watch as an Error with `statusCode`, without the server's words. */
function faultOf(error: unknown, { client, kind }: ChangeFeed): unknown {
  if (!(error instanceof Error) || error instanceof ClusterError) return error;
  if (!('statusCode' in error)) {
    return new ClusterError('CLUSTER_UNREACHABLE', `${new URL(client.server).origin}: ${rootWords(error)}`, error);
  }
  const code = Number(error.statusCode);
  return refusal(code, `watching ${kind.declaration.plural} was answered with ${code} ${error.message}`, error);
}
