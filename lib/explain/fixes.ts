import { type Check, listenersOf, type ParentResult } from '#lib/binding/result.ts';
import { admit } from '#lib/gateway-api/admit.ts';
import { findKind } from '#lib/gateway-api/kinds.ts';
import { groupOf } from '#lib/kube/object.ts';
import { changeObject } from './apply-change.ts';
import { buildFix, type FixDraft } from './build-fix.ts';
import type { Fix } from './explanation.ts';
import { fixBackend } from './fix-backend.ts';
import type { FixContext, FixSource } from './fix-context.ts';
import { fixHostname } from './fix-hostname.ts';
import { fixIdleListeners } from './fix-idle.ts';
import { fixRouteKind, fixRouteLabels } from './fix-listener.ts';
import { fixListenerSet } from './fix-listener-set.ts';
import { fixNamespace } from './fix-namespace.ts';
import { fixMissingParent, fixRouteAllows, fixUnknown } from './fix-parent.ts';
import { fixRules } from './fix-rules.ts';
import { fixParentSection, nameOtherListener } from './fix-section.ts';
import { hopelessKind, nearestListener, type RefusedParent } from './fix-source.ts';
import { idleListeners } from './idle-listeners.ts';
import { worstParent } from './sentences.ts';

/**
 * Everything that would cure what is wrong with a Route: what its headline tells of, the other parents in the Route's
 * order, then references.
 */
export function findFixes(context: FixContext): readonly Fix[] {
  const { route } = context;
  if (!route.judged) return [];
  const worst = worstParent(route);
  const parents = route.parents
    .map((parent, index) => ({ parent, index }))
    .sort((a, b) => Number(b.parent === worst) - Number(a.parent === worst))
    .flatMap(({ parent, index }) => fixParent(context, parent, index));
  const backends = route.rules.flatMap((rule) => rule.backends).flatMap((backend) => fixBackend(context, backend));
  const { idle, isReached } = idleListeners(context.result, route.parents);
  const listeners = fixIdleListeners(context, idle);
  return (isReached ? [...parents, ...listeners, ...backends] : [...listeners, ...parents, ...backends])
    .filter((draft) => isAdmitted(context, draft))
    .map((draft) => buildFix(context, draft));
}

/** What the API server would refuse is no fix, whatever else speaks for it. */
export function isAdmitted({ snapshot }: FixSource, { change, asCommand }: FixDraft): boolean {
  const made = change ?? asCommand ?? null;
  const changed = made && changeObject(snapshot, made);
  if (!changed) return true;
  const { before, after } = changed;
  const declaration = findKind(groupOf(after.apiVersion), after.kind);
  return declaration === undefined || admit(declaration, after, before ?? undefined).causes.length === 0;
}

function fixParent(context: FixContext, parent: ParentResult, index: number): FixDraft[] {
  if (parent.target.state === 'missing') return fixMissingParent(context, parent, index);
  if (parent.target.state === 'unknown') return fixUnknown(context, index, parent);
  if (parent.listeners.some(({ attachment }) => attachment === 'attached')) return [];
  const verdict = nearestListener(parent);
  const listener = listenersOf(context.result, parent.parent).find(({ key }) => key === verdict?.listener);
  if (!verdict || !listener) return [];
  const refused: RefusedParent = { context, parent, index, verdict, listener };
  if (hopelessKind(verdict)) return nameOtherListener(refused);
  const failed = verdict.checks.filter(({ outcome }) => outcome === 'fail');
  if (failed.length === 0) return fixUnknown(context, index, parent);
  return failed.flatMap((check) => fixCheck(refused, check).map((draft) => ({ ...draft, check: check.check })));
}

function fixCheck(refused: RefusedParent, check: Check): FixDraft[] {
  switch (check.check) {
    case 'parentSection':
      return fixParentSection(refused);
    case 'listenerSet':
      return fixListenerSet(refused, check);
    case 'routeKind':
      return [...nameOtherListener(refused), ...fixRouteKind(refused, check)];
    case 'routeNamespace':
      return fixNamespace(refused, check);
    case 'hostname':
      return fixHostname(refused, check);
    case 'routeLabels':
      return fixRouteLabels(refused, check);
    case 'routeAllows':
      return fixRouteAllows(refused);
    case 'rules':
      return fixRules(refused, check);
  }
}
