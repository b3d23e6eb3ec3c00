import { identityOf } from '#lib/kube/object-key.ts';
import type { Fix } from './explanation.ts';

/** Who makes a fix, by name: a role is of the side that asks or of the side that gives, whoever owns that. */
export type FixMaker =
  | 'App team'
  | 'ListenerSet owner'
  | 'Gateway owner'
  | 'Backend owner'
  | 'Certificate owner'
  | 'Policy owner';

/** A fix is made where the object is that it changes, whose owner need not own the Gateway. */
export function makerOf(fix: Fix): FixMaker {
  const { role, cures } = fix;
  const isOfPolicy = cures.kind === 'reference' && identityOf(cures.object).kind === 'BackendTLSPolicy';
  if (isOfPolicy) return role === 'app' ? 'Backend owner' : 'Policy owner';
  if (role === 'app') return cures.kind === 'listenerSet' ? 'ListenerSet owner' : 'App team';
  if (isGrantForCertificate(fix)) return 'Certificate owner';
  if (isMadeInSet(fix)) return 'ListenerSet owner';
  return cures.kind === 'backend' ? 'Backend owner' : 'Gateway owner';
}

/** A Gateway or ListenerSet may use a certificate of another namespace only as that one's owner permits. */
function isGrantForCertificate({ change, cures }: Fix): boolean {
  return (
    (cures.kind === 'reference' || cures.kind === 'listenerSet') &&
    change?.action === 'create' &&
    change.object.kind === 'ReferenceGrant'
  );
}

/** A listener that a ListenerSet declares is its owner's to change, not the Gateway's. */
function isMadeInSet({ change, cures }: Fix): boolean {
  if (cures.kind === 'reference') return identityOf(cures.object).kind === 'ListenerSet';
  return change?.action === 'patch' && change.target.kind === 'ListenerSet';
}
