import type { GrantResult } from '#lib/binding/result.ts';
import { identityOf } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { GrantNode } from './topology.ts';

/** A ReferenceGrant: who may refer to what, and what it opens at this moment. */
export function grantNode(snapshot: Snapshot, grant: GrantResult): GrantNode {
  const object = snapshot.referenceGrants.get(grant.key);
  return {
    type: 'grant',
    id: grant.key,
    ...identityOf(grant.key),
    createdAt: object?.metadata.creationTimestamp ?? null,
    from: (object?.spec.from ?? []).map(({ kind, namespace }) => `${kind} in ${namespace}`),
    to: (object?.spec.to ?? []).map(({ kind, name }) => (name === undefined ? `any ${kind}` : `${kind} ${name}`)),
    opens: grant.opens,
  };
}
