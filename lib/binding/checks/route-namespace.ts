import {
  evaluateSelector,
  isMatch,
  type LabelSelectorLike,
  type SelectorEvaluation,
} from '#lib/kube/label-selector.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import { type BindingContext, lookUp } from '../context.ts';
import type { Outcome, RouteNamespaceCheck } from '../result.ts';

const nameLabel = 'kubernetes.io/metadata.name';

/** `allowedRoutes.namespaces` of a listener; `from` is not trusted to be a known word. */
export type NamespaceRule = Readonly<{ from: string; selector?: LabelSelectorLike | undefined }>;

/**
 * Does the listener admit Routes of this namespace? `Same` means the namespace of the object that declares the
 * listener; `selector` counts with `from: Selector` only; any word that is not known admits nothing.
 *
 * @see Gateway API, RouteNamespaces
 */
export function checkRouteNamespace(
  context: BindingContext,
  rule: NamespaceRule,
  namespaces: Readonly<{ listener: string; route: string }>,
): RouteNamespaceCheck {
  const selector = rule.from === 'Selector' ? selectNamespace(context, rule.selector, namespaces.route) : null;
  return {
    check: 'routeNamespace',
    outcome: selector ? selector.outcome : decide(rule.from, namespaces),
    from: rule.from,
    listenerNamespace: namespaces.listener,
    routeNamespace: namespaces.route,
    selector: selector?.evaluation ?? null,
  };
}

function decide(from: string, { listener, route }: Readonly<{ listener: string; route: string }>): Outcome {
  if (from === 'All') return 'pass';
  return from === 'Same' && listener === route ? 'pass' : 'fail';
}

type Selected = Readonly<{ outcome: Outcome; evaluation: SelectorEvaluation }>;

function selectNamespace(context: BindingContext, selector: LabelSelectorLike | undefined, name: string): Selected {
  const found = lookUp(context, 'namespaces', objectKey({ group: '', kind: 'Namespace', namespace: '', name }));
  if (found.state === 'found') {
    const evaluation = evaluateSelector(selector, found.object.metadata.labels ?? {});
    return { outcome: isMatch(evaluation) ? 'pass' : 'fail', evaluation };
  }
  if (found.state === 'missing') return { outcome: 'fail', evaluation: evaluateSelector(selector, null) };
  return selectUnknown(selector, name);
}

/** Of a namespace that is not known one label still is: the API server sets its name on every namespace. */
function selectUnknown(selector: LabelSelectorLike | undefined, name: string): Selected {
  const evaluation = { ...evaluateSelector(selector, { [nameLabel]: name }), labels: null };
  const known = evaluation.requirements.filter(({ key }) => key === nameLabel);
  if (evaluation.malformed !== null || known.some(({ met }) => !met)) return { outcome: 'fail', evaluation };
  return { outcome: known.length === evaluation.requirements.length ? 'pass' : 'unknown', evaluation };
}
