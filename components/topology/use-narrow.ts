'use client';

import { useSyncExternalStore } from 'react';

const NARROW = mediaOf('(max-width: 719px)');
const COVERED = mediaOf('(max-width: 1099px)');

/** True where the outline replaces the canvas. */
export function useNarrow(): boolean {
  return useSyncExternalStore(NARROW.subscribe, NARROW.matches, () => false);
}

/** True where the panel covers the right of the page instead of pushing it. */
export function useCoveringPanel(): boolean {
  return useSyncExternalStore(COVERED.subscribe, COVERED.matches, () => false);
}

function mediaOf(query: string) {
  return {
    matches: () => window.matchMedia(query).matches,
    subscribe: (changed: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
  };
}
