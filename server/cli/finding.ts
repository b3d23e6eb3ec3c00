import { join } from '#lib/binding/sentence.ts';
import { type Fix, formatSentence } from '#lib/explain/explanation.ts';
import { type FixMaker, makerOf } from '#lib/explain/fix-maker.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Position } from '#lib/snapshot/from-manifests.ts';
import type { Checked } from './check-manifests.ts';

/**
 * `error`: refused by the API server, by a listener or for a reference; the check fails. `unknown`: it hangs on
 * something that is not in the files. `note`: worth reading, nothing is refused.
 */
export type Finding = Readonly<{
  severity: 'error' | 'unknown' | 'note';
  position: Position;
  /** e.g. `HTTPRoute hr/cross-namespace`; null when the file could not be read that far */
  object: string | null;
  field: string | null;
  message: string;
  /** what would cure it and who makes it: a sentence, then its side effects and whether it is enough */
  fixes: readonly Readonly<{ maker: FixMaker; sentence: string }>[];
}>;

/** A finding before its place in the files is looked up. */
export type Said = Pick<Finding, 'severity' | 'field' | 'message'> & Partial<Pick<Finding, 'fixes'>>;

/** A finding about a field of an object, where that stands in the files. */
export function findingAt({ written }: Checked, key: ObjectKey, said: Said): Finding {
  const object = written.get(key);
  const unplaced = { file: '', line: 1, column: 1 };
  const position = (said.field === null ? object?.position : object?.positionOf(said.field)) ?? unplaced;
  return { fixes: [], ...said, position, object: `${identityOf(key).kind} ${formatKey(key)}` };
}

/** A fix with what else it does and what it leaves to do, as a line of the list. */
export function sayFix(fix: Fix): Finding['fixes'][number] {
  return { maker: makerOf(fix), sentence: formatSentence(join([fix.sentence, ...fix.sideEffects])) };
}

/** Messages may start with the field they are about; here it stands in front of them anyway. */
export function withoutField(field: string, message: string): string {
  if (!message.startsWith(`${field}: `)) return message;
  const bare = message.slice(field.length + 2);
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
