'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendJson } from '#components/data/api-client.ts';
import { sessionQuery } from '#components/data/use-session.ts';
import type { TestRequest, TestResponse } from '#lib/api/test-messages.ts';

/** A response and which attempt of this visit it was. */
export type Attempt = Readonly<{
  number: number;
  /** as it was sent from here */
  request: TestRequest;
  response: TestResponse;
  receivedAt: string;
}>;

/** Sends test requests, one at a time; what is shown is the last one. */
export function useTestRequest() {
  const client = useQueryClient();
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  const mutation = useMutation({
    // a request that is sent before the session is read waits for it
    mutationFn: async (request: TestRequest) => {
      const { csrfToken } = await client.ensureQueryData(sessionQuery);
      return sendJson<TestResponse>('/api/test-requests', request, { csrfToken });
    },
    onSuccess: (response, request) =>
      setAttempt((before) => ({
        number: (before?.number ?? 0) + 1,
        request,
        response,
        receivedAt: new Date().toISOString(),
      })),
  });
  const send = (request: TestRequest): void => {
    if (!mutation.isPending) mutation.mutate(request);
  };
  return { send, attempt, isPending: mutation.isPending, error: mutation.error, sending: mutation.variables ?? null };
}
