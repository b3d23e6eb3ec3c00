import { findKind } from '#lib/gateway-api/kinds.ts';
import type { GroupKind } from '#lib/kube/object.ts';

/** `kind Foo of vendor.io`; the core group goes unsaid. */
export function sayKind({ group, kind }: GroupKind): string {
  return `kind ${kind}${group && ` of ${group}`}`;
}

/** Why a reference to another kind leads to no Service: a kind that is known is not one, of others nothing is known. */
export function sayNoService(kind: GroupKind): string {
  return findKind(kind.group, kind.kind)
    ? `${sayKind(kind)} is not a Service`
    : `${sayKind(kind)} is not known to Gatehouse`;
}
