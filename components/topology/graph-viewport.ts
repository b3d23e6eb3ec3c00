'use client';

import { useReactFlow, useStore } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import type { Drawing, PlacedNode } from '#lib/topology/layout-result.ts';

export const RULER_WIDTH = 16;
export const PANEL_WIDTH = 448;
/** Room below the last block for the controls. */
export const FOOT = 56;

export type Reveal = (id: string, how: 'show' | 'focus') => void;

/** Pans only if the object is out of view, and never changes the level. */
export function useReveal(drawing: Drawing, frame: RefObject<HTMLDivElement | null>, width: number): Reveal {
  const flow = useReactFlow();
  return (id, how) => {
    const node = drawing.nodes.find((candidate) => candidate.id === id);
    const box = frame.current?.getBoundingClientRect();
    if (!node || !box) return;
    if (how === 'focus') frame.current?.setAttribute('data-wants-focus', id);
    const { x, y } = flow.getViewport();
    const right = width - RULER_WIDTH;
    const top = node.y + y;
    const from = revealedFrom(node, drawing, right);
    const left = from + x;
    const next = {
      x: left < 0 || node.x + node.width + x > right ? clampPan(-from, right, drawing.width) : x,
      y:
        top < 8 || top + node.height > box.height - FOOT
          ? clampPan(box.height / 3 - node.y, box.height, drawing.height + FOOT)
          : y,
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: panning belongs to a new selection, not to every change
  useEffect(() => {
    if (selected !== null && measured && place) reveal(selected, 'show');
  }, [selected, measured, place]);
}

/** When canvas or content shrink (a panel opens, a filter is set) the view does not stay beside what is left. */
export function useKeepInside(drawing: Drawing, width: number, height: number): void {
  const flow = useReactFlow();
  useEffect(() => {
    const { x, y } = flow.getViewport();
    const next = { x: clampPan(x, width, drawing.width), y: clampPan(y, height, drawing.height + FOOT) };
    if (next.x !== x || next.y !== y) void flow.setViewport({ ...next, zoom: 1 });
  }, [flow, drawing.width, drawing.height, width, height]);
}
