import type { ListenerResult } from '#lib/binding/result.ts';
import { prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { findCondition } from '#lib/kube/condition.ts';

/** In the place of certificates, where a listener names none. */
export function sayNoCertificate(protocol: string): string {
  if (protocol === 'HTTPS') return 'none named';
  return ['HTTP', 'TCP', 'UDP'].includes(protocol) ? `none, plain ${protocol}` : 'none';
}

type Listener = Pick<ListenerResult, 'name' | 'protocol' | 'conditions'>;

/** What a listener without any rule does with a request, as far as it is known here. */
export function sayNoRule(listener: Listener): Sentence {
  const idle = sayNotServed(listener);
  if (idle) return say`${idle} No rule is attached to it either.`;
  const answers = findCondition(listener.conditions, 'Programmed') && /^HTTPS?$/.test(listener.protocol);
  return say`No rule is attached to listener ${listener.name}${answers ? say`, so it answers ${404}` : []}.`;
}

/** That no request reaches the rules of a listener; null where it is served, or where that is not known here. */
export function sayNotServed({ name, conditions }: Listener): Sentence | null {
  const programmed = findCondition(conditions, 'Programmed');
  if (!programmed || programmed.status === 'True') return null;
  const yet = prose(programmed.status === 'Unknown' ? ' yet' : '');
  return say`Listener ${name} is not served${yet}, so it takes no request.`;
}
