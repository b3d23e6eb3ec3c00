import type { BindingResult } from '#lib/binding/result.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Topology, TopologyOptions } from './topology.ts';

/** What is drawn and listed of a snapshot and its verdicts. Pure and total. */
export function buildTopology(_snapshot: Snapshot, _binding: BindingResult, _options: TopologyOptions): Topology {
  throw new Error('not built');
}
