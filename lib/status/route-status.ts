import type { ParentResult, RouteResult } from '#lib/binding/result.ts';
import type { ParentReference, RouteParentStatus } from '#lib/gateway-api/common.ts';
import type { HTTPRoute } from '#lib/gateway-api/http-route.ts';
import { changedOrNull, isOutdated, mergeConditions, mergeShared, type StatusContext } from './merge-status.ts';

/** Condition types of a Route's parent entry that are ours to write. */
export const ROUTE_CONDITIONS = ['Accepted', 'ResolvedRefs', 'PartiallyInvalid'] as const;

type Status = NonNullable<HTTPRoute['status']>;

/**
 * The status an HTTPRoute should have: one entry for each parentRef that a Gateway of ours answers for, whatever
 * else stands in the list.
 *
 * @returns null when nothing is to be written: no change, or somebody judged a newer generation already
 * @see Gateway API, RouteParentStatus
 */
export function routeStatus(route: HTTPRoute, result: RouteResult, context: StatusContext): Status | null {
  const existing = route.status?.parents;
  const isOurs = ({ controllerName }: RouteParentStatus) => context.controllerNames.includes(controllerName);
  const { generation, namespace } = route.metadata;
  const before = (existing ?? []).filter(isOurs);
  if (before.some(({ conditions }) => isOutdated(conditions, ROUTE_CONDITIONS, generation))) return null;
  const isSame = (a: RouteParentStatus, b: RouteParentStatus) =>
    a.controllerName === b.controllerName && isSameParent(a.parentRef, b.parentRef, namespace ?? '');
  const ours = result.parents.flatMap((parent): RouteParentStatus[] => {
    const entry = buildEntry(parent);
    if (!entry) return [];
    const old = before.find((candidate) => isSame(candidate, { ...entry, conditions: [] }));
    const conditions = mergeConditions({
      existing: old?.conditions,
      verdicts: conditionsOf(parent, result),
      owned: ROUTE_CONDITIONS,
      generation,
      now: context.now,
    });
    return [{ ...entry, conditions: conditions as RouteParentStatus['conditions'] }];
  });
  const parents = mergeShared({ existing, ours, isOurs, isSame, limit: 32 });
  if (parents.length === 0 && existing === undefined) return null;
  return changedOrNull<Status>(route.status, { ...route.status, parents });
}

/** Do two parentRefs of Routes in `namespace` name the same parent and section? */
export function isSameParent(a: ParentReference, b: ParentReference, namespace: string): boolean {
  return (
    a.group === b.group &&
    a.kind === b.kind &&
    a.name === b.name &&
    (a.namespace ?? namespace) === (b.namespace ?? namespace) &&
    (a.sectionName ?? '') === (b.sectionName ?? '') &&
    (a.port ?? 0) === (b.port ?? 0)
  );
}

/** What the engine says of one parent of a Route, Accepted first; empty where no status is owed. */
export function conditionsOf(parent: ParentResult, result: RouteResult) {
  if (!parent.accepted) return [];
  return [parent.accepted, result.resolvedRefs, ...(parent.partiallyInvalid ? [parent.partiallyInvalid] : [])];
}

function buildEntry({ source, owner, controllerName, accepted }: ParentResult) {
  if (source.from !== 'parentRef' || owner !== 'ours' || controllerName === null || accepted === null) return null;
  const { group, kind, namespace, name, sectionName, port } = source.ref;
  const parentRef: ParentReference = {
    group,
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    ...(sectionName !== undefined && { sectionName }),
    ...(port !== undefined && { port }),
  };
  return { parentRef, controllerName };
}
