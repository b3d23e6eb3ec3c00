'use client';

import { useEffect, useState } from 'react';

const SHOWN_MS = 1200;

/** True for a moment after a value on screen changed, so that the eye finds it. */
export function useChanged(value: string): boolean {
  const [before, setBefore] = useState(value);
  useEffect(() => {
    if (before === value) return undefined;
    const timer = setTimeout(() => setBefore(value), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [before, value]);
  return before !== value;
}
