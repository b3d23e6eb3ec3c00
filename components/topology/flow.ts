import type { Edge, Node } from '@xyflow/react';
import type { Detail } from '#lib/topology/layout-geometry.ts';
import type { Drawing, PlacedChip, PlacedEdge, PlacedNode, PlacedPill } from '#lib/topology/layout-result.ts';

/** What React Flow is given: a box and what to draw in it. */
export type CardNode = Node<{ placed: PlacedNode; level: Detail }>;
export type GhostChipNode = Node<{ chip: PlacedChip }, 'ghostChip'>;
export type LineEdge = Edge<
  { edge: PlacedEdge; chip: PlacedChip | undefined; pill: PlacedPill | undefined; level: Detail },
  'line'
>;

/** Not said by React Flow but by the cards themselves. */
const NO_ROLE = { 'aria-roledescription': undefined };

const FIXED = {
  draggable: false,
  selectable: false,
  focusable: false,
  connectable: false,
  deletable: false,
  domAttributes: NO_ROLE,
} as const;

/** A drawing as React Flow's nodes and edges: positions and sizes as they are, nothing to measure. */
export function toFlow(drawing: Drawing, level: Detail) {
  const chips = new Map(drawing.chips.map((chip) => [chip.edge, chip]));
  const pills = new Map(drawing.pills.map((pill) => [pill.edge, pill]));
  const nodes: (CardNode | GhostChipNode)[] = drawing.nodes.map((placed) => ({
    id: placed.id,
    type: placed.kind,
    data: { placed, level },
    zIndex: placed.kind === 'lane' ? -1 : 0,
    ...boxOf(placed),
    ...FIXED,
  }));
  for (const chip of drawing.chips) {
    if (chip.content.kind === 'ghost') {
      nodes.push({ id: chip.id, type: 'ghostChip', data: { chip }, zIndex: 1, ...boxOf(chip), ...FIXED });
    }
  }
  const edges = drawing.edges.map(
    (edge): LineEdge => ({
      id: edge.id,
      type: 'line',
      source: edge.source,
      target: edge.target,
      data: { edge, chip: chips.get(edge.id), pill: pills.get(edge.id), level },
      selectable: false,
      focusable: false,
      deletable: false,
      reconnectable: false,
      // the cards, the chips and the outline say what a line says
      domAttributes: { ...NO_ROLE, 'aria-hidden': true },
    }),
  );
  return { nodes, edges };
}

type Box = Readonly<{ x: number; y: number; width: number; height: number }>;

function boxOf({ x, y, width, height }: Box) {
  return {
    position: { x, y },
    width,
    height,
    measured: { width, height },
  };
}
