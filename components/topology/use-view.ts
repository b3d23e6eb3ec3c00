'use client';

import { useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import type { Filters } from '#lib/topology/filter.ts';
import { readView, type ViewState, writeView } from './view-state.ts';

export type ViewActions = Readonly<{
  /** null closes the panel */
  select: (id: string | null) => void;
  filter: (change: Partial<Filters>) => void;
  show: (change: Partial<Pick<ViewState, 'view' | 'level' | 'tab'>>) => void;
}>;

const actions: ViewActions = {
  select: (select) => go({ select, tab: null }, 'push'),
  filter: (change) => go({ filters: { ...current().filters, ...change } }, 'replace'),
  show: (change) => go(change, 'push'),
};

/** The view as the address has it, and the ways to change it. Back and forward work; nothing is loaded again. */
export function useView(): Readonly<{ view: ViewState } & ViewActions> {
  const query = useSearchParams();
  const view = useMemo(() => readView(query), [query]);
  return { view, ...actions };
}

function current(): ViewState {
  return readView(new URLSearchParams(window.location.search));
}

function go(change: Partial<ViewState>, how: 'push' | 'replace'): void {
  const query = writeView({ ...current(), ...change }, new URLSearchParams(window.location.search));
  const url = `${window.location.pathname}${query}`;
  if (how === 'push') window.history.pushState(null, '', url);
  else window.history.replaceState(null, '', url);
}
