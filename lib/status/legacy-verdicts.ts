import type { GatewayResult, ListenerResult } from '#lib/binding/result.ts';
import { type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';

/** Our verdicts carry the names of v1; v1alpha1 called acceptance by a class, or by a Gateway, `Admitted`. */
export function admitted(verdict: ConditionVerdict): ConditionVerdict {
  const reason = verdict.status === 'True' ? 'Admitted' : verdict.status === 'Unknown' ? 'Waiting' : verdict.reason;
  return { ...verdict, type: 'Admitted', reason };
}

/** Scheduled and Ready of a v1alpha1 Gateway; no Ready where only another controller's data plane can know it. */
export function gatewayVerdicts({ conditions }: GatewayResult): ConditionVerdict[] {
  const accepted = findCondition(conditions, 'Accepted');
  const programmed = findCondition(conditions, 'Programmed');
  const scheduled = {
    type: 'Scheduled',
    status: 'True',
    reason: 'Scheduled',
    message: 'A controller serves it.',
  } as const;
  return programmed ? [scheduled, judgeReady(accepted, programmed)] : [scheduled];
}

function judgeReady(accepted: ConditionVerdict | undefined, programmed: ConditionVerdict): ConditionVerdict {
  const type = 'Ready';
  if (accepted && accepted.reason !== 'Accepted') {
    return { type, status: 'False', reason: 'ListenersNotValid', message: accepted.message };
  }
  if (programmed.status === 'True') return { type, status: 'True', reason: 'Ready', message: programmed.message };
  const reason = programmed.reason.startsWith('Address') ? 'AddressNotAssigned' : 'ListenersNotReady';
  return { type, status: 'False', reason, message: programmed.message };
}

/** Several listeners share the entry of their port; the one that is worst off speaks for all. */
export function listenerVerdicts(listeners: readonly ListenerResult[]): ConditionVerdict[] {
  const worst = (type: string, status: 'True' | 'False') =>
    listeners.map(({ conditions }) => findCondition(conditions, type)).find((found) => found?.status === status);
  const conflicted = worst('Conflicted', 'True');
  const accepted = worst('Accepted', 'False');
  const detached = accepted && !conflicted ? accepted : undefined;
  const resolved = worst('ResolvedRefs', 'False');
  return [
    conflicted ?? { type: 'Conflicted', status: 'False', reason: 'NoConflicts', message: 'No listener is in its way.' },
    detached
      ? { type: 'Detached', status: 'True', reason: detached.reason, message: detached.message }
      : { type: 'Detached', status: 'False', reason: 'Attached', message: 'The listener is attached.' },
    (resolved && { ...resolved, reason: legacyReason(resolved.reason) }) ?? {
      type: 'ResolvedRefs',
      status: 'True',
      reason: 'ResolvedRefs',
      message: 'All references are resolved.',
    },
    ...listenersReady(listeners),
  ];
}

/** None where only another controller's data plane can know it. */
function listenersReady(listeners: readonly ListenerResult[]): ConditionVerdict[] {
  const programmed = listeners.flatMap(({ conditions }) => findCondition(conditions, 'Programmed') ?? []);
  const unready = programmed.find(({ status }) => status !== 'True');
  if (unready) return [{ type: 'Ready', status: 'False', reason: unready.reason, message: unready.message }];
  // they share a port, so what the first says of it (where it answers) holds for all
  return programmed.slice(0, 1).map(({ message }) => ({ type: 'Ready', status: 'True', reason: 'Ready', message }));
}

function legacyReason(reason: string): string {
  return reason === 'InvalidRouteKinds' ? 'InvalidRoutesRef' : reason;
}
