import { prose, say } from '#lib/binding/sentence.ts';
import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { identityOf, type ObjectIdentity, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { FixDraft } from './build-fix.ts';
import { apiVersionOf } from './commands.ts';

/** A ReferenceGrant that lets objects of this kind and namespace use the target. */
export function grantFor(snapshot: Snapshot, from: ObjectIdentity, target: ObjectKey): Omit<FixDraft, 'cures'> {
  const { group, kind, namespace, name } = identityOf(target);
  const taken = (candidate: string) =>
    snapshot.referenceGrants.has(
      objectKey({ group: GATEWAY_GROUP, kind: 'ReferenceGrant', namespace, name: candidate }),
    );
  const base = `${from.namespace}-to-${name}`.slice(0, 250);
  const grantName = [base, ...Array.from({ length: 9 }, (_, i) => `${base}-${i + 2}`)].find((n) => !taken(n)) ?? base;
  const object: KubeObject & Readonly<{ spec: unknown }> = {
    apiVersion: apiVersionOf({ group: GATEWAY_GROUP, kind: 'ReferenceGrant' }),
    kind: 'ReferenceGrant',
    metadata: { name: grantName, namespace },
    spec: {
      from: [{ group: from.group, kind: from.kind, namespace: from.namespace }],
      to: [{ group, kind, name }],
    },
  };
  return {
    role: 'owner',
    sentence: say`Create a ReferenceGrant in namespace ${namespace} that lets ${from.kind}s of namespace ${from.namespace} use ${prose(kind)} ${name}.`,
    change: { action: 'create', object },
    notes: [say`Every ${from.kind} of namespace ${from.namespace} may then use it.`],
  };
}
