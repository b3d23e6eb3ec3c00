import type { KubeObject } from '#lib/kube/object.ts';
import type { CollectionName, Coverage } from '#lib/snapshot/snapshot.ts';
import type { Topology, TopologyPatch } from '#lib/topology/topology.ts';

/** How far one collection is known, with the API server's own words when it refused. */
export type KindCoverage = Readonly<{ collection: CollectionName; coverage: Coverage; message?: string | undefined }>;

/** GET /api/session: who and what the dashboard is connected to. */
export type Session = Readonly<{
  /** to be sent as `x-csrf-token` with every write */
  csrfToken: string;
  cluster: Readonly<{ name: string; kind: 'sandbox' | 'cluster' }>;
  readOnly: boolean;
  /** whether this process writes statuses and serves traffic */
  controller: boolean;
  version: string;
  kinds: readonly KindCoverage[];
}>;

/** GET /api/topology. `asOf` is RFC 3339; revisions are opaque, equal means same. */
export type TopologyMessage = Readonly<{ revision: string; topology: Topology; asOf: string }>;

/**
 * Frames of GET /api/events?since=REVISION; the SSE event name is the tag, the data the rest.
 * After `resync` the browser reads /api/topology again.
 */
export type StreamFrame =
  | Readonly<{ event: 'hello'; revision: string; session: Session }>
  | Readonly<{ event: 'patch'; from: string; to: string; patch: TopologyPatch; asOf: string }>
  | Readonly<{ event: 'resync' }>
  | Readonly<{ event: 'session'; session: Session }>;

/** GET /api/objects?key=OBJECTKEY */
export type ObjectMessage = Readonly<{ object: KubeObject; yaml: string }>;
