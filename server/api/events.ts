import type { ServerResponse } from 'node:http';
import type { Session, StreamFrame } from '#lib/api/messages.ts';

export type PatchFrame = Extract<StreamFrame, { event: 'patch' }>;

/** Event streams to browsers: one frame is written once for all, a slow reader is told to read anew. */
export type EventHub = Readonly<{
  connect: (response: ServerResponse, since: string | null) => void;
  publish: (patch: PatchFrame) => void;
  publishSession: (session: Session) => void;
  clients: () => number;
  close: () => void;
}>;

export type EventHubOptions = Readonly<{ revision: () => string; session: () => Session }>;

type Client = { response: ServerResponse; lagging: boolean };

/** How many patches a browser may have missed and still catch up without a new read. */
const historyLength = 200;
const slowBytes = 1024 * 1024;
const heartbeatMs = 15_000;

export function createEventHub({ revision, session }: EventHubOptions): EventHub {
  const clients = new Set<Client>();
  let history: PatchFrame[] = [];
  const heartbeat = setInterval(() => {
    for (const client of clients) client.response.write(': still here\n\n');
  }, heartbeatMs);
  heartbeat.unref();

  const sendAll = (text: string): void => {
    for (const client of clients) send(client, text);
  };

  return {
    connect: (response, since) => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      });
      const client: Client = { response, lagging: false };
      clients.add(client);
      response.on('close', () => clients.delete(client));
      response.on('drain', () => {
        if (!client.lagging) return;
        client.lagging = false;
        // what it missed: everything since, the session among it
        response.write(format({ event: 'session', session: session() }) + format({ event: 'resync' }));
      });
      response.write(format({ event: 'hello', revision: revision(), session: session() }));
      for (const frame of missedSince(since, revision(), history)) response.write(format(frame));
    },
    publish: (patch) => {
      history = [...history.slice(-historyLength + 1), patch];
      sendAll(format(patch));
    },
    publishSession: (next) => sendAll(format({ event: 'session', session: next })),
    clients: () => clients.size,
    close: () => {
      clearInterval(heartbeat);
      for (const { response } of clients) response.end();
      clients.clear();
    },
  };
}

/** A reader who has not taken what was sent before gets no more; one large frame makes nobody slow. */
function send(client: Client, text: string): void {
  client.lagging ||= client.response.writableLength > slowBytes;
  if (!client.lagging) client.response.write(text);
}

/** Frames that bring a reader from `since` to `now`: nothing, the patches between, or the word to read anew. */
function missedSince(since: string | null, now: string, history: readonly PatchFrame[]): readonly StreamFrame[] {
  if (since === null || since === now) return [];
  const start = history.findIndex(({ from }) => from === since);
  return start < 0 ? [{ event: 'resync' }] : history.slice(start);
}

function format({ event, ...data }: StreamFrame): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
