'use client';

import { useQuery } from '@tanstack/react-query';
import type { TlsPolicyDetail } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/** A BackendTLSPolicy, and why it is in force or not. */
export function useTlsPolicyDetail(key: ObjectKey) {
  return useQuery({
    queryKey: queryKeys.tlsPolicy(key),
    queryFn: ({ signal }) => getJson<TlsPolicyDetail>(`/api/backendtlspolicies?key=${encodeURIComponent(key)}`, signal),
  });
}
