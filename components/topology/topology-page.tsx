'use client';

import { useMemo, useState } from 'react';
import { useTopology } from '#components/data/use-topology.ts';
import { filterTopology } from '#lib/topology/filter.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { Announcer } from './announcer.tsx';
import { FarLevel } from './far-level.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Graph } from './graph.tsx';
import { HonestyLine } from './honesty-line.tsx';
import { NoGateways } from './no-gateways.tsx';
import { NodePanel } from './node-panel.tsx';
import { Outline } from './outline.tsx';
import { NothingPasses, PageSkeleton, ReadFailed, StreamNotice } from './page-states.tsx';
import { useNarrow } from './use-narrow.ts';
import { useView } from './use-view.ts';

/** `/`: the attachment graph, or its outline; below 720 px always the outline. */
export function TopologyPage() {
  const { data, error } = useTopology();
  if (error && !data) return <ReadFailed error={error} />;
  if (!data) return <PageSkeleton />;
  return <Loaded topology={data.topology} />;
}

function Loaded({ topology }: Readonly<{ topology: Topology }>) {
  const { view, select, show } = useView();
  const narrow = useNarrow();
  const [folded, setFolded] = useState(0);
  const keep = useMemo(() => new Set(view.select === null ? [] : [view.select]), [view.select]);
  const filtered = useMemo(() => filterTopology(topology, view.filters, keep), [topology, view.filters, keep]);
  const isEmpty = topology.counts.gateways + topology.counts.routes === 0;
  const outline = narrow || view.view === 'outline';
  const nothing = filtered.routes.length === 0 && filtered.parents.size === 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      {!isEmpty && (
        <>
          <FilterBar topology={topology} />
          <HonestyLine filtered={filtered} folded={outline || view.level === 'far' ? 0 : folded} />
        </>
      )}
      <StreamNotice />
      <Announcer topology={topology} />
      <div className="relative flex min-h-0 flex-1">
        {isEmpty ? (
          <NoGateways />
        ) : nothing ? (
          <NothingPasses topology={topology} />
        ) : outline ? (
          <Outline topology={topology} filtered={filtered} selected={view.select} onSelect={select} />
        ) : view.level === 'far' ? (
          <FarLevel
            topology={topology}
            filtered={filtered}
            selected={view.select}
            onSelect={select}
            onLevel={(level) => show({ level })}
          />
        ) : (
          <Graph
            topology={topology}
            filtered={filtered}
            level={view.level}
            selected={view.select}
            onSelect={select}
            onLevel={(level) => show({ level })}
            onFolded={setFolded}
          />
        )}
        <NodePanel topology={topology} selected={view.select} onClose={() => select(null)} />
      </div>
    </div>
  );
}
