import type { RouteNamespaceCheck, SelectorEvaluation, SelectorRequirement } from '#lib/binding/result.ts';
import { join, list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import type { LabelSelectorLike } from '#lib/kube/label-selector.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import { curesParent, isLegacy, ownerOf, patchLabels, patchListener, type RefusedParent } from './fix-source.ts';
import { findMeetingLabels } from './meeting-labels.ts';
import { nameLabel, nameNamespaces } from './named-namespaces.ts';

/** Ways to have a namespace admitted by a listener that does not admit it: label it, or widen the listener. */
export function fixNamespace(refused: RefusedParent, check: RouteNamespaceCheck): FixDraft[] {
  const selector = check.from === 'Selector' ? check.selector : null;
  return [
    ...(selector ? labelNamespace(refused, check, selector) : []),
    ...(selector ? widenSelector(refused, check, selector) : listNamespaces(refused, check)),
    ...(selector && addsToList(selector) === null ? listNamespaces(refused, check) : []),
    admitAll(refused, check),
  ];
}

function labelNamespace(
  refused: RefusedParent,
  { routeNamespace }: RouteNamespaceCheck,
  selector: SelectorEvaluation,
): FixDraft[] {
  const labels = findMeetingLabels(selector);
  if (labels === null || nameLabel in labels) return [];
  const namespace = objectKey({ group: '', kind: 'Namespace', namespace: '', name: routeNamespace });
  const adds = Object.entries(labels).flatMap(([key, value]) => (value === null ? [] : [`${key}=${value}`]));
  const drops = Object.entries(labels).flatMap(([key, value]) => (value === null ? [key] : []));
  const sentence = [
    ...(adds.length > 0 ? [say`Label namespace ${routeNamespace} ${list(adds)}.`] : []),
    ...(drops.length > 0 ? [say`Take the label ${list(drops)} off namespace ${routeNamespace}.`] : []),
  ];
  const replaced = Object.entries(labels).flatMap(([key, value]) => {
    const actual = selector.requirements.find((requirement) => requirement.key === key)?.actual ?? null;
    return actual === null || value === null ? [] : [`${key}=${actual}`];
  });
  const ask = prose(replaced.length === 1 ? 'it' : 'those');
  if (replaced.length > 0) {
    sentence.push(say`This replaces ${list(replaced)}; selectors that ask for ${ask} lose the namespace.`);
  }
  const change = patchLabels(namespace, labels);
  return [{ role: 'app', cures: curesParent(refused), sentence: join(sentence), change }];
}

/** When one list of values is all that keeps the namespace out, it can join the list. */
function addsToList({ requirements, malformed }: SelectorEvaluation): SelectorRequirement | null {
  const [only, ...more] = requirements.filter(({ met }) => !met);
  if (malformed !== null || !only || more.length > 0) return null;
  return only.actual !== null && (only.operator === 'In' || only.operator === 'Equals') ? only : null;
}

function widenSelector(
  refused: RefusedParent,
  { routeNamespace }: RouteNamespaceCheck,
  evaluation: SelectorEvaluation,
): FixDraft[] {
  const only = addsToList(evaluation);
  const selector = selectorOf(refused);
  if (!only || only.actual === null || !selector) return [];
  const values = [...only.values, only.actual];
  const expression = { key: only.key, operator: 'In', values };
  const expressions = selector.matchExpressions ?? [];
  const { [only.key]: _, ...labels } = selector.matchLabels ?? {};
  const widened =
    only.operator === 'In'
      ? { ...selector, matchExpressions: expressions.map((e) => (isSameExpression(e, only) ? expression : e)) }
      : {
          ...(Object.keys(labels).length > 0 && { matchLabels: labels }),
          matchExpressions: [...expressions, expression],
        };
  const sentence = say`Add ${only.actual} to the values of ${only.key} that listener ${refused.listener.name} admits; namespace ${routeNamespace} has it.`;
  return [ownerFix(refused, sentence, { from: 'Selector', selector: widened })];
}

function isSameExpression(
  expression: Readonly<{ key: string; operator: string; values?: readonly string[] | undefined }>,
  { key, operator, values }: SelectorRequirement,
): boolean {
  return (
    expression.key === key && expression.operator === operator && (expression.values ?? []).join() === values.join()
  );
}

/** A selector that names namespaces: those admitted today, and this one. */
function listNamespaces(refused: RefusedParent, check: RouteNamespaceCheck): FixDraft[] {
  const rule = { from: check.from, selector: selectorOf(refused) ?? undefined };
  const joining = { own: check.listenerNamespace, added: check.routeNamespace, verb: 'admitted' } as const;
  const named = nameNamespaces(refused.context, rule, joining);
  if (!named) return [];
  const { names, selector, notes } = named;
  const noun = prose(names.length === 1 ? 'namespace' : 'namespaces');
  const sentence = say`Have listener ${refused.listener.name} admit ${noun} ${list(names)} by name.`;
  return [{ ...ownerFix(refused, sentence, { from: 'Selector', selector }), notes }];
}

function admitAll(refused: RefusedParent, { from }: RouteNamespaceCheck): FixDraft {
  const sentence = say`Have listener ${refused.listener.name} admit every namespace: ${'from: All'} instead of ${`from: ${from}`}.`;
  const notes = [say`Whoever may create Routes in any namespace can then use this listener.`];
  return { ...ownerFix(refused, sentence, { from: 'All' }), notes };
}

function ownerFix(refused: RefusedParent, sentence: Sentence, namespaces: unknown): FixDraft {
  const path = isLegacy(refused.parent.parent) ? 'routes/namespaces' : 'allowedRoutes/namespaces';
  const change = patchListener(refused, { path, value: namespaces });
  return { role: 'owner', cures: curesParent(refused), sentence, change };
}

function selectorOf({ context, parent, listener }: RefusedParent): LabelSelectorLike | null {
  const { legacyGateways } = context.snapshot;
  const current = ownerOf(context, parent.parent)?.spec.listeners[listener.index]?.allowedRoutes.namespaces;
  const legacy = legacyGateways.get(parent.parent)?.spec.listeners[listener.index]?.routes.namespaces;
  return (current ?? legacy)?.selector ?? null;
}
