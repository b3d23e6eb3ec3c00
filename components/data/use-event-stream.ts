'use client';

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { Session, StreamFrame, TopologyMessage } from '#lib/api/messages.ts';
import { queryKeys } from './query-keys.ts';
import { reduceFrame, type StreamState } from './stream-state.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const EVENTS = ['hello', 'patch', 'resync', 'session'] as const;

export type EventStream = Readonly<{ stream: StreamState; pause: () => void; resume: () => void }>;

/** How live the page is, and the switch for it. Any component may ask; `useEventStream` keeps it. */
export function useStreamState(): EventStream {
  const client = useQueryClient();
  const { data } = useQuery<StreamState>({
    queryKey: queryKeys.stream(),
    queryFn: () => ({ state: 'connecting' }),
    initialData: { state: 'connecting' },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const pause = useCallback(() => setStream(client, { state: 'paused', since: Date.now() }), [client]);
  const resume = useCallback(() => setStream(client, { state: 'connecting' }), [client]);
  return { stream: data, pause, resume };
}

/** Joins the query cache to the server's event stream. Mounted once, in the shell. */
export function useEventStream(options: Readonly<{ ready: boolean }>): void {
  const client = useQueryClient();
  const { stream } = useStreamState();
  const wanted = options.ready && stream.state !== 'paused';
  useEffect(() => (wanted ? openStream(client) : undefined), [client, wanted]);
}

function setStream(client: QueryClient, state: StreamState): void {
  client.setQueryData<StreamState>(queryKeys.stream(), state);
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
      const before = client.getQueryData<StreamState>(queryKeys.stream());
      if (before?.state !== 'reconnecting') setStream(client, { state: 'reconnecting', since: lastEventAt(before) });
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
    void client.invalidateQueries({ queryKey: queryKeys.objects() });
    void client.invalidateQueries({ queryKey: queryKeys.explanations() });
  }
  // cancels a read in flight: it may be older than the frame that was missed
  if (step.reread) void client.invalidateQueries({ queryKey: queryKeys.topology() });
  setStream(client, { state: 'live', lastEventAt: Date.now() });
}

function lastEventAt(state: StreamState | undefined): number {
  return state?.state === 'live' ? state.lastEventAt : Date.now();
}
