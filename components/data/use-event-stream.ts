'use client';

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { Session, StreamFrame, TopologyMessage } from '#lib/api/messages.ts';
import { queryKeys } from './query-keys.ts';
import { reduceFrame, type StreamState, stateAfter } from './stream-state.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const EVENTS = ['hello', 'patch', 'resync', 'session'] as const;

export type EventStream = Readonly<{ stream: StreamState; pause: () => void; resume: () => void }>;

/** `attempt` grows when the viewer asks for a new connection; while it stays, the stream stays. */
type Connection = Readonly<{ attempt: number; stream: StreamState }>;

const FIRST: Connection = { attempt: 0, stream: { state: 'connecting' } };

/** How live the page is, and the switch for it. Any component may ask; `useEventStream` keeps it. */
export function useStreamState(): EventStream {
  const client = useQueryClient();
  const { stream } = useConnection();
  const pause = useCallback(() => setStream(client, { state: 'paused', since: Date.now() }), [client]);
  const resume = useCallback(
    () =>
      client.setQueryData<Connection>(queryKeys.stream(), (before = FIRST) => ({
        attempt: before.attempt + 1,
        stream: { state: 'connecting' },
      })),
    [client],
  );
  return { stream, pause, resume };
}

function useConnection(): Connection {
  const { data } = useQuery<Connection>({
    queryKey: queryKeys.stream(),
    queryFn: () => FIRST,
    initialData: FIRST,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

/** Joins the query cache to the server's event stream. Mounted once, in the shell. */
export function useEventStream(options: Readonly<{ ready: boolean }>): void {
  const client = useQueryClient();
  const { attempt, stream } = useConnection();
  const wanted = options.ready && stream.state !== 'paused';
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new connection
  useEffect(() => (wanted ? openStream(client) : undefined), [client, wanted, attempt]);
}

function setStream(client: QueryClient, stream: StreamState): void {
  client.setQueryData<Connection>(queryKeys.stream(), (before = FIRST) => ({ ...before, stream }));
}

function openStream(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = FIRST_RETRY_MS;

  const connect = (): void => {
    const shown = client.getQueryData<TopologyMessage>(queryKeys.topology());
    source = new EventSource(`/api/events?since=${encodeURIComponent(shown?.revision ?? '')}`);
    for (const event of EVENTS) {
      source.addEventListener(event, (message) => {
        retryMs = FIRST_RETRY_MS;
        receive(client, { event, ...JSON.parse(message.data) } as StreamFrame);
      });
    }
    // the browser's own retry would ask from an old revision, so every retry is a new source
    source.onerror = () => {
      source?.close();
      const before = client.getQueryData<Connection>(queryKeys.stream())?.stream;
      if (before?.state !== 'reconnecting') setStream(client, { state: 'reconnecting', since: Date.now() });
      timer = setTimeout(connect, retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    };
  };

  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function receive(client: QueryClient, frame: StreamFrame): void {
  const facts = {
    session: client.getQueryData<Session>(queryKeys.session()),
    topology: client.getQueryData<TopologyMessage>(queryKeys.topology()),
  };
  const step = reduceFrame(facts, frame);
  if (step.facts.session !== facts.session) client.setQueryData(queryKeys.session(), step.facts.session);
  if (step.facts.topology !== facts.topology) {
    client.setQueryData(queryKeys.topology(), step.facts.topology);
    // an open panel shows the object as it now is
    void client.invalidateQueries({ queryKey: queryKeys.details() });
  }
  // cancels a read in flight: it may be older than the frame that was missed
  if (step.reread) void client.invalidateQueries({ queryKey: queryKeys.topology() });
  const before = client.getQueryData<Connection>(queryKeys.stream())?.stream;
  setStream(client, stateAfter(before, frame, Date.now()));
}
