import type { ListenerKey } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Badge, Cell, DriftNote } from './badge.ts';

/** Identity of a node: the object's key, or the listener's for a listener. A ghost has the key of what is missing. */
export type NodeId = ObjectKey | ListenerKey;

type ObjectFacts = Readonly<{
  id: ObjectKey;
  group: string;
  kind: string;
  namespace: string;
  name: string;
  /** RFC 3339; null when the object came without one (files) */
  createdAt: string | null;
}>;

export type GatewayNode = ObjectFacts &
  Readonly<{
    type: 'gateway';
    className: string;
    controllerName: string | null;
    owner: 'ours' | 'other' | 'none';
    /** in real use; for Gateways of other controllers, those their status names */
    addresses: readonly string[];
    ports: readonly number[];
    accepted: Cell;
    programmed: Cell;
    badge: Badge;
    drift: DriftNote;
    counts: AttachmentCounts;
  }>;

/**
 * Routes that ask for a listener (or any listener of a Gateway), by what became of them. `partial`: taken by one
 * listener and refused by another.
 */
export type AttachmentCounts = Readonly<{ attached: number; partial: number; refused: number; other: number }>;

export type ListenerNode = Readonly<{
  type: 'listener';
  id: ListenerKey;
  gateway: ObjectKey;
  /** the object that declares it: the Gateway, or a ListenerSet */
  owner: ObjectKey;
  /** of the owner */
  namespace: string;
  name: string;
  /** place in `spec.listeners` of the owner */
  index: number;
  protocol: string;
  port: number;
  /** null is any */
  hostname: string | null;
  /** `allowedRoutes` in words, e.g. `from Selector: 1 label` */
  allows: string;
  badge: Badge;
  programmed: Cell;
  /** where it really answers when the system refused the real port, with the system's word for it */
  remapped: Readonly<{ address: string; port: number; why: string }> | null;
  counts: AttachmentCounts;
}>;

/** A ListenerSet, between the Gateway that it names and the listeners that it adds. */
export type ListenerSetNode = ObjectFacts &
  Readonly<{
    type: 'listenerSet';
    /** what it names, whether it exists or not */
    gateway: ObjectKey;
    accepted: Cell;
    programmed: Cell;
    badge: Badge;
    drift: DriftNote;
    /** whether the Gateway takes it; `unknown` where that is not known */
    taken: 'yes' | 'no' | 'unknown';
    /** why it is not taken, for the line to it; null when it is */
    chip: Chip | null;
    /** one line, for titles and the outline */
    sentence: string;
    counts: AttachmentCounts;
  }>;

/** Exclusive, worst first; filters, order and the ruler go by it. `unresolved`: accepted, but a reference is broken. */
export type RouteState = 'refused' | 'partial' | 'unresolved' | 'pending' | 'silent' | 'notJudged' | 'accepted';

export const ROUTE_STATES: readonly RouteState[] = [
  'refused',
  'partial',
  'unresolved',
  'pending',
  'silent',
  'notJudged',
  'accepted',
];

/** One parent entry of a Route, for the PARENTS column and the outline. */
export type RouteParent = Readonly<{
  key: ObjectKey;
  /** `namespace/name` of the parent */
  text: string;
  sectionName: string | null;
  port: number | null;
  target: 'found' | 'missing' | 'unknown' | 'notJudged';
  accepted: Cell;
}>;

export type RouteNode = ObjectFacts &
  Readonly<{
    type: 'route';
    state: RouteState;
    badge: Badge;
    hostnames: readonly string[];
    /** the first match in short, e.g. `/hr`, `GET /login`; empty when there is none to show */
    match: string;
    /** how many matches there are besides the first */
    moreMatches: number;
    parents: readonly RouteParent[];
    accepted: Cell;
    resolved: Cell;
    /** true when some listener that takes it may be serving, so that its backends can receive requests */
    serving: boolean;
    drift: DriftNote;
  }>;

export type ServiceNode = ObjectFacts &
  Readonly<{
    type: 'service';
    /** ports of the Service's own spec, ascending; where it is not known, those that Routes name */
    ports: readonly number[];
    /** by their EndpointSlices; null while those are not wholly in sight */
    endpoints: Readonly<{ ready: number; notReady: number }> | null;
    /** policies in force for it, the one for the whole Service first; empty: it is spoken to in plain text */
    tls: readonly ServiceTls[];
  }>;

/** A BackendTLSPolicy in force for a Service (`sectionName` null) or for one of its ports. */
export type ServiceTls = Readonly<{
  policy: ObjectKey;
  sectionName: string | null;
  badge: Badge;
  drift: DriftNote;
  /** one line, for titles and the outline */
  sentence: string;
}>;

/** A BackendTLSPolicy: shown by the Services it is for, with a panel of its own. */
export type TlsPolicyNode = ObjectFacts &
  Readonly<{
    type: 'tlsPolicy';
    /** what the backend's certificate has to be for */
    hostname: string;
    /** in spec order, each with what came of it */
    targets: readonly Readonly<{ service: ObjectKey; sectionName: string | null; badge: Badge }>[];
    accepted: Cell;
    resolved: Cell;
    badge: Badge;
    drift: DriftNote;
  }>;

