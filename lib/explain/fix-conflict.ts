import type { ListenerResult } from '#lib/binding/result.ts';
import { type Sentence, say } from '#lib/binding/sentence.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { resourceName } from './commands.ts';

/** A listener in conflict with others moves: which name or port is free is for its owner to say, in an editor. */
export function moveListener(
  owner: ObjectKey,
  { name, port, conditions }: ListenerResult,
): Readonly<{ sentence: Sentence; change: null; commands: readonly string[] }> {
  const isHostname = findCondition(conditions, 'Conflicted')?.reason === 'HostnameConflict';
  const other = isHostname ? say`a hostname of its own, or another port than ${port}` : say`another port than ${port}`;
  const is = identityOf(owner);
  const commands = [`kubectl edit ${resourceName(is)} ${is.name} -n ${is.namespace}`];
  return { sentence: say`Give listener ${name} ${other}.`, change: null, commands };
}
