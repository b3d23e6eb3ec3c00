import type { ListenerResult } from '#lib/binding/result.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import type { CertificateReference } from './certificate-references.ts';
import { moveListener } from './fix-conflict.ts';
import type { FixContext } from './fix-context.ts';
import { fixReference } from './fix-reference.ts';
import type { IdleListener } from './idle-listeners.ts';

/** Whoever owns the listener mends its certificates: nothing that the Route says would bring a request by it. */
export function fixIdleListeners(context: FixContext, idle: readonly IdleListener[]): FixDraft[] {
  const drafts = idle.flatMap(({ owner, listener }) => {
    const { certificates, clientCas, conflictsWith } = listener;
    const gateway = context.result.listenerSets.get(owner)?.gateway ?? owner;
    return [
      ...(conflictsWith.length > 0 ? [moveOf(context, owner, listener)] : []),
      ...certificates.flatMap((reference) => fixOf(context, owner, reference, 'Secret')),
      ...clientCas.flatMap((reference) => fixOf(context, gateway, reference, 'ConfigMap')),
    ];
  });
  const told = (draft: FixDraft) => JSON.stringify([draft.cures, draft.sentence]);
  return [...new Map(drafts.map((draft) => [told(draft), draft])).values()];
}

function fixOf(
  context: FixContext,
  owner: ObjectKey,
  reference: CertificateReference,
  wanted: 'Secret' | 'ConfigMap',
): FixDraft[] {
  const cures = { kind: 'reference', object: owner, field: reference.field } as const;
  return fixReference(context, owner, reference, wanted).map((fix) => {
    const isPermission = fix.change?.action === 'create';
    return { ...fix, role: isPermission ? 'owner' : roleAt(context, owner), cures };
  });
}

function moveOf(context: FixContext, owner: ObjectKey, listener: ListenerResult): FixDraft {
  const cures = { kind: 'reference', object: owner, field: `spec.listeners[${listener.index}]` } as const;
  return { role: roleAt(context, owner), cures, ...moveListener(owner, listener) };
}

/** A ListenerSet beside the Route is its team's own. */
function roleAt({ route }: FixContext, owner: ObjectKey): 'app' | 'owner' {
  const { kind, namespace } = identityOf(owner);
  return kind === 'ListenerSet' && namespace === identityOf(route.key).namespace ? 'app' : 'owner';
}
