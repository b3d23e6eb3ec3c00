import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import type { Json } from './json.ts';
import { type ApiGroup, apiVersionOf, type KindIndex } from './kind-index.ts';

/** Content type of the aggregated form, as clients ask for it and expect it back. */
export const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
/** Namespaces are deleted one by one. */
const verbsOf = ({ group, kind }: KindDeclaration): readonly string[] =>
  group === '' && kind === 'Namespace' ? verbs.filter((verb) => verb !== 'deletecollection') : verbs;
const subresourceVerbs = ['get', 'patch', 'update'];

/** Kinds that are answered but never stored, by group/version: reviews, which only know `create`. */
export type ReviewKind = Readonly<{ group: string; version: string; kind: string; plural: string }>;

export const reviewKinds: readonly ReviewKind[] = [
  { group: 'authentication.k8s.io', version: 'v1', kind: 'SelfSubjectReview', plural: 'selfsubjectreviews' },
  { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews' },
  { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews' },
];

function allGroups(kinds: KindIndex): readonly ApiGroup[] {
  const stored = kinds.groups.filter(({ group }) => group !== '');
  const names = new Set(reviewKinds.map(({ group }) => group));
  const reviews = [...names].map((group) => ({ group, versions: ['v1'] }));
  return [...stored, ...reviews].toSorted((a, b) => (a.group < b.group ? -1 : 1));
}

/** `/api` or `/apis` in the aggregated form (apidiscovery.k8s.io/v2). */
export function aggregatedDiscovery(kinds: KindIndex, root: 'api' | 'apis'): Json {
  const groups = root === 'api' ? [{ group: '', versions: ['v1'] }] : allGroups(kinds);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: { ...(group && { name: group }), creationTimestamp: null },
      versions: versions.map((version) => ({
        version,
        freshness: 'Current',
        resources: [
          ...kinds.at(group, version).map((kind) => aggregatedResource(kind, version)),
          ...reviewsAt(group, version).map(aggregatedReview),
        ],
      })),
    })),
  };
}

function reviewsAt(group: string, version: string): readonly ReviewKind[] {
  return reviewKinds.filter((review) => review.group === group && review.version === version);
}

function aggregatedReview({ group, version, kind, plural }: ReviewKind): Json {
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs: ['create'],
  };
}

function aggregatedResource(kind: KindDeclaration, version: string): Json {
  const responseKind = { group: kind.group, version, kind: kind.kind };
  return {
    resource: kind.plural,
    responseKind,
    scope: kind.scope,
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...namesOf(kind),
    subresources: kind.subresources.map((subresource) => ({
      subresource,
      responseKind: subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : responseKind,
      verbs: subresourceVerbs,
    })),
  };
}

/** `/api` in the legacy form. */
export const legacyVersions: Json = { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };

/** `/apis` in the legacy form. */
export function legacyGroups(kinds: KindIndex): Json {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: allGroups(kinds).map(groupObject) };
}

/** `/apis/GROUP`; null when the group is not served. */
export function legacyGroup(kinds: KindIndex, name: string): Json | null {
  const found = allGroups(kinds).find(({ group }) => group === name);
  return found ? { kind: 'APIGroup', apiVersion: 'v1', ...groupObject(found) } : null;
}

function groupObject({ group, versions }: ApiGroup): Json {
  const named = versions.map((version) => ({ groupVersion: apiVersionOf(group, version), version }));
  return { name: group, versions: named, preferredVersion: named[0] };
}

/** `/api/v1`, `/apis/GROUP/VERSION`; null when it is not served. */
export function legacyResources(kinds: KindIndex, group: string, version: string): Json | null {
  const served = kinds.at(group, version);
  const reviews = reviewsAt(group, version);
  if (served.length === 0 && reviews.length === 0) return null;
  const resources = [
    ...served.flatMap((kind) => legacyResource(kind)),
    ...reviews.map(({ kind, plural }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      namespaced: false,
      kind,
      verbs: ['create'],
    })),
  ];
  // the core group's list does not say what it is a version of
  const apiVersion = group === '' ? {} : { apiVersion: 'v1' };
  return { kind: 'APIResourceList', ...apiVersion, groupVersion: apiVersionOf(group, version), resources };
}

function namesOf({ shortNames, categories }: KindDeclaration): Json {
  return { ...(shortNames.length > 0 && { shortNames }), ...(categories.length > 0 && { categories }) };
}

function legacyResource(kind: KindDeclaration): readonly Json[] {
  const namespaced = kind.scope === 'Namespaced';
  const { plural, singular } = kind;
  const main = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs: verbsOf(kind),
    ...namesOf(kind),
  };
  const subresources = kind.subresources.map((subresource) => ({
    name: `${plural}/${subresource}`,
    singularName: '',
    namespaced,
    ...(subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { kind: kind.kind }),
    verbs: subresourceVerbs,
  }));
  return [main, ...subresources];
}
