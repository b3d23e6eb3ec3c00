'use client';

import { useTopology } from '#components/data/use-topology.ts';

export function TopologyPage() {
  const { data } = useTopology();
  return <p className="p-4">{data?.topology.counts.routes ?? 0} routes</p>;
}
