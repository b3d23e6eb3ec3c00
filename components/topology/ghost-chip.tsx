'use client';

import { SearchX } from 'lucide-react';
import type { PlacedChip } from '#lib/topology/layout-result.ts';
import type { GhostNode } from '#lib/topology/topology.ts';
import { useGraph } from './graph-context.ts';

/** On the line from what is missing: its name, and what was probably meant. */
export function GhostChip({ placed }: Readonly<{ placed: PlacedChip }>) {
  const { select } = useGraph();
  if (placed.content.kind !== 'ghost') return null;
  const { ghost } = placed.content;
  return (
    <button
      type="button"
      tabIndex={-1}
      title={placed.sentence}
      onClick={() => select(placed.opens)}
      className="pointer-events-auto flex size-full flex-col justify-center rounded-sm border border-dashed border-control bg-surface pr-2 pl-1.5 text-left text-2xs leading-[15px] whitespace-nowrap text-ink-2 hover:bg-hover"
    >
      <span className="flex items-center gap-1 font-semibold">
        <SearchX size={12} strokeWidth={2.2} aria-hidden="true" className="shrink-0" />
        <span className="truncate">{headOf(ghost)}</span>
      </span>
      {ghost.didYouMean && (
        <span className="truncate pl-4">
          Did you mean <code className="font-mono font-[550] tracking-[-0.03em] text-ink">{meantOf(ghost)}</code>?
        </span>
      )}
    </button>
  );
}

function headOf({ kind, namespace, name, state }: GhostNode): string {
  const object = `${kind} ${namespace}/${name}`;
  return {
    missing: `No ${object}`,
    unknown: `${object} is not in sight`,
    notJudged: `${object} is not judged`,
    notKnown: `${object}: kind not known`,
  }[state];
}

function meantOf({ didYouMean, name }: GhostNode): string {
  const [namespace, meant] = didYouMean?.text.split('/') ?? [];
  return namespace && meant === name ? `namespace ${namespace}` : (didYouMean?.text ?? '');
}
