import { findKind } from '#lib/gateway-api/kinds.ts';
import type { GroupKind } from '#lib/kube/object.ts';

/** `kind Foo of vendor.io`; the core group goes unsaid. */
export function sayKind({ group, kind }: GroupKind): string {
  return `kind ${kind}${group && ` of ${group}`}`;
}

/** Why a reference to another kind leads to no Service: a kind that is known is not one, of others nothing is known. */
export function sayNoService(kind: GroupKind): string {
  return isKnown(kind) ? `${sayKind(kind)} is not a Service` : `${sayKind(kind)} is not known to Gatehouse`;
}

/** Why a filter of an implementation is not served: we serve none. */
export function sayNoFilter({ group, kind }: GroupKind): string {
  return isKnown({ group, kind })
    ? `${sayKind({ group, kind })} is not a filter`
    : `filter ${kind}${group && ` of ${group}`} is not known to Gatehouse`;
}

/** Is this one of the kinds that Gatehouse declares? */
export function isKnown({ group, kind }: GroupKind): boolean {
  return findKind(group, kind) !== undefined;
}
