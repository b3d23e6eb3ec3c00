'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { useShortcuts } from '#components/shell/use-shortcuts.ts';
import { StatusIcon, StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { type FarCell, type FarRow, farRows } from '#lib/topology/far-rows.ts';
import type { Filtered } from '#lib/topology/filter.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { GraphControls } from './graph-controls.tsx';
import { formatCount, plural, STATE_WORDS } from './state-words.ts';
import { useView } from './use-view.ts';

export type FarLevelProps = Readonly<{
  topology: Topology;
  filtered: Filtered;
  selected: string | null;
  onSelect: (id: string) => void;
  onLevel: (level: 'near' | 'middle' | 'far') => void;
}>;

const ROW_HEIGHT = 31;

/** The graph from far: one row for each listener, namespaces as cells, problems named. */
export function FarLevel({ topology, filtered, selected, onSelect, onLevel }: FarLevelProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => farRows(topology, filtered), [topology, filtered]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ROW_HEIGHT + (rows[index]?.parent && index > 0 ? 9 : 0),
    overscan: 10,
  });
  useShortcuts({ f: () => scroller.current?.scrollTo({ top: 0 }) });
  return (
    <section aria-label="Attachment graph" className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <div
        aria-hidden="true"
        className="grid h-8 shrink-0 grid-cols-[190px_214px_1fr_110px] items-center border-b border-line-soft px-4 text-xs font-semibold text-ink-2"
      >
        <span>Gateway</span>
        <span>Listener</span>
        <span className="pl-[30px]">
          Namespaces <span className="font-normal text-ink-3">worst first, then by number of routes</span>
        </span>
        <span>Services</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reached by keyboard */}
      <div ref={scroller} tabIndex={0} className="min-h-0 flex-1 overflow-y-auto pb-16">
        <ul style={{ height: virtual.getTotalSize() }} className="relative mt-2">
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={row.id}
                ref={virtual.measureElement}
                data-index={item.index}
                style={{ transform: `translateY(${item.start}px)` }}
                className="absolute inset-x-0 top-0 grid grid-cols-[190px_214px_1fr_110px] items-start px-4 pb-1.5 data-[first]:pt-[9px]"
                data-first={row.parent && item.index > 0 ? '' : undefined}
              >
                <Row row={row} selected={selected} onSelect={onSelect} />
              </li>
            );
          })}
        </ul>
      </div>
      <GraphControls level="far" onLevel={onLevel} onFit={() => scroller.current?.scrollTo({ top: 0 })} onSort={null} />
    </section>
  );
}

type RowProps = Readonly<{ row: FarRow; selected: string | null; onSelect: (id: string) => void }>;

function Row({ row, selected, onSelect }: RowProps) {
  const { parent, listener } = row;
  return (
    <>
      {parent ? (
        <button
          type="button"
          aria-pressed={selected === parent.id}
          onClick={() => onSelect(parent.id)}
          className="flex h-[25px] min-w-0 items-center gap-1.5 pr-2 text-left font-mono text-xs tracking-[-0.02em] hover:underline"
        >
          <KindBadge kind={parent.kind} />
          <span className="truncate">
            <span className="text-ink-3">{parent.namespace}/</span>
            <b className="font-semibold">{parent.name}</b>
          </span>
          {parent.badge.name !== 'accepted' && <StatusIcon name={parent.badge.name} />}
        </button>
      ) : (
        <span />
      )}
      {listener ? (
        <button
          type="button"
          aria-pressed={selected === listener.id}
          onClick={() => onSelect(listener.id)}
          className="flex h-[25px] min-w-0 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-left font-mono text-xs hover:bg-hover aria-pressed:border-accent aria-pressed:ring-1 aria-pressed:ring-accent"
        >
          <KindBadge kind={kindOf(listener)} />
          <span className="min-w-0 truncate">
            <b className="font-semibold">{listener.name}</b>
            {listener.type === 'listener' && <span className="text-ink-3">:{listener.port}</span>}
          </span>
          {listener.type === 'listenerSet' ? (
            <StatusIcon name={listener.badge.name} className="ml-auto" />
          ) : (
            <span className="ml-auto font-sans text-xs font-medium">{formatCount(row.routes)}</span>
          )}
          {listener.type === 'listenerSet' && <span className="sr-only">{listener.badge.word}</span>}
        </button>
      ) : (
        <span />
      )}
      <span className="flex min-w-0 items-start">
        <span aria-hidden="true" className="mt-3 w-[30px] shrink-0 border-t-[1.5px] border-edge" />
        <span className="flex min-w-0 flex-1 flex-wrap gap-[3px]">
          {row.cells.map((cell) => (
            <Cell key={cell.namespace} cell={cell} />
          ))}
          {row.restNamespaces > 0 && (
            <span className="flex h-[25px] min-w-[190px] flex-1 items-center rounded-md border border-line px-2 text-2xs whitespace-nowrap text-ink-2">
              + {plural(row.restNamespaces, 'namespace')}
              <StatusWord
                name="accepted"
                word={`${formatCount(row.restRoutes)} accepted`}
                className="ml-auto text-2xs"
              />
            </span>
          )}
        </span>
      </span>
      <span className="flex h-[25px] items-center pl-3 text-2xs text-ink-3">{plural(row.services, 'Service')}</span>
    </>
  );
}

function kindOf(listener: NonNullable<FarRow['listener']>): string {
  if (listener.type === 'listenerSet') return listener.kind;
  return listener.type === 'listener' ? listener.protocol : 'Listener';
}

/** About the square root of the count, and never less than its words need. */
function widthOf({ namespace, total }: FarCell): number {
  const words = (namespace.length + String(total).length + 1) * 6.6 + 16;
  return Math.round(Math.max(words, 48 + Math.sqrt(total) * 6));
}

const CELL_LOOK: Readonly<Record<'bad' | 'warn' | 'quiet' | 'well', string>> = {
  bad: 'border-dashed border-bad-mark text-bad',
  warn: 'border-warn-mark text-warn',
  quiet: 'border-dashed border-control text-idle',
  well: 'border-line bg-bg text-ink-2',
};

function Cell({ cell }: Readonly<{ cell: FarCell }>) {
  const { filter, show } = useView();
  const { word, badge } = STATE_WORDS[cell.state];
  const well = cell.state === 'accepted';
  const look = well
    ? 'well'
    : cell.state === 'refused' || cell.state === 'unresolved'
      ? 'bad'
      : cell.state === 'partial'
        ? 'warn'
        : 'quiet';
  return (
    <button
      type="button"
      title={`${cell.namespace}: ${plural(cell.total, 'route')}`}
      style={well ? { width: widthOf(cell) } : undefined}
      onClick={() => {
        filter({ namespace: cell.namespace });
        show({ level: 'near' });
      }}
      className={cn(
        'flex h-[25px] items-center gap-1 rounded-md border px-1.5 font-mono text-2xs font-[550] tracking-[-0.02em] whitespace-nowrap hover:bg-hover',
        well ? 'min-w-0 shrink' : 'shrink-0',
        CELL_LOOK[look],
      )}
    >
      {!well && <StatusIcon name={badge} />}
      <span className="truncate">{cell.namespace}</span> {formatCount(well ? cell.total : cell.count)}
      {!well && ` ${word.toLowerCase()}`}
    </button>
  );
}
