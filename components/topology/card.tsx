'use client';

import type { ReactNode } from 'react';
import { useCallback } from 'react';
import { StatusIcon, toneText } from '#components/ui/badge.tsx';
import { Breakable } from '#components/ui/breakable.tsx';
import { cn } from '#components/ui/cn.ts';
import type { Badge, DriftNote } from '#lib/topology/badge.ts';
import type { CardSizes, CardText } from '#lib/topology/layout-cards.ts';
import { type Detail as Level, SIZES } from '#lib/topology/layout-geometry.ts';
import type { PlacedNode } from '#lib/topology/layout-result.ts';
import { fitName } from '#lib/topology/layout-text.ts';
import { useGraph } from './graph-context.ts';

type Of<K extends PlacedNode['kind']> = Extract<PlacedNode, { kind: K }>;
/** What a card is given. */
export type CardOf<K extends PlacedNode['kind']> = Readonly<{ placed: Of<K>; level: Level }>;

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
  const takeFocus = useCallback((element: HTMLButtonElement) => keepFocus(element, id), [id]);
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

/**
 * A card that the arrows moved to may be mounted only after the canvas has followed; one that the canvas leaves out for
 * a moment, while a panel opens beside it, has the focus again when it is back.
 */
function keepFocus(element: HTMLButtonElement, id: string): () => void {
  const graph = element.closest('[data-graph]');
  const wants = (name: string) => graph?.getAttribute(name) === id;
  if (wants('data-wants-focus') || (wants('data-lost-focus') && document.activeElement === document.body)) {
    graph?.removeAttribute('data-wants-focus');
    element.focus({ preventScroll: true });
  }
  if (wants('data-lost-focus')) graph?.removeAttribute('data-lost-focus');
  return () => {
    if (document.activeElement === element) graph?.setAttribute('data-lost-focus', id);
  };
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

type NameProps = Readonly<{
  children: string;
  /** of a name that may take more than one line: how many, and the room of each */
  fit?: Readonly<{ lines: number; room: number }>;
  className?: string | undefined;
}>;

/** A name: its end matters, so of a long one the middle is cut. */
export function Name({ children, fit, className }: NameProps) {
  const style = cn('min-w-0 font-mono text-xs leading-[17px] font-semibold tracking-[-0.02em] text-ink', className);
  if (fit && fit.lines > 1) {
    const shown = fitName(children, fit.room, fit.lines);
    return (
      <span title={children} className={cn('whitespace-normal', style, shown === children || 'break-all')}>
        <Breakable text={shown} />
      </span>
    );
  }
  const tail = children.length > 16 ? children.slice(-7) : '';
  return (
    <span title={children} className={cn('flex', style)}>
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

/** What engine and cluster disagree on. */
export function DriftMark({ drift }: Readonly<{ drift: DriftNote }>) {
  if (drift === null) return null;
  return (
    <span title={`Drift: ${drift}`} className="shrink-0">
      <StatusIcon name="drift" />
      <span className="sr-only">Drift: {drift}</span>
    </span>
  );
}

/** What the layout measured a card by. */
export function sizesOf(width: number, detail: Level): CardSizes {
  return { width, detail, sizes: SIZES[detail] };
}

/** The room that the layout left for a name. */
export function fitOf({ name, nameRoom }: CardText) {
  return { lines: name, room: nameRoom };
}

type CardStatusProps = Readonly<{ badge: Badge; className?: string | undefined }>;

/** A status on a card: its word is whole, in as many lines as it takes. */
export function CardStatus({ badge, className }: CardStatusProps) {
  return (
    <span
      className={cn(
        'flex items-start gap-[3px] text-2xs leading-[17px] font-[550] whitespace-normal',
        toneText(badge.name),
        className,
      )}
    >
      <StatusIcon name={badge.name} className="mt-[2.5px]" />
      <Breakable text={badge.word} />
    </span>
  );
}
