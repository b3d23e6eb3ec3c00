import type { Drawing, PlacedNode } from '#lib/topology/layout-result.ts';
import type { Topology } from '#lib/topology/topology.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Where an arrow key leads: along edges to the left and right, within the column up and down. Null: nowhere. */
export function neighbourOf(topology: Topology, drawing: Drawing, id: string, direction: Direction): PlacedNode | null {
  const from = drawing.nodes.find((node) => node.id === id);
  if (!from) return null;
  return direction === 'up' || direction === 'down'
    ? inColumn(drawing, from, direction)
    : alongEdge(topology, drawing, from, direction);
}

/** The first thing to focus: top left. */
export function firstNode(drawing: Drawing): PlacedNode | null {
  return drawing.nodes.filter(isStop).sort(byPlace)[0] ?? null;
}

/** Lanes and the boxes of folded Services are no stops: they say nothing that their neighbours do not. */
export function isStop(node: PlacedNode): boolean {
  return node.kind !== 'lane' && node.kind !== 'foldServices';
}

function byPlace(a: PlacedNode, b: PlacedNode): number {
  return a.x - b.x || a.y - b.y;
}

function columnOf(drawing: Drawing, node: PlacedNode): number {
  const { columns } = drawing;
  return [columns.listener, columns.lane, columns.service].filter((x) => node.x >= x).length;
}

function inColumn(drawing: Drawing, from: PlacedNode, direction: 'up' | 'down'): PlacedNode | null {
  const column = drawing.nodes
    .filter((node) => isStop(node) && columnOf(drawing, node) === columnOf(drawing, from))
    .sort((a, b) => a.y - b.y);
  const index = column.findIndex(({ id }) => id === from.id);
  return column[direction === 'down' ? index + 1 : index - 1] ?? null;
}

function alongEdge(
  topology: Topology,
  drawing: Drawing,
  from: PlacedNode,
  direction: 'left' | 'right',
): PlacedNode | null {
  const linked = linksOf(topology, drawing, from);
  const column = columnOf(drawing, from);
  const reached = drawing.nodes.filter((node) => {
    if (!isStop(node) || !linked.has(node.id)) return false;
    return direction === 'left' ? columnOf(drawing, node) < column : columnOf(drawing, node) > column;
  });
  const distance = (node: PlacedNode) =>
    Math.abs(columnOf(drawing, node) - column) * 10_000 + Math.abs(middle(node) - middle(from));
  return reached.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

function middle(node: PlacedNode): number {
  return node.y + node.height / 2;
}

/** Ids joined to a placed node by an edge of the topology, or by a line that stands for several. */
function linksOf(topology: Topology, drawing: Drawing, from: PlacedNode): ReadonlySet<string> {
  const links = new Set<string>();
  for (const edge of Object.values(topology.edges)) {
    const ends =
      edge.type === 'attachment'
        ? [edge.gateway, edge.listener, edge.route]
        : edge.type === 'missing'
          ? [edge.ghost, edge.route]
          : [edge.route, edge.target];
    if (ends.some((end) => end === from.id)) for (const end of ends) links.add(end);
  }
  for (const line of drawing.edges) {
    if (line.source === from.id) links.add(line.target);
    if (line.target === from.id) links.add(line.source);
  }
  links.delete(from.id);
  return links;
}
