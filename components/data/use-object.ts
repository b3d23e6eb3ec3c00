'use client';

import { useQuery } from '@tanstack/react-query';
import type { ObjectMessage } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/** One object as stored in the cluster, with its YAML. */
export function useObject(key: ObjectKey) {
  return useQuery({
    queryKey: queryKeys.object(key),
    queryFn: ({ signal }) => getJson<ObjectMessage>(`/api/objects?key=${encodeURIComponent(key)}`, signal),
  });
}
