'use client';

import type { ReactNode } from 'react';
import { useCallback } from 'react';
import { cn } from '#components/ui/cn.ts';
import { useGraph } from './graph-context.ts';

export type CardProps = Readonly<{
  id: string;
  look?: 'solid' | 'ghost';
  className?: string | undefined;
  title?: string | undefined;
  children: ReactNode;
}>;

const LOOKS = { solid: 'border bg-surface', ghost: 'border-[1.5px] border-dashed border-control bg-transparent' };

/** A card of the graph: a button, one of which Tab reaches. Out of focus it loses border and fill, never its text. */
export function Card({ id, look = 'solid', className, title, children }: CardProps) {
  const { selected, chain, cursor, select, moveCursor } = useGraph();
  const state = stateOf(id, selected, chain);
  // a card that the arrows moved to may be mounted only after the canvas has followed
  const takeFocus = useCallback(
    (element: HTMLButtonElement | null) => {
      const graph = element?.closest('[data-graph]');
      if (graph?.getAttribute('data-wants-focus') !== id) return;
      graph.removeAttribute('data-wants-focus');
      element?.focus({ preventScroll: true });
    },
    [id],
  );
  return (
    <button
      ref={takeFocus}
      type="button"
      data-card={id}
      tabIndex={cursor === id ? 0 : -1}
      aria-pressed={selected === id}
      title={title}
      onClick={() => select(id)}
      onFocus={() => moveCursor(id)}
      className={cn(
        'pointer-events-auto flex size-full min-w-0 flex-col overflow-hidden rounded-md px-[9px] py-1.5 text-left text-xs transition-colors duration-[120ms] hover:bg-hover focus-visible:rounded-md',
        LOOKS[look],
        look === 'solid' && STATES[state],
        look === 'ghost' && state === 'selected' && STATES.selected,
        className,
      )}
    >
      {children}
    </button>
  );
}

type CardState = 'rest' | 'selected' | 'chain' | 'away';

const STATES: Readonly<Record<CardState, string>> = {
  rest: 'border-line',
  selected: 'border-accent ring-1 ring-accent',
  chain: 'border-ink-3',
  away: 'border-line-soft bg-transparent',
};

export function stateOf(id: string, selected: string | null, chain: ReadonlySet<string>): CardState {
  if (selected === id) return 'selected';
  if (chain.size === 0) return 'rest';
  return chain.has(id) ? 'chain' : 'away';
}

/** A line of a card. */
export function Row({ children, className }: Readonly<{ children: ReactNode; className?: string | undefined }>) {
  return (
    <span className={cn('flex min-w-0 items-center gap-1.5 leading-[17px] whitespace-nowrap', className)}>
      {children}
    </span>
  );
}

/** A name: its end matters, so of a long one the middle is cut. */
export function Name({ children, className }: Readonly<{ children: string; className?: string | undefined }>) {
  const tail = children.length > 18 ? children.slice(-7) : '';
  return (
    <span
      title={children}
      className={cn(
        'flex min-w-0 font-mono text-xs leading-[17px] font-semibold tracking-[-0.02em] text-ink',
        className,
      )}
    >
      <span className="truncate">{tail ? children.slice(0, -7) : children}</span>
      {tail && <span className="shrink-0">{tail}</span>}
    </span>
  );
}

export function Detail({ children, className }: Readonly<{ children: ReactNode; className?: string | undefined }>) {
  return (
    <span className={cn('min-w-0 truncate font-mono text-2xs leading-4 tracking-[-0.02em] text-ink-3', className)}>
      {children}
    </span>
  );
}
