'use client';

import { useQuery } from '@tanstack/react-query';
import type { GrantDetail } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { getJson } from './api-client.ts';
import { queryKeys } from './query-keys.ts';

/** A ReferenceGrant and what it opens right now. */
export function useGrantDetail(key: ObjectKey) {
  return useQuery({
    queryKey: queryKeys.grant(key),
    queryFn: ({ signal }) => getJson<GrantDetail>(`/api/grants?key=${encodeURIComponent(key)}`, signal),
  });
}
