'use client';

import { useQuery } from '@tanstack/react-query';
import type { GatewayDetail } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/** A Gateway with its listeners, their merged rules and the last requests. */
export function useGatewayDetail(key: ObjectKey) {
  return useQuery({
    queryKey: queryKeys.gateway(key),
    queryFn: ({ signal }) => getJson<GatewayDetail>(`/api/gateways?key=${encodeURIComponent(key)}`, signal),
  });
}
