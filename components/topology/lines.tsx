'use client';

import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { KeyRound } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { KeyMissingIcon } from '#components/ui/icons.tsx';
import type { Detail } from '#lib/topology/layout-geometry.ts';
import type { EdgeEnd, PlacedChip, PlacedPill, Stroke } from '#lib/topology/layout-result.ts';
import { ChipText } from './chip-text.tsx';
import type { LineEdge } from './flow.ts';
import { useGraph } from './graph-context.ts';

const STROKES: Readonly<Record<Stroke, string>> = {
  owner: 'stroke-edge [stroke-width:1.5]',
  attached: 'stroke-edge [stroke-width:1.5]',
  refused: 'stroke-bad-mark [stroke-width:1.75] [stroke-dasharray:6_4]',
  broken: 'stroke-bad-mark [stroke-width:1.75] [stroke-dasharray:6_4]',
  pending: 'stroke-info-mark [stroke-width:1.5] [stroke-dasharray:10_4]',
  notServing: 'stroke-edge-idle [stroke-width:1.75] [stroke-dasharray:1.5_4] [stroke-linecap:round]',
  missing: 'stroke-edge-idle [stroke-width:1.5] [stroke-dasharray:6_4]',
};

/** Lines follow the cards that they join. */
const MOVES = 'transition-[d] duration-[180ms] ease-out';

/** Refused lines stay as they are whatever is selected. */
const NEVER_FADES: ReadonlySet<Stroke> = new Set(['refused', 'broken']);

/** One line of the graph with its end, its chip and its pill. */
export function Line({ data }: EdgeProps<LineEdge>) {
  const { chain, select } = useGraph();
  if (!data) return null;
  const { edge, chip, pill, level } = data;
  const inChain = edge.members.some((id) => chain.has(id));
  const away = chain.size > 0 && !inChain && !NEVER_FADES.has(edge.stroke);
  const { opens } = edge;
  return (
    <>
      <path
        d={edge.path}
        fill="none"
        className={cn(
          MOVES,
          STROKES[edge.stroke],
          inChain && chain.size > 0 && edge.bundle === null && '[stroke-width:2.25]',
          inChain && (edge.stroke === 'owner' || edge.stroke === 'attached') && 'stroke-ink-2',
          away && 'stroke-line',
        )}
      />
      {edge.bundle && (
        <path
          d={edge.bundle}
          fill="none"
          className={cn(MOVES, 'stroke-edge [stroke-width:3]', away && 'stroke-line')}
        />
      )}
      <End end={edge.end} stroke={edge.stroke} away={away} />
      {opens && (
        // the cards say the same and are reached by keyboard; a line is only a larger target for the pointer
        // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for pointers only
        <path
          d={edge.path}
          fill="none"
          className="cursor-pointer stroke-transparent [stroke-width:12] [pointer-events:stroke]"
          onClick={() => select(opens)}
        >
          <title>{edge.sentence}</title>
        </path>
      )}
      {(chip || pill) && (
        <EdgeLabelRenderer>
          {chip && <RefusalChip placed={chip} level={level} />}
          {pill && <WeightPill placed={pill} />}
        </EdgeLabelRenderer>
      )}
    </>
  );
}

function End({ end, stroke, away }: Readonly<{ end: EdgeEnd; stroke: Stroke; away: boolean }>) {
  const { shape, x, y } = end;
  if (shape === 'bar') {
    return (
      <path
        d={`M${x} ${y - 8}v16`}
        className="transition-[d] duration-[180ms] ease-out stroke-bad-mark [stroke-linecap:round] [stroke-width:2.5]"
      />
    );
  }
  if (shape === 'ring') {
    return <circle cx={x} cy={y} r={3.5} className="fill-canvas stroke-control [stroke-width:1.5]" />;
  }
  if (shape === 'dot') {
    return (
      <circle
        cx={x}
        cy={y}
        r={3}
        className={cn(stroke === 'pending' ? 'fill-info-mark' : 'fill-edge', away && 'fill-line')}
      />
    );
  }
  return null;
}

/** The first failed check, where the line stops being one. */
function RefusalChip({ placed, level }: Readonly<{ placed: PlacedChip; level: Detail }>) {
  const { select } = useGraph();
  if (placed.content.kind === 'ghost') return null;
  const refused = placed.content.kind === 'refused';
  return (
    <button
      type="button"
      tabIndex={-1}
      title={placed.sentence}
      onClick={() => select(placed.opens)}
      style={{
        transform: `translate(${placed.x}px, ${placed.y}px)`,
        width: placed.width,
        height: placed.height,
      }}
      className={cn(
        'pointer-events-auto absolute flex flex-col transition-transform duration-[180ms] ease-out justify-center rounded-sm border bg-surface pr-2 pl-1.5 text-left text-2xs leading-[15px] hover:bg-hover',
        refused ? 'border-bad-mark' : 'border-dashed border-control',
      )}
    >
      <ChipText
        chip={placed.content.chip}
        tone={refused ? 'refused' : 'silent'}
        verb={placed.content.verb}
        lines={level === 'near' ? 'full' : 'reason'}
      />
    </button>
  );
}

/** The weight as written, then a key: which ReferenceGrant opens this, or that none does. */
function WeightPill({ placed }: Readonly<{ placed: PlacedPill }>) {
  const { select } = useGraph();
  const missing = placed.grant === 'missing';
  return (
    <button
      type="button"
      tabIndex={-1}
      title={placed.sentence}
      onClick={() => select(placed.opens)}
      style={{ transform: `translate(${placed.x}px, ${placed.y}px) translate(-50%, -50%)` }}
      className={cn(
        'pointer-events-auto absolute inline-flex h-5 transition-transform duration-[180ms] ease-out items-center gap-1 rounded-full border bg-surface px-[7px] text-2xs font-semibold hover:bg-hover',
        missing || placed.broken ? 'border-dashed border-bad-mark text-bad' : 'border-line text-ink-2',
      )}
    >
      {placed.label}
      {placed.grant === 'granted' && <KeyRound size={12} aria-hidden="true" className="text-ok" />}
      {missing && <KeyMissingIcon width={12} height={12} />}
      <span className="sr-only">{PILL_WORDS[placed.grant]}</span>
    </button>
  );
}

const PILL_WORDS: Readonly<Record<PlacedPill['grant'], string>> = {
  notNeeded: '',
  granted: 'granted',
  missing: 'no grant',
  unknown: 'grant unknown',
};
