'use client';

import { useReactFlow, useStore } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import type { Drawing, PlacedNode } from '#lib/topology/layout-result.ts';

export const RULER_WIDTH = 16;
/** Of a panel that covers the canvas. */
export const PANEL_WIDTH = 400;
/** Beside and below the controls, as `bottom-3.5` has it, and as much above. */
const CONTROLS_MARGIN = 14;

/** Room below the last block for the controls, which are in two lines where the canvas is narrow. */
export function footOf(controls: Readonly<{ height: number }>): number {
  return Math.max(32, controls.height) + 2 * CONTROLS_MARGIN;
}

export type Reveal = (id: string, how: 'show' | 'focus') => void;

/**
 * Pans only if the object is out of view, and never changes the level. What is selected comes with its chain, as far as
 * there is room; an object without a card of its own (a BackendTLSPolicy) is shown by what it is for.
 */
export function useReveal(
  drawing: Drawing,
  chain: ReadonlySet<string>,
  frame: RefObject<HTMLDivElement | null>,
  { width, foot }: Readonly<{ width: number; foot: number }>,
): Reveal {
  const flow = useReactFlow();
  return (id, how) => {
    const node = drawing.nodes.find((candidate) => candidate.id === id);
    const inChain = how === 'show' ? drawing.nodes.filter((each) => chain.has(each.id)) : [];
    const [target = inChain.find(({ kind }) => kind === 'service')] = [node];
    const box = frame.current?.getBoundingClientRect();
    if (!target || !box) return;
    if (how === 'focus') frame.current?.setAttribute('data-wants-focus', id);
    const { x, y } = flow.getViewport();
    const right = width - RULER_WIDTH;
    const from = revealedFrom(target, drawing, right);
    const room = box.height - foot - MARGIN;
    const span = spanOf(target, inChain, room);
    const next = {
      x: from + x < 0 || target.x + target.width + x > right ? clampPan(-from, right, drawing.width) : x,
      y: isInView(span, y, room) ? y : clampPan(panTo(span, room), box.height, drawing.height + foot),
    };
    if (next.x !== x || next.y !== y) void flow.setViewport({ ...next, zoom: 1 });
    const card = frame.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`);
    if (how === 'focus' && card) {
      frame.current?.removeAttribute('data-wants-focus');
      card.focus({ preventScroll: true });
    }
  };
}

const MARGIN = 16;

type Span = Readonly<{ top: number; bottom: number }>;

/** From top to bottom of an object and its chain: as much of that, from the nearest on, as there is room for. */
function spanOf(target: PlacedNode, chain: readonly PlacedNode[], room: number): Span {
  let span: Span = { top: target.y, bottom: target.y + target.height };
  const distance = ({ y }: PlacedNode) => Math.abs(y - target.y);
  for (const { y, height } of chain.toSorted((a, b) => distance(a) - distance(b))) {
    const wider = { top: Math.min(span.top, y), bottom: Math.max(span.bottom, y + height) };
    if (wider.bottom - wider.top > room) break;
    span = wider;
  }
  return span;
}

function isInView({ top, bottom }: Span, pan: number, room: number): boolean {
  return top + pan >= 8 && bottom + pan <= room + 8;
}

/** A third from the top where there is room for that. */
function panTo({ top, bottom }: Span, room: number): number {
  return Math.min(room / 3, Math.max(8, room - (bottom - top))) - top;
}

/** What is shown with an object, from the left: a Route comes with the reasons on its lines, and their listeners. */
function revealedFrom(node: PlacedNode, { columns }: Drawing, room: number): number {
  const wishes = node.kind === 'route' ? [columns.gateway, columns.listener, columns.chip] : [columns.gateway];
  const end = node.x + node.width + MARGIN;
  return (wishes.find((x) => end - (x - MARGIN) <= room) ?? node.x) - MARGIN;
}

function clampPan(pan: number, view: number, content: number): number {
  return Math.min(0, Math.max(pan, Math.min(0, view - content)));
}

export function useRevealSelected(drawing: Drawing, selected: string | null, reveal: Reveal): void {
  const measured = useStore((state) => state.width > 0);
  const place = drawing.nodes.some(({ id }) => id === selected);
  const { width } = drawing.columns;
  // biome-ignore lint/correctness/useExhaustiveDependencies: panning belongs to a new selection and to new columns (its panel opens), not to every change
  useEffect(() => {
    if (selected !== null && measured) reveal(selected, 'show');
  }, [selected, measured, place, width]);
}

/** When canvas or content shrink (a panel opens, a filter is set) the view does not stay beside what is left. */
export function useKeepInside(
  drawing: Drawing,
  { width, height, foot }: Readonly<{ width: number; height: number; foot: number }>,
): void {
  const flow = useReactFlow();
  useEffect(() => {
    const { x, y } = flow.getViewport();
    const next = { x: clampPan(x, width, drawing.width), y: clampPan(y, height, drawing.height + foot) };
    if (next.x !== x || next.y !== y) void flow.setViewport({ ...next, zoom: 1 });
  }, [flow, drawing.width, drawing.height, width, height, foot]);
}
