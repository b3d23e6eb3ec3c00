'use client';

import '@xyflow/react/dist/base.css';
import { PanOnScrollMode, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useElementSize } from '#components/data/use-element-size.ts';
import { useShortcuts } from '#components/shell/use-shortcuts.ts';
import { chainOf } from '#lib/topology/chain.ts';
import type { Filtered } from '#lib/topology/filter.ts';
import { layoutTopology } from '#lib/topology/layout.ts';
import type { Detail } from '#lib/topology/layout-geometry.ts';
import { type LayoutMemory, NO_MEMORY } from '#lib/topology/layout-order.ts';
import type { Drawing } from '#lib/topology/layout-result.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { ColumnHeads } from './column-heads.tsx';
import { toFlow } from './flow.ts';
import { type GraphContext, GraphContextProvider } from './graph-context.ts';
import { GraphControls } from './graph-controls.tsx';
import { EDGE_TYPES, NODE_TYPES } from './graph-nodes.tsx';
import { footOf, PANEL_WIDTH, RULER_WIDTH, useKeepInside, useReveal, useRevealSelected } from './graph-viewport.ts';
import { type Direction, firstNode, neighbourOf } from './neighbours.ts';
import { nextProblem } from './problems.ts';
import { Ruler } from './ruler.tsx';
import { useCoveringPanel } from './use-narrow.ts';

export type GraphProps = Readonly<{
  topology: Topology;
  filtered: Filtered;
  level: Detail;
  selected: string | null;
  onSelect: (id: string | null) => void;
  onLevel: (level: 'near' | 'middle' | 'far') => void;
  /** told how many routes are inside folds */
  onFolded: (folded: number) => void;
}>;

/** The attachment graph, near and middle level. */
export function Graph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ topology, filtered, level, selected, onSelect, onLevel, onFolded }: GraphProps) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useElementSize(frame);
  const controls = useRef<HTMLDivElement>(null);
  const foot = footOf(useElementSize(controls));
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(() => new Set());
  const [memory, setMemory] = useState<LayoutMemory>(NO_MEMORY);
  const covering = useCoveringPanel();
  const covered = selected !== null && covering ? PANEL_WIDTH : 0;
  const [cursor, setCursor] = useState<string | null>(null);
  const chain = useMemo(() => chainOf(topology, selected), [topology, selected]);
  const keep = useMemo(() => new Set(selected === null ? [] : [selected]), [selected]);
  const drawing = useMemo(
    () =>
      layoutTopology({
        topology,
        filtered,
        canvasWidth: size.width - RULER_WIDTH,
        detail: level,
        memory,
        unfolded,
        keep,
      }),
    [topology, filtered, size.width, level, memory, unfolded, keep],
  );
  const flow = useMemo(() => toFlow(drawing, level), [drawing, level]);
  useRememberedOrder(drawing, memory, setMemory);
  useEffect(() => onFolded(drawing.folded), [drawing.folded, onFolded]);
  const first = useMemo(() => firstNode(drawing)?.id ?? null, [drawing]);
  const shown = drawing.nodes.some(({ id }) => id === cursor) ? cursor : selectedOr(first, selected, drawing);
  const context = useMemo(
    (): GraphContext => ({
      selected,
      chain,
      cursor: shown,
      select: onSelect,
      unfold: (id) => setUnfolded((before) => new Set(before).add(id)),
      moveCursor: setCursor,
    }),
    [selected, chain, shown, onSelect],
  );
  const reveal = useReveal(drawing, chain, frame, { width: size.width - covered, foot });
  useRevealSelected(drawing, selected, reveal);
  useKeepInside(drawing, { width: size.width - covered, height: size.height, foot });
  const goTo = (id: string) => {
    setCursor(id);
    reveal(id, 'focus');
  };
  useShortcuts({
    f: () => onLevel(levelThatFits(topology, filtered, { ...size, foot }, memory)),
    n: () => jump(1),
    p: () => jump(-1),
  });
  const jump = (step: 1 | -1) => {
    const next = nextProblem(drawing, selected, step);
    if (!next) return;
    onSelect(next.id);
    goTo(next.id);
  };
  const extent: [[number, number], [number, number]] = [
    [0, 0],
    [Math.max(drawing.width, size.width) + covered, Math.max(drawing.height + foot, size.height)],
  ];
  return (
    <section aria-label="Attachment graph" className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <ColumnHeads drawing={drawing} topology={topology} filtered={filtered} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows walk between the buttons inside */}
      <div
        ref={frame}
        data-graph=""
        className="relative min-h-0 flex-1 overflow-hidden"
        onKeyDown={(event) => walk(event, topology, drawing, goTo, selected === null ? null : () => onSelect(null))}
      >
        {size.width > 0 && (
          <GraphContextProvider value={context}>
            <ReactFlow
              nodes={flow.nodes}
              edges={flow.edges}
              nodeTypes={NODE_TYPES}
              edgeTypes={EDGE_TYPES}
              onlyRenderVisibleElements
              nodesDraggable={false}
              nodesConnectable={false}
              nodesFocusable={false}
              edgesFocusable={false}
              elementsSelectable={false}
              disableKeyboardA11y
              minZoom={1}
              maxZoom={1}
              zoomOnScroll={false}
              zoomOnPinch={false}
              zoomOnDoubleClick={false}
              zoomActivationKeyCode={null}
              panOnScroll
              panOnScrollMode={PanOnScrollMode.Free}
              panOnScrollSpeed={1}
              translateExtent={extent}
              onPaneClick={() => onSelect(null)}
            />
          </GraphContextProvider>
        )}
        <Ruler drawing={drawing} height={size.height} onJump={goTo} />
        <GraphControls
          ref={controls}
          level={level}
          onLevel={onLevel}
          onFit={() => onLevel(levelThatFits(topology, filtered, { ...size, foot }, memory))}
          onSort={() => setMemory(NO_MEMORY)}
        />
      </div>
    </section>
  );
}

function selectedOr(first: string | null, selected: string | null, drawing: Drawing): string | null {
  return drawing.nodes.some(({ id }) => id === selected) ? selected : first;
}

/** New objects join at the end of their rank: what was drawn is remembered once it is on screen. */
function useRememberedOrder(drawing: Drawing, memory: LayoutMemory, remember: (memory: LayoutMemory) => void): void {
  useEffect(() => {
    if (JSON.stringify(drawing.memory) !== JSON.stringify(memory)) remember(drawing.memory);
  }, [drawing, memory, remember]);
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

function walk(
  event: KeyboardEvent,
  topology: Topology,
  drawing: Drawing,
  goTo: (id: string) => void,
  stepBack: (() => void) | null,
): void {
  if (event.key === 'Escape' && stepBack) {
    event.preventDefault();
    stepBack();
    return;
  }
  const direction = ARROWS[event.key];
  const card = event.target instanceof Element ? event.target.closest('[data-card]') : null;
  const id = card?.getAttribute('data-card');
  if (!direction || !id || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = neighbourOf(topology, drawing, id, direction);
  if (next) goTo(next.id);
}

/** The nearest level at which everything is in view. */
function levelThatFits(
  topology: Topology,
  filtered: Filtered,
  size: Readonly<{ width: number; height: number; foot: number }>,
  memory: LayoutMemory,
): 'near' | 'middle' | 'far' {
  for (const detail of ['near', 'middle'] as const) {
    const unfolded = new Set<string>();
    const drawing = layoutTopology({
      topology,
      filtered,
      canvasWidth: size.width,
      detail,
      memory,
      unfolded,
      keep: unfolded,
    });
    if (drawing.height + size.foot <= size.height) return detail;
  }
  return 'far';
}
