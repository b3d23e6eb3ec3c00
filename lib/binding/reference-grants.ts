import type { GroupKind } from '#lib/kube/object.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { collectionOf } from '#lib/snapshot/collections.ts';
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

/**
 * Permitted, refused, or not known because grants of the target's namespace may be missing from the snapshot. Of files
 * that hold the target its grants are expected too, so there a missing one is a refusal.
 */
export function permissionOf(
  { snapshot }: BindingContext,
  use: GrantUse,
  target: ObjectKey,
): 'permitted' | 'refused' | 'unknown' {
  if (!use.needed || use.openedBy.length > 0) return 'permitted';
  const coverage = snapshot.coverage.referenceGrants;
  const collection = collectionOf(identityOf(target));
  const isThere = collection !== null && snapshot[collection].has(target);
  return isAbsenceFact(coverage) || (coverage === 'partial' && isThere) ? 'refused' : 'unknown';
}
