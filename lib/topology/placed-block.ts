import type { Block } from './layout-blocks.ts';
import type { LaneShape } from './layout-lanes.ts';
import type { PlacedNode } from './layout-result.ts';

/** A block with the heights of its parts decided and its place known. */
export type PlacedBlock = Readonly<{
  block: Block;
  lanes: readonly Readonly<{ shape: LaneShape; y: number }>[];
  /** centre of the Gateway's (or ghost's) card */
  parentY: number;
  bottom: number;
  nodes: readonly PlacedNode[];
}>;
