import type { Columns } from './layout-geometry.ts';
import type { LayoutMemory } from './layout-order.ts';
import type {
  Chip,
  GatewayNode,
  GhostNode,
  ListenerNode,
  ListenerSetNode,
  NodeId,
  RouteNode,
  ServiceNode,
} from './topology.ts';

type Box = Readonly<{ x: number; y: number; width: number; height: number }>;

export type PlacedNode = Box &
  (
    | Readonly<{ kind: 'gateway'; id: string; node: GatewayNode }>
    | Readonly<{ kind: 'listenerSet'; id: string; node: ListenerSetNode }>
    | Readonly<{ kind: 'listener'; id: string; node: ListenerNode }>
    | Readonly<{ kind: 'route'; id: string; node: RouteNode }>
    | Readonly<{ kind: 'service'; id: string; node: ServiceNode }>
    | Readonly<{ kind: 'ghost'; id: string; node: GhostNode }>
    | Readonly<{ kind: 'lane'; id: string; namespace: string; routes: number; refused: number }>
    | Readonly<{
        kind: 'fold';
        id: string;
        foldId: string;
        namespaces: readonly string[];
        accepted: number;
        /** no controller wrote anything */
        silent: number;
        /** of kinds that this version does not judge */
        notJudged: number;
      }>
    | Readonly<{ kind: 'foldServices'; id: string; services: number }>
  );

export type Stroke = 'attached' | 'refused' | 'broken' | 'pending' | 'notServing' | 'missing' | 'owner';

export type EdgeEnd = Readonly<{ shape: 'dot' | 'bar' | 'ring' | 'none'; x: number; y: number }>;

export type PlacedEdge = Readonly<{
  id: string;
  /** ids of the placed nodes it runs between */
  source: string;
  target: string;
  stroke: Stroke;
  /** SVG path data */
  path: string;
  /** the part drawn thick, of a line into a fold; null elsewhere */
  bundle: string | null;
  end: EdgeEnd;
  sentence: string;
  /** ids of topology edges that it stands for, and of nodes for lines that are no edge of the topology */
  members: readonly string[];
  /** what a click selects; null for a bundle */
  opens: NodeId | null;
}>;

export type PlacedChip = Box &
  Readonly<{
    id: string;
    /** ids of the nodes whose line it interrupts, for culling */
    edge: string;
    content:
      | Readonly<{ kind: 'refused' | 'unknown'; chip: Chip; verb: 'head' | 'body' }>
      | Readonly<{ kind: 'ghost'; ghost: GhostNode }>;
    sentence: string;
    members: readonly string[];
    opens: NodeId;
  }>;

export type PlacedPill = Readonly<{
  id: string;
  /** the placed edge it stands on */
  edge: string;
  /** its middle */
  x: number;
  y: number;
  label: string | null;
  grant: 'notNeeded' | 'granted' | 'missing' | 'unknown';
  broken: boolean;
  sentence: string;
  members: readonly string[];
  /** the grant that opens it, else the route */
  opens: NodeId;
}>;

/** Everything of the near and middle levels, in canvas coordinates. */
export type Drawing = Readonly<{
  nodes: readonly PlacedNode[];
  edges: readonly PlacedEdge[];
  chips: readonly PlacedChip[];
  pills: readonly PlacedPill[];
  columns: Columns;
  width: number;
  height: number;
  cards: number;
  folded: number;
  /** to be passed to the next layout of the session */
  memory: LayoutMemory;
}>;
