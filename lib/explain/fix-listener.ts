import { couldAdmitKind } from '#lib/binding/checks/route-kind.ts';
import type { RouteKindCheck, RouteLabelsCheck } from '#lib/binding/result.ts';
import { list, say } from '#lib/binding/sentence.ts';
import { formatKind } from '#lib/kube/object.ts';
import type { FixDraft } from './build-fix.ts';
import { curesParent, patchLabels, patchListener, type RefusedParent } from './fix-source.ts';
import { findMeetingLabels } from './meeting-labels.ts';

/** The listener leaves this kind out though its protocol carries it: the owner can add it. */
export function fixRouteKind(refused: RefusedParent, check: RouteKindCheck): FixDraft[] {
  if (!couldAdmitKind(check)) return [];
  const { kind, allowedKinds } = check;
  const kinds = [...allowedKinds.filter((allowed) => allowed.kind !== kind.kind), kind];
  const replaced = allowedKinds
    .filter((allowed) => allowed.kind === kind.kind)
    .map((each) => formatKind(each, kind.group));
  const { name } = refused.listener;
  const sentence =
    replaced.length === 0
      ? say`Add ${kind.kind} to the kinds that listener ${name} admits.`
      : say`Write ${kind.kind} in place of ${list(replaced)} among the kinds that listener ${name} admits.`;
  const change = patchListener(refused, { path: 'allowedRoutes/kinds', value: kinds });
  return [{ role: 'owner', cures: curesParent(refused), sentence, change }];
}

/** v1alpha1: the listener selects Routes by labels this one does not have. */
export function fixRouteLabels(refused: RefusedParent, { selector }: RouteLabelsCheck): FixDraft[] {
  const labels = findMeetingLabels(selector);
  if (labels === null) return [];
  const words = Object.entries(labels).map(([key, value]) => (value === null ? `${key}-` : `${key}=${value}`));
  const { route } = refused.context;
  const sentence = say`Label the Route ${list(words)}, so that listener ${refused.listener.name} selects it.`;
  return [{ role: 'app', cures: curesParent(refused), sentence, change: patchLabels(route.key, labels) }];
}
