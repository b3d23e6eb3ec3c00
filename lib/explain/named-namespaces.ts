import { buildContext } from '#lib/binding/build-context.ts';
import { checkRouteNamespace, type NamespaceRule } from '#lib/binding/checks/route-namespace.ts';
import { inKeyOrder, isAbsenceFact } from '#lib/binding/context.ts';
import { prose, type Sentence, say } from '#lib/binding/sentence.ts';
import type { LabelSelectorLike } from '#lib/kube/label-selector.ts';
import type { FixSource } from './fix-context.ts';

/** The label that the API server gives every namespace. */
export const nameLabel = 'kubernetes.io/metadata.name';

/** More than this are not listed. */
const MOST = 20;

type Named = Readonly<{ names: readonly string[]; selector: LabelSelectorLike; notes: readonly Sentence[] }>;
type Joining = Readonly<{ own: string; added: string; verb: 'admitted' | 'taken' }>;

/**
 * A selector that names those namespaces that a rule lets in today, and one more.
 *
 * @param own of the object that declares the rule; `added` the one to let in; `verb` for the notes
 * @returns null when too many would have to be named, or it is not known which
 */
export function nameNamespaces(source: FixSource, rule: NamespaceRule, { own, added, verb }: Joining): Named | null {
  const { snapshot, options } = source;
  const coverage = snapshot.coverage.namespaces;
  const isSelector = rule.from === 'Selector';
  // without a selector no label counts, so that nothing can be lost of what is not known
  if (isSelector && !isAbsenceFact(coverage) && coverage !== 'partial') return null;
  const context = buildContext(snapshot, options);
  const known = [...inKeyOrder(snapshot.namespaces).map(([, { metadata }]) => metadata.name), own];
  const today = known.filter(
    (route) => checkRouteNamespace(context, rule, { listener: own, route }).outcome === 'pass',
  );
  const names = [...new Set([...today, added])].sort();
  if (names.length > MOST) return null;
  const selector = { matchExpressions: [{ key: nameLabel, operator: 'In', values: names }] };
  const notes = [
    ...(isSelector ? [say`Namespaces that get the label later are no longer ${prose(verb)} by it.`] : []),
    ...(isSelector && coverage === 'partial'
      ? [
          say`Namespaces that are not in these files are not counted: those that have the label are no longer ${prose(verb)}.`,
        ]
      : []),
  ];
  return { names, selector, notes };
}
