'use client';

import { useQuery } from '@tanstack/react-query';
import type { RouteDetail } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/** A Route with its verdicts, the reasons and the fixes. */
export function useRouteDetail(key: ObjectKey) {
  return useQuery({
    queryKey: queryKeys.route(key),
    queryFn: ({ signal }) => getJson<RouteDetail>(`/api/routes?key=${encodeURIComponent(key)}`, signal),
  });
}
