import { compareText } from './object-key.ts';

/** metav1.LabelSelector, as it stands in an object; operators are not trusted to be known ones. */
export type LabelSelectorLike = Readonly<{
  matchLabels?: Readonly<Record<string, string>> | undefined;
  matchExpressions?:
    | readonly Readonly<{ key: string; operator: string; values?: readonly string[] | undefined }>[]
    | undefined;
}>;

export type SelectorRequirement = Readonly<{
  key: string;
  operator: 'Equals' | 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'invalid';
  values: readonly string[];
  /** the label as it is; null when the key is absent */
  actual: string | null;
  met: boolean;
}>;

export type SelectorEvaluation = Readonly<{
  requirements: readonly SelectorRequirement[];
  /** all labels of the object tested; null when the object is not known */
  labels: Readonly<Record<string, string>> | null;
  /** why the selector can match nothing at all: `absent` (from Selector without one) or malformed */
  malformed: string | null;
}>;

/**
 * Tests labels against a selector, requirement by requirement; all must be met. An empty selector is met by
 * everything, an absent or malformed one by nothing.
 *
 * @param labels of the object; null when it is not known, and then no requirement counts as met
 */
export function evaluateSelector(
  selector: LabelSelectorLike | undefined,
  labels: Readonly<Record<string, string>> | null,
): SelectorEvaluation {
  if (!selector) return { requirements: [], labels, malformed: 'absent' };
  const equals = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => requirement({ key, operator: 'Equals', values: [value] }, labels));
  const expressions = (selector.matchExpressions ?? []).map((expression) => requirement(expression, labels));
  const bad = (selector.matchExpressions ?? []).map(whyMalformed).find((why) => why !== null);
  return { requirements: [...equals, ...expressions], labels, malformed: bad ?? null };
}

/** Whether an evaluation over known labels came out as a match. */
export function isMatch(evaluation: SelectorEvaluation): boolean {
  return evaluation.malformed === null && evaluation.labels !== null && evaluation.requirements.every(({ met }) => met);
}

type Expression = Readonly<{ key: string; operator: string; values?: readonly string[] | undefined }>;

const operators = ['Equals', 'In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

function requirement(expression: Expression, labels: Readonly<Record<string, string>> | null): SelectorRequirement {
  const { key } = expression;
  const values = expression.values ?? [];
  const actual = labels && Object.hasOwn(labels, key) ? (labels[key] ?? '') : null;
  const operator = operators.find((known) => known === expression.operator) ?? 'invalid';
  const malformed = operator !== 'Equals' && whyMalformed(expression) !== null;
  return {
    key,
    operator,
    values,
    actual,
    met: !malformed && labels !== null && meetsRequirement({ operator, values }, actual),
  };
}

/** Would a label of this value meet the requirement? @param actual null when the label is absent */
export function meetsRequirement(
  { operator, values }: Pick<SelectorRequirement, 'operator' | 'values'>,
  actual: string | null,
): boolean {
  switch (operator) {
    case 'Equals':
    case 'In':
      return actual !== null && values.includes(actual);
    case 'NotIn':
      return actual === null || !values.includes(actual);
    case 'Exists':
      return actual !== null;
    case 'DoesNotExist':
      return actual === null;
    default:
      return false;
  }
}

function whyMalformed({ key, operator, values = [] }: Expression): string | null {
  if (operator === 'In' || operator === 'NotIn') {
    return values.length > 0 ? null : `matchExpressions on ${key}: ${operator} needs values`;
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    return values.length === 0 ? null : `matchExpressions on ${key}: ${operator} takes no values`;
  }
  return `matchExpressions on ${key}: unknown operator ${JSON.stringify(operator)}`;
}
