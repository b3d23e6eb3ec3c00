import type { RuleProblem, RulesCheck } from '#lib/binding/result.ts';
import { list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import type { JsonPatch } from './apply-change.ts';
import type { FixDraft } from './build-fix.ts';
import { curesParent, patchObject, pointerOf, type RefusedParent } from './fix-source.ts';

/** More rules than this are mended one after the other. */
const MAX_FIXES = 3;

/** No rule can be served: each is a fix of its own, for one usable rule is enough to be accepted. */
export function fixRules(refused: RefusedParent, { problems }: RulesCheck): FixDraft[] {
  const byRule = Map.groupBy(problems, ({ field }) => /^spec\.rules\[\d+\]/.exec(field)?.[0] ?? field);
  return [...byRule.values()].slice(0, MAX_FIXES).map((rule) => fixRule(refused, rule));
}

function fixRule(refused: RefusedParent, problems: readonly RuleProblem[]): FixDraft {
  const base = { role: 'app', cures: curesParent(refused) } as const;
  const fields = [...new Set(problems.map(removable))].filter((field) => field !== null);
  if (fields.length === 0 || problems.some((problem) => removable(problem) === null)) {
    return { ...base, sentence: sayChange(problems), change: null };
  }
  const named = problems.map(({ field, value }) => `${value ?? field} (${field.replace(/^spec\./, '')})`);
  return {
    ...base,
    sentence: say`Take ${list(named)} out.`,
    change: patchObject(refused.context.route.key, removeAll(problems, fields)),
    notes: [say`What ${prose(fields.length === 1 ? 'it asks' : 'they ask')} for is then not done.`],
  };
}

/** The field that can go as a whole; null where only its author knows what was meant. */
function removable({ reason, field }: RuleProblem): string | null {
  if (reason !== 'UnsupportedValue') return null;
  const filter = /^(.*filters\[\d+\])(\.type)?$/.exec(field)?.[1];
  return filter ?? (/\.(timeouts|retry|sessionPersistence)$/.test(field) ? field : null);
}

/** Back to front, so that no place moves before it is used; guarded, so that no other filter goes. */
function removeAll(problems: readonly RuleProblem[], fields: readonly string[]): JsonPatch {
  const place = (field: string) => Number(/\[(\d+)\]$/.exec(field)?.[1] ?? -1);
  const guards = problems.flatMap((problem) => {
    const filter = removable(problem);
    if (!filter?.endsWith(']')) return [];
    return [{ op: 'test', path: `${pointerOf(filter)}/type`, value: problem.value } as const];
  });
  const order = fields.toSorted((a, b) => place(b) - place(a));
  return [...guards, ...order.map((field) => ({ op: 'remove', path: pointerOf(field) }) as const)];
}

function sayChange(problems: readonly RuleProblem[]): Sentence {
  return problems.slice(0, 3).flatMap(({ field, why }, index): Sentence => {
    return [...(index === 0 ? [] : prose(' ')), ...say`Change ${field}: ${prose(why)}.`];
  });
}
