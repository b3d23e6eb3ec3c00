'use client';

import { useQuery } from '@tanstack/react-query';
import type { GatewayDetail } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/**
 * A Gateway with its listeners, their merged rules and the last requests.
 *
 * @param requestsEveryMs requests change nothing in the cluster, so the stream does not tell of them: a page that
 *   shows them asks in this interval
 */
export function useGatewayDetail(key: ObjectKey, requestsEveryMs?: number) {
  return useQuery({
    queryKey: queryKeys.gateway(key),
    queryFn: ({ signal }) => getJson<GatewayDetail>(`/api/gateways?key=${encodeURIComponent(key)}`, signal),
    refetchInterval: requestsEveryMs ?? false,
  });
}
