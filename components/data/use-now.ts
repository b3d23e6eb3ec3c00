'use client';

import { useCallback, useSyncExternalStore } from 'react';

/** The browser's clock in steps of `stepMs`, so that ages stay true; 0 while rendered on the server. */
export function useNow(stepMs: number): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      const timer = setInterval(changed, stepMs);
      return () => clearInterval(timer);
    },
    [stepMs],
  );
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / stepMs) * stepMs,
    () => 0,
  );
}
