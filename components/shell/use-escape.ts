'use client';

import { useEffect, useEffectEvent } from 'react';

/** Esc wherever the focus is, unless something nearer took it: a dialog, a menu, an editor. */
export function useEscape(leave: () => void): void {
  const run = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    leave();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => run(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
