'use client';

import { ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Badge, StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import type { Filtered } from '#lib/topology/filter.ts';
import { arrangeBlocks, type Block } from '#lib/topology/layout-blocks.ts';
import { NO_MEMORY } from '#lib/topology/layout-order.ts';
import type { GhostNode, ListenerNode, ListenerSetNode, Topology } from '#lib/topology/topology.ts';
import { Counts } from './counts.tsx';
import { isLegacy } from './is-legacy.ts';
import { OutlineLane } from './outline-lane.tsx';
import { lanesBySource } from './outline-lanes.ts';
import { formatCount } from './state-words.ts';

export type OutlineProps = Readonly<{
  topology: Topology;
  filtered: Filtered;
  selected: string | null;
  onSelect: (id: string) => void;
}>;

const NOTHING: ReadonlySet<string> = new Set();
/** Gateways shown at first; the rest on demand, so that a large cluster stays readable and quick. */
const PAGE = 50;

/** The graph as nested lists: the same facts, the same links. The 390 px view, and the screen reader's graph. */
export function Outline({ topology, filtered, selected, onSelect }: OutlineProps) {
  const [shown, setShown] = useState(PAGE);
  const { blocks } = useMemo(
    () => arrangeBlocks({ topology, filtered, memory: NO_MEMORY, unfolded: NOTHING, keep: NOTHING }),
    [topology, filtered],
  );
  const lanes = useMemo(() => lanesBySource(blocks), [blocks]);
  return (
    <nav aria-label="Outline" className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface">
      <ul>
        {blocks.slice(0, shown).map((block) => (
          <li key={block.id}>
            <BlockHead block={block} selected={selected} onSelect={onSelect} />
            <ul>
              {sourcesOf(block).map((source) => (
                <li key={source.id}>
                  {source.listener?.type === 'listener' && (
                    <ListenerRow listener={source.listener} selected={selected} onSelect={onSelect} />
                  )}
                  {source.listener?.type === 'listenerSet' && (
                    <ListenerSetRow set={source.listener} selected={selected} onSelect={onSelect} />
                  )}
                  {source.listener?.type === 'ghost' && (
                    <GhostRow ghost={source.listener} selected={selected} onSelect={onSelect} />
                  )}
                  <ul>
                    {lanes.get(source.id)?.map((lane) => (
                      <li key={lane.id}>
                        <OutlineLane lane={lane} selected={selected} onSelect={onSelect} />
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {blocks.length > shown && (
        <button type="button" className="h-11 w-full text-accent underline" onClick={() => setShown(shown + PAGE)}>
          Show {formatCount(Math.min(PAGE, blocks.length - shown))} more Gateways
        </button>
      )}
    </nav>
  );
}

/** Listeners of a Gateway, also those only named; for a ghost, or for routes without a parent, the block itself. */
function sourcesOf(block: Block): readonly Readonly<{ id: string; listener: Block['listeners'][number] | null }>[] {
  const listeners = block.listeners.map((listener) => ({ id: listener.id, listener }));
  return block.parent?.type === 'gateway' ? listeners : [{ id: block.id, listener: null }, ...listeners];
}

type Row = Readonly<{ selected: string | null; onSelect: (id: string) => void }>;

function BlockHead({ block, selected, onSelect }: Row & Readonly<{ block: Block }>) {
  const { parent } = block;
  if (!parent) {
    return <p className="border-b border-line bg-bg px-4 py-2.5 font-semibold">Routes without a parentRef</p>;
  }
  const legacy = isLegacy(parent.group) ? ', v1alpha1' : '';
  const line =
    parent.type === 'gateway'
      ? `${parent.addresses[0] ?? 'no address'}, class ${parent.className}${legacy}`
      : parent.didYouMean
        ? `Did you mean ${parent.didYouMean.text}?`
        : `named by routes, not there${legacy}`;
  return (
    <button
      type="button"
      aria-pressed={selected === parent.id}
      onClick={() => onSelect(parent.id)}
      className="flex min-h-[58px] w-full items-start gap-2 border-b border-line bg-bg px-4 py-2.5 text-left hover:bg-hover aria-pressed:bg-accent-soft"
    >
      <KindBadge kind={parent.kind} className="mt-px" />
      <span className="min-w-0 flex-1">
        <span className="block font-mono text-sm [overflow-wrap:anywhere] font-semibold tracking-[-0.02em]">
          {parent.namespace}/{parent.name}
        </span>
        <span className="block text-xs text-ink-2">{line}</span>
      </span>
      <Badge {...parent.badge} />
    </button>
  );
}

/** A ListenerSet; the listeners that it adds come next, further in. */
function ListenerSetRow({ set, selected, onSelect }: Row & Readonly<{ set: ListenerSetNode }>) {
  return (
    <button
      type="button"
      aria-pressed={selected === set.id}
      onClick={() => onSelect(set.id)}
      className="flex min-h-11 w-full items-center gap-2 border-b border-line-soft py-1.5 pr-4 pl-7 text-left hover:bg-hover aria-pressed:bg-accent-soft"
    >
      <KindBadge kind={set.kind} />
      <span className="min-w-0 flex-1">
        <span className="block font-mono text-xs font-semibold [overflow-wrap:anywhere]">
          {set.namespace}/{set.name}
        </span>
        {set.taken !== 'yes' && <span className="block text-xs text-ink-2">{set.sentence}</span>}
      </span>
      <StatusWord {...set.badge} className="shrink-0 text-2xs" />
    </button>
  );
}

function ListenerRow({ listener, selected, onSelect }: Row & Readonly<{ listener: ListenerNode }>) {
  return (
    <button
      type="button"
      aria-pressed={selected === listener.id}
      onClick={() => onSelect(listener.id)}
      className={cn(
        'flex min-h-11 w-full items-center gap-2 border-b border-line-soft py-1.5 pr-4 text-left hover:bg-hover aria-pressed:bg-accent-soft',
        listener.owner === listener.gateway ? 'pl-7' : 'pl-11',
      )}
    >
      <KindBadge kind={listener.protocol} />
      <span className="min-w-0 font-mono text-xs font-semibold [overflow-wrap:anywhere]">{listener.name}</span>
      <span className="font-mono text-xs text-ink-3">:{listener.port}</span>
      <span className="ml-auto flex shrink-0 items-center gap-2">
        {listener.badge.name !== 'accepted' && <StatusWord {...listener.badge} className="text-2xs" />}
        <Counts counts={listener.counts} words="short" />
        <ChevronRight size={14} aria-hidden="true" className="text-ink-3" />
      </span>
    </button>
  );
}

/** A section or port that routes name and the Gateway does not have. */
function GhostRow({ ghost, selected, onSelect }: Row & Readonly<{ ghost: GhostNode }>) {
  return (
    <button
      type="button"
      aria-pressed={selected === ghost.id}
      onClick={() => onSelect(ghost.id)}
      className="flex min-h-11 w-full items-center gap-2 border-b border-line-soft py-1.5 pr-4 pl-7 text-left hover:bg-hover aria-pressed:bg-accent-soft"
    >
      <KindBadge kind={ghost.kind} />
      <span className="min-w-0 font-mono text-xs font-semibold [overflow-wrap:anywhere]">{ghost.name}</span>
      {ghost.didYouMean && (
        <span className="min-w-0 text-xs text-ink-2 [overflow-wrap:anywhere]">
          Did you mean {ghost.didYouMean.text}?
        </span>
      )}
      <Badge {...ghost.badge} className="ml-auto shrink-0" />
    </button>
  );
}
