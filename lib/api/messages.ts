import type {
  BackendTlsPolicyResult,
  GatewayResult,
  GrantResult,
  ListenerKey,
  ListenerSetResult,
  RouteResult,
} from '#lib/binding/result.ts';
import type {
  Change,
  Explanation,
  GatewayExplanation,
  GrantExplanation,
  ListenerSetExplanation,
  ListenerSummary,
  TlsPolicyExplanation,
} from '#lib/explain/explanation.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { PlainGet } from '#lib/routing/plain-get.ts';
import type { RouteEntry } from '#lib/routing/route-table.ts';
import type { CollectionName, Coverage } from '#lib/snapshot/snapshot.ts';
import type { StatusComparison } from '#lib/status/drift.ts';
import type { Topology, TopologyPatch } from '#lib/topology/topology.ts';
import type { Problem } from './problem.ts';

export type { ConditionPair, StatusComparison } from '#lib/status/drift.ts';

/** How far one collection is known, with the API server's own words when it refused. */
export type KindCoverage = Readonly<{
  collection: CollectionName;
  /** e.g. `gateways.gateway.networking.k8s.io` */
  resource: string;
  coverage: Coverage;
  /** the server's or the system's words while something is wrong */
  message?: string | undefined;
  /** RFC 3339: since when nothing was heard while the connection is broken */
  staleSince?: string | undefined;
}>;

/** Who holds the Lease. `obstacle` is why it cannot be asked for, in the cluster's words; then no status is written. */
export type Leadership = Readonly<{ leading: boolean; holder: string | null; obstacle: string | null }>;

/** GET /api/session: who and what the dashboard is connected to. */
export type Session = Readonly<{
  /** to be sent as `x-csrf-token` with every write */
  csrfToken: string;
  cluster: Readonly<{ name: string; kind: 'sandbox' | 'cluster' }>;
  readOnly: boolean;
  /** whether this process writes statuses and serves traffic */
  controller: boolean;
  /** which of several processes writes statuses; null where there is only this one, or none */
  leadership: Leadership | null;
  version: string;
  kinds: readonly KindCoverage[];
  /** files of `--manifests` and scenarios that could not be used, a sentence each */
  manifestProblems: readonly string[];
  /** null on a cluster that is not our own */
  sandbox: SandboxFacts | null;
}>;

/** How the sandbox is filled. */
export type SandboxFacts = Readonly<{
  /** names that POST /api/examples takes */
  examples: readonly string[];
  /** a line for a POSIX shell that applies the first of them from any folder */
  applyCommand: string;
}>;

/** POST /api/examples, sandbox only. */
export type ExampleRequest = Readonly<{ name: string }>;

/** What loading an example did: objects created and changed, and a sentence for each that could not be used. */
export type LoadedExample = Readonly<{
  name: string;
  created: number;
  changed: number;
  problems: readonly string[];
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

/** GET /api/objects?key=OBJECTKEY. The values of a Secret are left out. */
export type ObjectMessage = Readonly<{ object: KubeObject; yaml: string }>;

/** GET /api/routes?key= */
export type RouteDetail = Readonly<{
  key: ObjectKey;
  object: KubeObject;
  yaml: string;
  result: RouteResult;
  explanation: Explanation;
  statuses: readonly StatusComparison[];
}>;

/** An entry of the merged list, and why it stands after the one before it. */
export type MergedEntry = Readonly<{
  entry: RouteEntry;
  standsBecause: string;
  /** the entry that takes all its requests; null when it is reachable */
  shadowedBy: Readonly<{ position: number; route: ObjectKey }> | null;
}>;

export type ListenerDetail = Readonly<{
  key: ListenerKey;
  name: string;
  summary: ListenerSummary;
  /** null when nobody owes the listener a status */
  statuses: StatusComparison | null;
  /** in the order they are tried */
  entries: readonly MergedEntry[];
  certificates: readonly Readonly<{
    secret: ObjectKey;
    state: 'valid' | 'invalid' | 'unknown';
    message: string;
    /** RFC 3339; null when it could not be read */
    notAfter: string | null;
    names: readonly string[];
  }>[];
  /** where it answers, e.g. `http://127.66.0.1/`; null when it answers nowhere */
  url: string | null;
  /** a GET that one of its rules answers; null when none is known */
  plainGet: PlainGet | null;
}>;

/** GET /api/gateways?key= */
export type GatewayDetail = Readonly<{
  key: ObjectKey;
  object: KubeObject;
  yaml: string;
  result: GatewayResult;
  explanation: GatewayExplanation;
  statuses: readonly StatusComparison[];
  listeners: readonly ListenerDetail[];
  /** the last 100, newest first; empty for Gateways that others serve */
  requests: readonly AccessRecord[];
}>;

/** GET /api/listenersets?key= */
export type ListenerSetDetail = Readonly<{
  key: ObjectKey;
  object: KubeObject;
  yaml: string;
  result: ListenerSetResult;
  explanation: ListenerSetExplanation;
  statuses: readonly StatusComparison[];
  listeners: readonly ListenerDetail[];
}>;

/** GET /api/backendtlspolicies?key= */
export type TlsPolicyDetail = Readonly<{
  key: ObjectKey;
  object: KubeObject;
  yaml: string;
  result: BackendTlsPolicyResult;
  explanation: TlsPolicyExplanation;
  /** for each Gateway that reaches it, and whatever others wrote */
  statuses: readonly StatusComparison[];
}>;

/** GET /api/grants?key= */
export type GrantDetail = Readonly<{
  key: ObjectKey;
  object: KubeObject;
  yaml: string;
  result: GrantResult;
  explanation: GrantExplanation;
}>;

/** A change asked for: a fix as the engine wrote it, or a whole object as edited. */
export type RequestedChange =
  | Change
  /** `resourceVersion`: of the object as it was read; the API server refuses when it has changed since */
  | Readonly<{ action: 'replace'; yaml: string; resourceVersion?: string | undefined }>;

/** POST /api/changes. `dryRun` asks the API server and stores nothing. */
export type ChangesRequest = Readonly<{ changes: readonly RequestedChange[]; dryRun: boolean }>;

export type ChangeOutcome = Readonly<{
  key: ObjectKey;
  action: 'create' | 'patch' | 'replace';
  /** null when the object is new */
  before: string | null;
  /** as the API server would store it (or did) */
  after: string | null;
  /** the API server's own words when it refused; null when it agreed */
  refusal: Readonly<{
    message: string;
    causes: readonly Readonly<{ field: string; message: string }>[];
    /** it is no longer the object, or the version of it, that the change was made for */
    isConflict: boolean;
  }> | null;
}>;

export type ChangesResponse = Readonly<{ dryRun: boolean; outcomes: readonly ChangeOutcome[] }>;

/** A problem that carries the API server's causes. */
export type ProblemWithCauses = Problem &
  Readonly<{ causes?: readonly Readonly<{ field: string; message: string }>[] }>;
