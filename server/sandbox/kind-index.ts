import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { compareText } from '#lib/kube/object-key.ts';

export type ApiGroup = Readonly<{ group: string; versions: readonly string[] }>;

/** The kinds served, found the ways an API request names them. */
export class KindIndex {
  readonly all: readonly KindDeclaration[];
  readonly groups: readonly ApiGroup[];
  readonly #byPlural: ReadonlyMap<string, KindDeclaration>;
  readonly #byKind: ReadonlyMap<string, KindDeclaration>;

  constructor(kinds: readonly KindDeclaration[]) {
    this.all = kinds;
    this.#byPlural = new Map(kinds.map((kind) => [`${kind.group}/${kind.plural}`, kind]));
    this.#byKind = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
    this.groups = groupsOf(kinds);
  }

  /** By what stands in a path, e.g. (`gateway.networking.k8s.io`, `v1`, `httproutes`). */
  byPlural(group: string, version: string, plural: string): KindDeclaration | undefined {
    const kind = this.#byPlural.get(`${group}/${plural}`);
    return kind?.versions.includes(version) ? kind : undefined;
  }

  /** By what stands in an object, e.g. (`gateway.networking.k8s.io`, `HTTPRoute`); the version is not looked at. */
  byKind(group: string, kind: string): KindDeclaration | undefined {
    return this.#byKind.get(`${group}/${kind}`);
  }

  /** Kinds served at a group's version, by plural. */
  at(group: string, version: string): readonly KindDeclaration[] {
    return this.all
      .filter((kind) => kind.group === group && kind.versions.includes(version))
      .toSorted((a, b) => compareText(a.plural, b.plural));
  }
}

/** `httproutes.gateway.networking.k8s.io`, `pods`: how messages and the store name a resource. */
export function resourceName({ plural, group }: Pick<KindDeclaration, 'plural' | 'group'>): string {
  return group ? `${plural}.${group}` : plural;
}

/** `HTTPRoute.gateway.networking.k8s.io`, `Pod`: how messages name a kind. */
export function qualifiedKind({ kind, group }: Pick<KindDeclaration, 'kind' | 'group'>): string {
  return group ? `${kind}.${group}` : kind;
}

/** `gateway.networking.k8s.io/v1`, `v1` for the core group. */
export function apiVersionOf(group: string, version: string): string {
  return group ? `${group}/${version}` : version;
}

/** The apiVersion a kind's objects are stored at. */
export function storedApiVersion({ group, versions }: KindDeclaration): string {
  return apiVersionOf(group, versions[0] ?? 'v1');
}

function groupsOf(kinds: readonly KindDeclaration[]): ApiGroup[] {
  const names = [...new Set(kinds.map(({ group }) => group))].sort(compareText);
  return names.map((group) => {
    const versions = kinds.filter((kind) => kind.group === group).flatMap((kind) => kind.versions);
    return { group, versions: [...new Set(versions)].sort(byVersionPriority) };
  });
}

/** v2 before v1 before v1beta2 before v1beta1 before v1alpha3 (Kubernetes, "Version priority"). */
function byVersionPriority(a: string, b: string): number {
  const [x, y] = [versionRank(a), versionRank(b)];
  return y.stability - x.stability || y.major - x.major || y.minor - x.minor || compareText(a, b);
}

function versionRank(version: string): { stability: number; major: number; minor: number } {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  if (major === undefined) return { stability: -1, major: 0, minor: 0 };
  const stability = stage === undefined ? 2 : stage === 'beta' ? 1 : 0;
  return { stability, major: Number(major), minor: Number(minor ?? 0) };
}
