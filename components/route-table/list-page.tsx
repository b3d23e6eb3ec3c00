'use client';

import { type ReactNode, useMemo } from 'react';
import { useTopology } from '#components/data/use-topology.ts';
import { DataTable, type TableColumn } from '#components/ui/data-table.tsx';
import type { Topology } from '#lib/topology/topology.ts';
import { NodePanel } from '../topology/node-panel.tsx';
import { PageSkeleton, ReadFailed, StreamNotice } from '../topology/page-states.tsx';
import { plural } from '../topology/state-words.ts';
import { useView } from '../topology/use-view.ts';

export type ListPageProps<T> = Readonly<{
  label: string;
  noun: string;
  columns: readonly TableColumn<T>[];
  rowsOf: (topology: Topology) => readonly T[];
  empty: ReactNode;
  /** said after the number of rows */
  note?: (topology: Topology) => ReactNode;
}>;

/** A list of one kind, with the panel of what is selected. */
export function ListPage<T extends Readonly<{ id: string }>>(props: ListPageProps<T>) {
  const { data, error } = useTopology();
  if (error && !data) return <ReadFailed error={error} />;
  if (!data) return <PageSkeleton />;
  return <Loaded topology={data.topology} {...props} />;
}

function Loaded<T extends Readonly<{ id: string }>>({
  topology,
  label,
  noun,
  columns,
  rowsOf,
  empty,
  note,
}: ListPageProps<T> & Readonly<{ topology: Topology }>) {
  const { view, select } = useView();
  const rows = useMemo(() => rowsOf(topology), [topology, rowsOf]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      {rows.length > 0 && (
        <p role="status" className="border-b border-line bg-surface px-4 py-1.5 text-xs text-ink-2">
          <b className="font-semibold text-ink">{plural(rows.length, noun)}</b> in this cluster. {note?.(topology)}
        </p>
      )}
      <StreamNotice />
      <div className="relative flex min-h-0 flex-1">
        {rows.length === 0 ? (
          empty
        ) : (
          <DataTable
            label={label}
            rows={rows}
            columns={columns}
            idOf={(row) => row.id}
            selected={view.select}
            onOpen={select}
          />
        )}
        <NodePanel topology={topology} selected={view.select} onClose={() => select(null)} />
      </div>
    </div>
  );
}
