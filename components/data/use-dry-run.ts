'use client';

import { useQuery } from '@tanstack/react-query';
import type { ChangesResponse, RequestedChange, Session } from '#lib/api/messages.ts';
import { sendJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/** What the API server would store for these changes; nothing is stored. Never taken from the cache. */
export function useDryRun(session: Session | undefined, changes: readonly RequestedChange[]) {
  return useQuery({
    queryKey: queryKeys.dryRun(changes),
    queryFn: ({ signal }) =>
      sendJson<ChangesResponse>(
        '/api/changes',
        { changes, dryRun: true },
        { csrfToken: session?.csrfToken ?? '', signal },
      ),
    enabled: session !== undefined && !session.readOnly,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}
