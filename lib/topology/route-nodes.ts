import type { BindingResult, ParentResult, RouteResult } from '#lib/binding/result.ts';
import type { HTTPRoute } from '#lib/gateway-api/http-route.ts';
import type { LegacyHTTPRoute } from '#lib/gateway-api/v1alpha1/http-route.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Badge, Cell } from './badge.ts';
import { cellOf, isPending, notJudgedCell, reasonBadge } from './cells.ts';
import { servedBy } from './served.ts';
import type { RouteNode, RouteParent, RouteState, TopologyOptions } from './topology.ts';

/** A Route with its verdict over all parents. */
export function routeNode(
  snapshot: Snapshot,
  binding: BindingResult,
  route: RouteResult,
  options: TopologyOptions,
): RouteNode {
  const http = snapshot.httpRoutes.get(route.key);
  const legacy = snapshot.legacyHttpRoutes.get(route.key);
  const object = http ?? legacy ?? snapshot.otherRoutes.get(route.key);
  const state = stateOf(route);
  const served = servedBy(binding, route);
  return {
    type: 'route',
    id: route.key,
    ...identityOf(route.key),
    createdAt: object?.metadata.creationTimestamp ?? null,
    state,
    badge: badgeOf(route, state, served),
    hostnames: hostnamesOf(object),
    ...matchesOf(http ?? legacy),
    parents: route.parents.map((parent) => parentOf(parent, route)),
    accepted: acceptedCell(route),
    resolved: route.judged ? cellOf(route.resolvedRefs, '') : notJudgedCell,
    serving: served !== 'none',
    drift: options.drift.get(route.key) ?? null,
  };
}

function stateOf(route: RouteResult): RouteState {
  if (!route.judged) return 'notJudged';
  if (route.accepted === 'False') return 'refused';
  if (route.accepted === 'Partial') return 'partial';
  if (route.accepted === 'Unknown')
    return route.parents.some(({ accepted }) => isPending(accepted)) ? 'pending' : 'silent';
  if (route.parents.some(({ partiallyInvalid }) => partiallyInvalid?.status === 'True')) return 'partial';
  return route.resolvedRefs.status === 'False' ? 'unresolved' : 'accepted';
}

function badgeOf(route: RouteResult, state: RouteState, served: ReturnType<typeof servedBy>): Badge {
  switch (state) {
    case 'refused':
      return { name: 'refused', word: 'Refused' };
    case 'partial':
      return { name: 'partial', word: route.accepted === 'Partial' ? 'Partial' : 'PartiallyInvalid' };
    case 'unresolved':
      return reasonBadge(route.resolvedRefs.reason);
    case 'pending':
      return { name: 'pending', word: 'Pending' };
    case 'silent':
      return { name: 'silent', word: route.parents.some(isOutOfSight) ? 'Unknown' : 'No status' };
    case 'notJudged':
      return { name: 'silent', word: 'Not judged' };
    case 'accepted':
      return ACCEPTED[served];
  }
}

/** Accepted by the spec, whatever its listeners serve: a tick alone would promise answers. */
const ACCEPTED: Readonly<Record<ReturnType<typeof servedBy>, Badge>> = {
  all: { name: 'accepted', word: 'Accepted' },
  some: { name: 'partial', word: 'Partly served' },
  none: { name: 'notServing', word: 'Not served' },
};

function isOutOfSight(parent: ParentResult): boolean {
  return parent.target.state === 'unknown' || parent.accepted?.status === 'Unknown';
}

function acceptedCell(route: RouteResult): Cell {
  const refused = route.parents.find(({ accepted }) => accepted?.status === 'False')?.accepted;
  switch (route.accepted) {
    case 'True':
      return { word: 'True', badge: 'accepted', reason: '' };
    case 'False':
      return { word: 'False', badge: 'refused', reason: refused?.reason ?? '' };
    case 'Partial': {
      const yes = route.parents.filter(({ accepted }) => accepted?.status === 'True').length;
      return { word: 'Partial', badge: 'partial', reason: `${yes} of ${route.parents.length} parents` };
    }
    case 'Unknown':
      return unknownAccepted(route);
  }
}

function unknownAccepted(route: RouteResult): Cell {
  if (!route.judged) return notJudgedCell;
  const [first] = route.parents;
  return first ? parentOf(first, route).accepted : cellOf(null, 'no parentRef');
}

const ABSENT: Readonly<Record<RouteParent['target'], string>> = {
  found: 'no controller',
  missing: 'no controller',
  unknown: 'not in sight',
  notJudged: 'not judged',
};

function parentOf(parent: ParentResult, { judged }: RouteResult): RouteParent {
  const { source, target } = parent;
  const ref = source.from === 'parentRef' ? source.ref : null;
  return {
    key: parent.parent,
    text: formatKey(parent.parent),
    sectionName: ref?.sectionName ?? null,
    port: ref?.port ?? null,
    target: target.state,
    accepted: judged ? cellOf(parent.accepted, ABSENT[target.state]) : notJudgedCell,
  };
}

function hostnamesOf(object: unknown): readonly string[] {
  const spec = object && typeof object === 'object' && 'spec' in object ? object.spec : null;
  const hostnames = spec && typeof spec === 'object' && 'hostnames' in spec ? spec.hostnames : null;
  return Array.isArray(hostnames) ? hostnames.filter((host) => typeof host === 'string') : [];
}

/** The one shape of v1 and v1alpha1 matches that the short form needs. */
type ShortMatch = Readonly<{ path: Readonly<{ type: string; value: string }>; method?: string | undefined }>;

function matchesOf(object: HTTPRoute | LegacyHTTPRoute | undefined): Pick<RouteNode, 'match' | 'moreMatches'> {
  const rules: readonly Readonly<{ matches: readonly ShortMatch[] }>[] = object?.spec.rules ?? [];
  const matches = rules.flatMap((rule) => rule.matches);
  const [first] = matches;
  if (!first) return { match: rules.length > 0 ? '/' : '', moreMatches: 0 };
  return { match: formatMatch(first), moreMatches: matches.length - 1 };
}

const PATH_SIGNS: Readonly<Record<string, string>> = { Exact: '= ', RegularExpression: '~ ' };

function formatMatch({ path, method }: ShortMatch): string {
  return `${method ? `${method} ` : ''}${PATH_SIGNS[path.type] ?? ''}${path.value}`;
}
