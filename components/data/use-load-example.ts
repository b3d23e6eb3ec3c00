'use client';

import { useMutation } from '@tanstack/react-query';
import type { ExampleRequest, LoadedExample, Session } from '#lib/api/messages.ts';
import { sendJson } from './api-client.ts';

/** Applies an example to the sandbox. The event stream brings what came of it. */
export function useLoadExample(session: Session | undefined) {
  return useMutation({
    mutationFn: (request: ExampleRequest) =>
      sendJson<LoadedExample>('/api/examples', request, { csrfToken: session?.csrfToken ?? '' }),
    // the button that was pressed goes with the empty page
    onSuccess: ({ problems }) => {
      if (problems.length === 0) document.getElementById('main')?.focus();
    },
  });
}