/**
 * Something named by a Route that is not there (`missing`), not in sight (`unknown`), not judged, or of a kind that
 * Gatehouse does not know.
 */
export type GhostNode = Readonly<{
  type: 'ghost';
  id: NodeId;
  /** the column it stands in */
  as: 'gateway' | 'listener' | 'service';
  state: 'missing' | 'unknown' | 'notJudged' | 'notKnown';
  group: string;
  kind: string;
  namespace: string;
  name: string;
  badge: Badge;
  /** a near object of the same group and kind (or a near section name) */
  didYouMean: Suggestion | null;
}>;

export type Suggestion = Readonly<{ id: NodeId; text: string }>;

export type GrantNode = ObjectFacts &
  Readonly<{
    type: 'grant';
    /** e.g. `HTTPRoute in infra` */
    from: readonly string[];
    /** e.g. `Service banana-echo`, `any Service` */
    to: readonly string[];
    opens: readonly Readonly<{ from: ObjectKey; field: string; to: ObjectKey }>[];
  }>;

export type TopologyNode =
  | GatewayNode
  | ListenerSetNode
  | ListenerNode
  | RouteNode
  | ServiceNode
  | GhostNode
  | GrantNode
  | TlsPolicyNode;

/** `Reason: verb` and the operand below it, e.g. `NotAllowedByListeners` `needs` `shared-gateway-access=true`. */
export type Chip = Readonly<{
  reason: string;
  verb: string;
  operand: string;
  /** checks that failed besides the first */
  more: number;
}>;

/** One parentRef against one listener that it selects. */
export type AttachmentEdge = Readonly<{
  type: 'attachment';
  id: string;
  gateway: ObjectKey;
  listener: NodeId;
  route: ObjectKey;
  verdict: 'attached' | 'refused' | 'pending' | 'unknown';
  /** false when it is attached to a listener that serves nothing */
  serving: boolean;
  /** null when attached */
  chip: Chip | null;
  /** one line, for titles and the outline */
  sentence: string;
}>;

/** A Route that names a parent that is not there. */
export type MissingEdge = Readonly<{
  type: 'missing';
  id: string;
  ghost: NodeId;
  route: ObjectKey;
  sentence: string;
}>;

/** All references of one Route to one port of one backend. */
export type BackendEdge = Readonly<{
  type: 'backend';
  id: string;
  route: ObjectKey;
  target: ObjectKey;
  port: number | null;
  /** e.g. `70`; `mirror` for a mirror; null where a weight says nothing (the only backend of its rule) */
  label: string | null;
  state: 'serving' | 'broken' | 'notServing' | 'unknown';
  /** raw reason when broken */
  reason: string | null;
  grant: 'notNeeded' | 'granted' | 'missing' | 'unknown';
  openedBy: readonly ObjectKey[];
  sentence: string;
}>;

export type TopologyEdge = AttachmentEdge | MissingEdge | BackendEdge;

export type TopologyCounts = Readonly<{
  gateways: number;
  listeners: number;
  routes: number;
  services: number;
  grants: number;
  /** namespaces that have Routes */
  namespaces: number;
  byState: Readonly<Record<RouteState, number>>;
}>;

/** Everything the browser draws and lists, decided: it works out positions, never verdicts. JSON as it is. */
export type Topology = Readonly<{
  nodes: Readonly<Record<string, TopologyNode>>;
  edges: Readonly<Record<string, TopologyEdge>>;
  counts: TopologyCounts;
}>;

/** What `buildTopology` is told by rooms of its own level: it may not import them. */
export type TopologyOptions = Readonly<{
  /** from `lib/status/drift.ts`: a few words for each object whose status differs from the verdict */
  drift: ReadonlyMap<ObjectKey, string>;
  /** from `lib/explain/did-you-mean.ts`: a near object of the same group and kind, or null */
  suggest: (missing: ObjectKey, from: ObjectKey) => ObjectKey | null;
  /** the same for the name of a section of a Gateway */
  suggestSection: (gateway: ObjectKey, sectionName: string) => string | null;
}>;

/** Keyed changes: what to put in place and what to take out; `counts` always as they are afterwards. */
export type TopologyPatch = Readonly<{
  upsertNodes: readonly TopologyNode[];
  removeNodes: readonly NodeId[];
  upsertEdges: readonly TopologyEdge[];
  removeEdges: readonly string[];
  counts: TopologyCounts;
}>;

export const emptyTopology: Topology = {
  nodes: {},
  edges: {},
  counts: {
    gateways: 0,
    listeners: 0,
    routes: 0,
    services: 0,
    grants: 0,
    namespaces: 0,
    byState: { refused: 0, partial: 0, unresolved: 0, pending: 0, silent: 0, notJudged: 0, accepted: 0 },
  },
};
