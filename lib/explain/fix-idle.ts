import { type BindingResult, type ListenerResult, listenersOf, type RouteResult } from '#lib/binding/result.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import type { CertificateReference } from './certificate-references.ts';
import type { FixContext } from './fix-context.ts';
import { fixReference } from './fix-reference.ts';
import { isAttached } from './sentences.ts';

/** A listener that serves nothing, and the Gateway or ListenerSet that declares it. */
export type IdleListener = Readonly<{ owner: ObjectKey; listener: ListenerResult }>;

/**
 * Listeners that take a Route while none of them is programmed, so that no request reaches it.
 *
 * @returns empty when one of them may be serving
 */
export function idleListeners(result: BindingResult, { parents }: RouteResult): readonly IdleListener[] {
  const taking = parents.filter(isAttached).flatMap(({ parent, listeners }) => {
    const attached = new Set(listeners.filter(({ attachment }) => attachment === 'attached').map((v) => v.listener));
    return listenersOf(result, parent)
      .filter(({ key }) => attached.has(key))
      .map((listener) => ({ owner: parent, listener }));
  });
  const isIdle = ({ listener }: IdleListener) => findCondition(listener.conditions, 'Programmed')?.status === 'False';
  return taking.every(isIdle) ? taking : [];
}

/** Whoever owns the listener mends its certificates: nothing that the Route says would bring it a request. */
export function fixIdleListeners(context: FixContext): FixDraft[] {
  const drafts = idleListeners(context.result, context.route).flatMap(({ owner, listener }) => {
    const { certificates, clientCas } = listener;
    const gateway = context.result.listenerSets.get(owner)?.gateway ?? owner;
    return [
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
  const isOwnSet =
    identityOf(owner).kind === 'ListenerSet' && identityOf(owner).namespace === identityOf(context.route.key).namespace;
  const cures = { kind: 'reference', object: owner, field: reference.field } as const;
  return fixReference(context, owner, reference, wanted).map((fix) => {
    const isPermission = fix.change?.action === 'create';
    return { ...fix, role: isOwnSet && !isPermission ? 'app' : 'owner', cures };
  });
}
