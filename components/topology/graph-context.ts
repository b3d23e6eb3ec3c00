'use client';

import { createContext, useContext } from 'react';

/** What cards and lines need to know of the graph around them; one object, so that cards keep their own data. */
export type GraphContext = Readonly<{
  selected: string | null;
  /** everything that belongs to the selection; empty when nothing is selected */
  chain: ReadonlySet<string>;
  /** the one card that Tab reaches */
  cursor: string | null;
  select: (id: string) => void;
  unfold: (foldId: string) => void;
  moveCursor: (id: string) => void;
}>;

export const GraphContextProvider = createContext<GraphContext | null>(null);

export function useGraph(): GraphContext {
  const context = useContext(GraphContextProvider);
  if (!context) throw new Error('a card stands outside the graph');
  return context;
}
