import { type Fix, formatSentence } from '#lib/explain/explanation.ts';

/** Fixes of which one is to be made. */
type Choice = readonly Fix[];

/**
 * Fixes by what they are for: of each choice one is to be made, and one from every choice. What cures several things at
 * once is said once.
 */
export function groupFixes(fixes: readonly Fix[]): readonly Choice[] {
  const choices: Choice[] = [];
  const isMade = (fix: Fix) => choices.some(([only, ...others]) => only && others.length === 0 && isSame(only, fix));
  for (const group of Map.groupBy(fixes, ({ cures }) => JSON.stringify(cures)).values()) {
    for (const choice of splitByCheck(group)) if (!choice.some(isMade)) choices.push(choice);
  }
  return choices;
}

/** Each failed check has to be mended, unless there is a fix that is enough by itself. */
function splitByCheck(fixes: readonly Fix[]): readonly Choice[] {
  if (fixes.some(({ isEnough }) => isEnough === true)) return [fixes];
  return [...Map.groupBy(fixes, ({ check }) => check).values()];
}

function isSame(a: Fix, b: Fix): boolean {
  return formatSentence(a.sentence) === formatSentence(b.sentence);
}

/** Whether all of the fixes are to be made or one; null where there is one only. */
export function sayChoices(choices: readonly Choice[]): string | null {
  const [first = [], ...others] = choices;
  if (others.length === 0) return first.length > 1 ? 'One of these:' : null;
  if (choices.every(({ length }) => length === 1)) return 'All of these:';
  return 'All of these, and of those that share a number one:';
}

/** `1`, `2`; `1a`, `1b` for the alternatives where there is more than one choice. */
export function numberOf(choices: readonly Choice[], choice: number, alternative: number): string {
  if (choices.length === 1) return String(alternative + 1);
  const letter = (choices[choice]?.length ?? 0) > 1 ? String.fromCharCode(97 + alternative) : '';
  return `${choice + 1}${letter}`;
}
