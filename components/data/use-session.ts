'use client';

import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Session } from '#lib/api/messages.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

export const sessionQuery = queryOptions({
  queryKey: queryKeys.session(),
  queryFn: ({ signal }) => getJson<Session>('/api/session', signal),
});

/** Who and what the dashboard is connected to; the event stream keeps it current. */
export function useSession() {
  return useQuery(sessionQuery);
}
