import type { ParentResult, RouteResult } from '#lib/binding/result.ts';
import type { Explanation, Fix, FixRole, ParentExplanation } from '#lib/explain/explanation.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';

/** The parent that the headline tells of, then those that do not take the Route, then those that do; else as written. */
export function orderParents({ parents, headlineParent }: Pick<Explanation, 'parents' | 'headlineParent'>) {
  const rank = ({ parent, isAttached }: ParentExplanation) => (parent === headlineParent ? 0 : isAttached ? 2 : 1);
  return parents.toSorted((a, b) => rank(a) - rank(b) || a.parent - b.parent);
}

/** `parentRef 2 of 3`; a Gateway that selects the Route unasked is none of the Route's references. */
export function titleOfParent(parent: ParentResult, { parents }: Pick<RouteResult, 'parents'>): string {
  const { source } = parent;
  if (source.from === 'selectedBy') {
    return `Selected by ${identityOf(parent.parent).kind} ${formatKey(parent.parent)}, not named`;
  }
  const all = parents.filter((other) => other.source.from === source.from).length;
  return `${source.from} ${source.index + 1}${all > 1 ? ` of ${all}` : ''}`;
}

/** Whose fixes are shown first: the app team's, unless they leave what the headline tells of as it is. */
export function firstRole(fixes: readonly Pick<Fix, 'role' | 'cures'>[]): FixRole | undefined {
  const [first] = fixes;
  const isFirst = ({ cures }: Pick<Fix, 'cures'>) => JSON.stringify(cures) === JSON.stringify(first?.cures);
  return fixes.some((fix) => fix.role === 'app' && isFirst(fix)) ? 'app' : first?.role;
}
