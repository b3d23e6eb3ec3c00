import { findCondition } from '#lib/kube/condition.ts';
import type { ListenerResult } from './result.ts';

/** It is known that the listener takes no request; one that is only pending may be served in a moment. */
export function isNotServed({ conditions }: Pick<ListenerResult, 'conditions'>): boolean {
  return findCondition(conditions, 'Programmed')?.status === 'False';
}
