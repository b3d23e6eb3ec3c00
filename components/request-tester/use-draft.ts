'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { type Draft, readDraft, writeDraft } from './draft.ts';

/**
 * The request being composed. It starts from the address and is written back to it, so that the page can be linked to;
 * typing cannot wait for the router, so the fields are held here. An address that came from elsewhere replaces them.
 */
export function useDraft(): readonly [Draft, (change: Partial<Draft>) => void] {
  const query = useSearchParams();
  const text = query.toString();
  const [draft, setDraft] = useState<Draft>(() => readDraft(query));
  const own = useRef(new Set([text]));
  useEffect(() => {
    if (own.current.has(text)) return;
    own.current.add(text);
    setDraft(readDraft(new URLSearchParams(text)));
  }, [text]);
  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part };
    const search = writeDraft(next);
    own.current.add(search.slice(1));
    window.history.replaceState(null, '', `${window.location.pathname}${search}`);
    setDraft(next);
  };
  return [draft, change];
}
