'use client';

import { useMutation } from '@tanstack/react-query';
import type { ChangesResponse, RequestedChange, Session } from '#lib/api/messages.ts';
import { sendJson } from './api-client.ts';

/** Writes changes to the cluster. The event stream shows what became of them, so nothing is read again here. */
export function useApplyChanges(session: Session | undefined) {
  return useMutation({
    mutationFn: (changes: readonly RequestedChange[]) =>
      sendJson<ChangesResponse>('/api/changes', { changes, dryRun: false }, { csrfToken: session?.csrfToken ?? '' }),
  });
}
