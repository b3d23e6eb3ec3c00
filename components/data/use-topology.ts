'use client';

import { useQuery } from '@tanstack/react-query';
import type { TopologyMessage } from '#lib/api/messages.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/** Everything drawn and listed; the event stream patches it in place. */
export function useTopology() {
  return useQuery({
    queryKey: queryKeys.topology(),
    queryFn: ({ signal }) => getJson<TopologyMessage>('/api/topology', signal),
  });
}
