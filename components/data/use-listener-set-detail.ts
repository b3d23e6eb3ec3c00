'use client';

import { useQuery } from '@tanstack/react-query';
import type { ListenerSetDetail } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/** A ListenerSet with its listeners, and why its Gateway takes it or not. */
export function useListenerSetDetail(key: ObjectKey) {
  return useQuery({
    queryKey: queryKeys.listenerSet(key),
    queryFn: ({ signal }) => getJson<ListenerSetDetail>(`/api/listenersets?key=${encodeURIComponent(key)}`, signal),
  });
}
