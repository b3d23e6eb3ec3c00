import type { GroupKind } from '#lib/kube/object.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { type BindingContext, isAbsenceFact } from './context.ts';
import type { GrantUse } from './result.ts';

export type Referrer = GroupKind & Readonly<{ namespace: string }>;

/**
 * The grants that let a reference leave its namespace. A grant stands in the *target's* namespace; any of its `from`
 * goes with any of its `to`, but never with those of another grant.
 *
 * @see Gateway API, ReferenceGrant
 */
export function findGrants(context: BindingContext, from: Referrer, target: ObjectKey): GrantUse {
  const to = identityOf(target);
  if (from.namespace === to.namespace) return { needed: false, openedBy: [] };
  const grants = context.grantsByNamespace.get(to.namespace) ?? [];
  const openedBy = grants
    .filter(
      ([, { spec }]) =>
        spec.from.some((f) => f.group === from.group && f.kind === from.kind && f.namespace === from.namespace) &&
        spec.to.some((t) => t.group === to.group && t.kind === to.kind && (!t.name || t.name === to.name)),
    )
    .map(([key]) => key);
  return { needed: true, openedBy };
}

/** Permitted, refused, or not known because grants of the target's namespace may be missing from the snapshot. */
export function permissionOf({ snapshot }: BindingContext, use: GrantUse): 'permitted' | 'refused' | 'unknown' {
  if (!use.needed || use.openedBy.length > 0) return 'permitted';
  return isAbsenceFact(snapshot.coverage.referenceGrants) ? 'refused' : 'unknown';
}
