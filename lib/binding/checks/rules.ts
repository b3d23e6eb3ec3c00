import type { RuleProblem, RulesCheck } from '../result.ts';

/**
 * Can any rule of the Route be served here? Listed only when none can, for then the parent refuses the Route although
 * the listener takes it.
 *
 * @param problems per rule; a rule with an empty list is usable
 */
export function checkRules(problems: readonly (readonly RuleProblem[])[]): readonly RulesCheck[] {
  if (problems.length === 0 || problems.some((rule) => rule.length === 0)) return [];
  return [{ check: 'rules', outcome: 'fail', rules: problems.length, problems: problems.flat() }];
}
