import { formatRequirement } from '#lib/binding/check-words.ts';
import type { SelectorEvaluation, SelectorRequirement } from '#lib/binding/result.ts';
import { list, type Sentence, say } from '#lib/binding/sentence.ts';
import { isLabelValue } from '#lib/gateway-api/metadata.ts';
import { meetsRequirement } from '#lib/kube/label-selector.ts';

/** Labels to set; null takes one away. */
export type LabelChanges = Readonly<Record<string, string | null>>;

/**
 * The labels to change so that an object meets the whole selector: one value, or none, for each key that does not
 * meet it today. A value that a requirement names is taken before the label's absence, that before a value made up.
 *
 * @returns null when the selector or the labels are not known to be good, when it is met, and when nothing meets it
 */
export function findMeetingLabels({ requirements, labels, malformed }: SelectorEvaluation): LabelChanges | null {
  if (malformed !== null || labels === null) return null;
  const changes = unmetKeys(requirements).map(({ key, all }) => [key, meetAll(all)] as const);
  if (changes.length === 0 || changes.some(([, value]) => value === undefined)) return null;
  return Object.fromEntries(changes.map(([key, value]) => [key, value ?? null]));
}

/** The sentence for what no label mends: requirements of one key that no object can meet together. */
export function sayContradictions({ requirements, malformed }: SelectorEvaluation): Sentence[] {
  if (malformed !== null) return [];
  return unmetKeys(requirements)
    .filter(({ all }) => meetAll(all) === undefined)
    .map(({ key, all }) => {
      const asked = list([...new Set(all.map(formatRequirement))]);
      return say`Another label ${key}. With or without it nothing can meet ${asked}${all.length > 1 ? say` at once` : []}.`;
    });
}

type KeyRequirements = Readonly<{ key: string; all: readonly SelectorRequirement[] }>;

/** Keys with a requirement that is not met, each with everything that is required of it, met or not. */
function unmetKeys(requirements: readonly SelectorRequirement[]): KeyRequirements[] {
  const keys = new Set(requirements.filter(({ met }) => !met).map(({ key }) => key));
  return [...keys].map((key) => ({ key, all: requirements.filter((requirement) => requirement.key === key) }));
}

/** The first candidate that meets every requirement; undefined when none can. */
function meetAll(requirements: readonly SelectorRequirement[]): string | null | undefined {
  return candidates(requirements).find((value) => requirements.every((each) => meetsRequirement(each, value)));
}

/** More values are made up than can be excluded, so one of them is left unless absence is asked for. */
function candidates(requirements: readonly SelectorRequirement[]): readonly (string | null)[] {
  const named = requirements
    .filter(({ operator }) => operator === 'Equals' || operator === 'In')
    .flatMap(({ values }) => values)
    .filter(isLabelValue);
  const excluded = requirements.flatMap(({ operator, values }) => (operator === 'NotIn' ? values : []));
  return [...named, null, 'true', ...excluded.map((_, index) => `true-${index + 2}`)];
}
