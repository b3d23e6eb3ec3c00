import type { ReferenceGrant } from '#lib/gateway-api/reference-grant.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { indexTlsPolicies, judgeTlsPolicies } from './backend-tls-policies.ts';
import { type BindingContext, inKeyOrder } from './context.ts';
import type { BindOptions } from './result.ts';

/** Reads the indexes over a snapshot that every verdict needs. */
export function buildContext(snapshot: Snapshot, options: BindOptions): BindingContext {
  const tlsPolicies = judgeTlsPolicies({ snapshot, options });
  return {
    snapshot,
    options,
    grantsByNamespace: indexGrants(snapshot),
    tlsPolicies,
    tlsPoliciesByService: indexTlsPolicies(tlsPolicies),
  };
}

function indexGrants(snapshot: Snapshot): BindingContext['grantsByNamespace'] {
  const index = new Map<string, (readonly [ObjectKey, ReferenceGrant])[]>();
  for (const entry of inKeyOrder(snapshot.referenceGrants)) {
    const namespace = entry[1].metadata.namespace ?? '';
    const grants = index.get(namespace);
    if (grants) grants.push(entry);
    else index.set(namespace, [entry]);
  }
  return index;
}
