'use client';

import { useMemo, useState } from 'react';
import { useTopology } from '#components/data/use-topology.ts';
import { DataTable } from '#components/ui/data-table.tsx';
import { ToggleGroup } from '#components/ui/toggle-group.tsx';
import { compareText } from '#lib/kube/object-key.ts';
import { filterTopology, rankOf } from '#lib/topology/filter.ts';
import { emptyTopology, type RouteNode, type RouteState, type Topology } from '#lib/topology/topology.ts';
import { FilterBar } from '../topology/filter-bar.tsx';
import { HonestyLine } from '../topology/honesty-line.tsx';
import { NoGateways } from '../topology/no-gateways.tsx';
import { NodePanel } from '../topology/node-panel.tsx';
import { NothingPasses, PageSkeleton, ReadFailed, StreamNotice } from '../topology/page-states.tsx';
import { useView } from '../topology/use-view.ts';
import { ROUTE_COLUMNS, routeGroup } from './route-columns.tsx';

const DENSITIES = [
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
] as const;

/** `/routes`: the graph's twin as a table, with the same filters. */
export function RoutesPage() {
  const { data, error } = useTopology();
  if (error && !data) return <ReadFailed error={error} />;
  if (!data) return <PageSkeleton />;
  return <Loaded topology={data.topology} />;
}

function Loaded({ topology }: Readonly<{ topology: Topology }>) {
  const { view, select } = useView();
  const [density, setDensity] = useState<'compact' | 'comfortable'>('compact');
  // a table has room for all: "problems first" orders it and hides nothing
  const filtered = useMemo(
    () => filterTopology(topology, { ...view.filters, problemsFirst: false }, new Set()),
    [topology, view.filters],
  );
  const rows = useMemo(() => sortRoutes(filtered.routes, view.filters.problemsFirst), [filtered, view.filters]);
  const isEmpty = topology.counts.routes + topology.counts.gateways === 0;
  const shown = useMemo(() => countStates(rows), [rows]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      {!isEmpty && (
        <>
          <FilterBar topology={topology} />
          <HonestyLine filtered={filtered} folded={0}>
            <span className="max-tab:hidden">
              <ToggleGroup label="Density" value={density} options={DENSITIES} onChange={setDensity} />
            </span>
          </HonestyLine>
        </>
      )}
      <StreamNotice />
      <div className="relative flex min-h-0 flex-1">
        {isEmpty ? (
          <NoGateways />
        ) : rows.length === 0 ? (
          <NothingPasses topology={topology} />
        ) : (
          <DataTable
            label="Routes"
            rows={rows}
            columns={ROUTE_COLUMNS}
            idOf={(row) => row.id}
            groupOf={view.filters.problemsFirst ? (row) => routeGroup(row, shown) : undefined}
            selected={view.select}
            onOpen={select}
            density={density}
          />
        )}
        <NodePanel topology={topology} selected={view.select} onClose={() => select(null)} />
      </div>
    </div>
  );
}

function sortRoutes(routes: readonly RouteNode[], problemsFirst: boolean): readonly RouteNode[] {
  return routes.toSorted(
    (a, b) =>
      (problemsFirst ? rankOf(a.state) - rankOf(b.state) : 0) ||
      compareText(a.namespace, b.namespace) ||
      compareText(a.name, b.name) ||
      compareText(a.id, b.id),
  );
}

function countStates(rows: readonly RouteNode[]): Readonly<Record<RouteState, number>> {
  const counts = { ...emptyTopology.counts.byState };
  for (const { state } of rows) counts[state] += 1;
  return counts;
}
