'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ProblemError } from './problem-error.ts';

/** The query cache: server facts live here and nowhere else. The stream keeps them fresh, so nothing is polled. */
export function Providers({ children }: Readonly<{ children: ReactNode }>) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: Number.POSITIVE_INFINITY,
            refetchOnWindowFocus: false,
            retry: (count, error) => isWorthRetrying(error) && count < 5,
          },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/** An answer stands; no answer, and "not ready yet", may pass. */
function isWorthRetrying(error: Error): boolean {
  return error instanceof ProblemError && (error.problem.status === 0 || error.problem.status === 503);
}
