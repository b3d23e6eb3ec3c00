import { type ConditionStatus, type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import { sayListenerSet } from './check-words.ts';
import type { JudgedGateway } from './gateways.ts';
import { isValidListener, type PortState, sayNotValid } from './listener-conditions.ts';
import type { ListenerFacts } from './listeners.ts';
import type { ListenerResult, ListenerSetCheck } from './result.ts';
import { formatSentence } from './sentence.ts';

/** What the conditions of a ListenerSet are judged from; `gateway` null when there is none. */
export type ListenerSetInput = Readonly<{
  gateway: JudgedGateway | null;
  refusal: ListenerSetCheck | null;
  facts: readonly ListenerFacts[];
  ports: readonly PortState[];
  results: readonly ListenerResult[];
}>;

/**
 * Accepted and Programmed of a ListenerSet: NotAllowed before ParentNotAccepted before ListenersNotValid.
 *
 * @see Gateway API, ListenerSetConditionType
 */
export function judgeSetConditions(input: ListenerSetInput): readonly ConditionVerdict[] {
  const owner = input.gateway?.ownership.owner ?? 'none';
  if (owner === 'none') return [];
  const accepted = judgeAccepted(input);
  return owner === 'ours' ? [accepted, judgeProgrammed(input, accepted)] : [accepted];
}

function verdict(type: string, status: ConditionStatus, reason: string, message: string): ConditionVerdict {
  return { type, status, reason, message };
}

function judgeAccepted({ refusal, facts, ports }: ListenerSetInput): ConditionVerdict {
  const type = 'Accepted';
  if (refusal) {
    const message = formatSentence(sayListenerSet(refusal));
    return refusal.outcome === 'fail'
      ? verdict(type, 'False', refusal.reason, message)
      : verdict(type, 'Unknown', 'Pending', message);
  }
  const bad = facts.filter((listener, index) => !isValidListener(listener, ports[index] ?? { state: 'pending' }));
  if (bad.length === 0) return verdict(type, 'True', 'Accepted', 'The Gateway takes it and every listener is valid.');
  const status = bad.length === facts.length ? 'False' : 'True';
  return verdict(type, status, 'ListenersNotValid', sayNotValid(bad, facts));
}

function judgeProgrammed({ gateway, results }: ListenerSetInput, accepted: ConditionVerdict): ConditionVerdict {
  const type = 'Programmed';
  if (accepted.status !== 'True') return { ...accepted, type };
  const parent = findCondition(gateway?.result.conditions ?? [], type);
  if (parent?.status === 'False') {
    return verdict(type, 'False', 'ParentNotProgrammed', 'The Gateway is not programmed.');
  }
  const states = results.map(({ conditions }) => findCondition(conditions, type)?.status);
  if (states.includes('True')) return verdict(type, 'True', 'Programmed', 'The data plane serves its listeners.');
  if (states.includes('Unknown')) return verdict(type, 'Unknown', 'Pending', 'No listener is served yet.');
  return verdict(type, 'False', 'Invalid', 'No listener could be programmed.');
}
