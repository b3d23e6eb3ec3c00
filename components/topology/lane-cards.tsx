'use client';

import { ChevronRight } from 'lucide-react';
import { StatusIcon } from '#components/ui/badge.tsx';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import type { CardOf } from './card.tsx';
import { foldCounts } from './fold-counts.ts';
import { useGraph } from './graph-context.ts';
import { formatCount, plural } from './state-words.ts';

/** A narrower head leaves the room to the namespace. */
const ROOM_FOR_WORDS = 210;

export function LaneBox({ placed }: CardOf<'lane'>) {
  const { namespace, routes, refused, width } = placed;
  const long = `${plural(routes, 'route')}${refused > 0 ? `, ${formatCount(refused)} refused` : ''}`;
  const short = refused > 0 ? `${formatCount(refused)} of ${formatCount(routes)} refused` : long;
  const words = width < ROOM_FOR_WORDS ? short : long;
  return (
    <div className="size-full rounded-lg border border-line bg-bg">
      <div className="flex h-6 items-center gap-1.5 px-2 pt-0.5 text-2xs whitespace-nowrap text-ink-3">
        <KindBadge kind="Namespace" />
        <b className="truncate font-mono text-xs font-semibold tracking-[-0.02em] text-ink-2" title={namespace}>
          {namespace}
        </b>
        <span className="ml-auto">{words}</span>
      </div>
    </div>
  );
}

/** A longer name of a fold takes the room of the words beside it. */
const MOST_NAME = 11;

export function FoldRow({ placed }: CardOf<'fold'>) {
  const { cursor, unfold, moveCursor } = useGraph();
  const { namespaces } = placed;
  const counts = foldCounts(placed);
  const name = namespaces.length === 1 ? (namespaces[0] ?? '') : plural(namespaces.length, 'namespace');
  return (
    <button
      type="button"
      data-card={placed.id}
      tabIndex={cursor === placed.id ? 0 : -1}
      aria-expanded={false}
      title={namespaces.join(', ')}
      onFocus={() => moveCursor(placed.id)}
      onClick={() => unfold(placed.foldId)}
      className="pointer-events-auto flex size-full items-center gap-1.5 rounded-lg border border-line bg-bg px-2 text-2xs whitespace-nowrap text-ink-3 hover:bg-hover"
    >
      <ChevronRight size={12} aria-hidden="true" className="shrink-0" />
      <b className="truncate font-mono text-xs font-semibold tracking-[-0.02em] text-ink-2">{name}</b>
      <span className="ml-auto flex gap-2">
        {counts.map(({ state, badge, word, count }) => (
          <span key={state} className="inline-flex items-center gap-1 font-semibold text-ink-2">
            <StatusIcon name={badge} className="size-3" />
            {formatCount(count)}
            {/* beside another count the words would leave no room for the name */}
            <span className={counts.length > 1 || name.length > MOST_NAME ? 'sr-only' : undefined}>{word}</span>
          </span>
        ))}
      </span>
    </button>
  );
}

export function FoldServices({ placed }: CardOf<'foldServices'>) {
  return (
    <div className="flex size-full items-center rounded-md border border-line bg-surface px-[9px] text-2xs text-ink-2">
      {plural(placed.services, 'Service')}
    </div>
  );
}
