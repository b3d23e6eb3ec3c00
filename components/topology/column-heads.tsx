'use client';

import { useStore } from '@xyflow/react';
import type { Filtered } from '#lib/topology/filter.ts';
import type { Drawing } from '#lib/topology/layout-result.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { formatCount } from './state-words.ts';

/** Heads of the columns: they follow the canvas sideways, not up and down. */
export function ColumnHeads({
  drawing,
  topology,
  filtered,
}: Readonly<{ drawing: Drawing; topology: Topology; filtered: Filtered }>) {
  const x = useStore((state) => state.transform[0]);
  const { columns, nodes } = drawing;
  const gateways = nodes.filter(({ kind }) => kind === 'gateway').length;
  const listeners = nodes.filter(({ kind }) => kind === 'listener').length;
  const all = topology.counts.gateways;
  const heads = [
    {
      x: columns.gateway,
      word: 'Gateway',
      more: gateways === all ? formatCount(all) : `${gateways} of ${formatCount(all)}`,
    },
    { x: columns.listener, word: 'Listener', more: formatCount(listeners) },
    { x: columns.chip, word: 'Attachment', more: 'parentRef × listener' },
    { x: columns.lane, word: 'Route', more: filtered.routes.length > 0 ? 'by namespace, worst first' : '' },
    { x: columns.service, word: 'Service', more: '' },
  ];
  return (
    <div aria-hidden="true" className="relative h-8 shrink-0 overflow-hidden border-b border-line-soft bg-canvas">
      {heads.map((head, index) => (
        <span
          key={head.word}
          style={{
            transform: `translateX(${head.x + x}px)`,
            maxWidth: (heads[index + 1]?.x ?? columns.width) - head.x - 6,
          }}
          className="absolute truncate top-2 left-0 text-xs leading-4 font-semibold whitespace-nowrap text-ink-2"
        >
          {head.word} <span className="ml-0.5 font-normal text-ink-3">{head.more}</span>
        </span>
      ))}
    </div>
  );
}
