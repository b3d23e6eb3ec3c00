/** A kind without its version: how Gateway API names what may attach or be referred to. `''` is the core group. */
export type GroupKind = Readonly<{ group: string; kind: string }>;

export type OwnerReference = Readonly<{
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean | undefined;
  blockOwnerDeletion?: boolean | undefined;
}>;

/** `metadata` of any object, as the API server stores it. Absent means "not set". */
export type ObjectMeta = Readonly<{
  name: string;
  namespace?: string | undefined;
  generateName?: string | undefined;
  uid?: string | undefined;
  resourceVersion?: string | undefined;
  generation?: number | undefined;
  creationTimestamp?: string | undefined;
  deletionTimestamp?: string | undefined;
  deletionGracePeriodSeconds?: number | undefined;
  labels?: Readonly<Record<string, string>> | undefined;
  annotations?: Readonly<Record<string, string>> | undefined;
  finalizers?: readonly string[] | undefined;
  ownerReferences?: readonly OwnerReference[] | undefined;
  /** who owns which fields; kept by the API server, left out of what is watched */
  managedFields?: readonly unknown[] | undefined;
}>;

/** Any Kubernetes object; kinds narrow it (`Gateway`, `HTTPRoute`, …). */
export type KubeObject = Readonly<{ apiVersion: string; kind: string; metadata: ObjectMeta }>;

/** The group of an apiVersion: `gateway.networking.k8s.io/v1` → `gateway.networking.k8s.io`, `v1` → `''`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The version of an apiVersion: `gateway.networking.k8s.io/v1` → `v1`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** A kind by name, with its group where that is not the one at hand: `HTTPRoute`, `HTTPRoute.example.com`. */
export function formatKind({ group, kind }: GroupKind, home: string): string {
  if (group === home) return kind;
  return group === '' ? `${kind} (group "")` : `${kind}.${group}`;
}

export const isSameKind =
  (a: GroupKind) =>
  (b: GroupKind): boolean =>
    a.group === b.group && a.kind === b.kind;
