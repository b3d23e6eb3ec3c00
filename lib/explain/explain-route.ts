import { checkTitles, sayCheck } from '#lib/binding/check-words.ts';
import type { BackendResult, BindingResult, BindOptions, ParentResult, RouteResult } from '#lib/binding/result.ts';
import { join, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { findCondition } from '#lib/kube/condition.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { suggestObject, suggestSection } from './did-you-mean.ts';
import type { BackendExplanation, Explanation, ParentExplanation, Suggestion } from './explanation.ts';
import { findFixes } from './fixes.ts';
import { type IdleListener, idleListeners, sayIdleListeners } from './idle-listeners.ts';
import {
  isAttached,
  sayAttachment,
  sayBackend,
  sayHeadline,
  sayParentOutcome,
  verdictOf,
  worstParent,
} from './sentences.ts';
import { findWillNotHelp } from './will-not-help.ts';

/**
 * Why a Route is attached or not: a sentence per check with its operands, what would fix it for each role and with
 * which side effects, and what would not.
 *
 * @param result of `bind(snapshot, options)`
 * @returns null when the snapshot has no such Route
 */
export function explainRoute(
  snapshot: Snapshot,
  result: BindingResult,
  key: ObjectKey,
  options: BindOptions,
): Explanation | null {
  const route = result.routes.get(key);
  if (!route) return null;
  const backends = route.rules.flatMap((rule) => rule.backends);
  const worst = worstParent(route);
  const { idle, isReached } = idleListeners(result, route.parents);
  const [unreached] = isReached ? [] : idle;
  const suggestion = worst ? suggestFor(snapshot, worst) : null;
  const headline = [
    unreached ? sayUnreached(route, unreached) : sayHeadline(route),
    suggestion?.sentence ?? [],
    unreached ? [] : sayIdleListeners(idle, route.parents),
  ];
  return {
    route: key,
    verdict: verdictOf(route),
    isReached,
    headline: join(headline.filter(({ length }) => length > 0)),
    headlineParent: headlineParent(route, unreached),
    parents: route.parents.map((parent, index) => explainParent({ snapshot, result }, route, parent, index)),
    backends: backends.map((backend) => explainBackend(snapshot, route, backend)),
    rules: [
      ...route.rules.flatMap(({ index, problems }) =>
        problems.map(({ field, message }) => ({ rule: index, field, sentence: prose(`${message}.`) })),
      ),
      ...explainEmptyRules(snapshot, route),
    ],
    fixes: findFixes({ snapshot, result, options, route }),
    willNotHelp: findWillNotHelp(route),
  };
}

/** Attached to what serves nothing says more than what else is refused. */
function headlineParent(route: RouteResult, idle: IdleListener | undefined): number | null {
  const worst = idle
    ? route.parents.find((each) => each.parent === idle.owner && isAttached(each))
    : worstParent(route);
  return worst ? route.parents.indexOf(worst) : null;
}

/** All that is known of a parent of a Route that is not judged. */
function sayNamed({ parent, target }: ParentResult): Sentence {
  if (target.state === 'missing') return say`No ${prose(identityOf(parent).kind)} ${formatKey(parent)}.`;
  return say`The Route names ${prose(identityOf(parent).kind)} ${formatKey(parent)}.`;
}

/** Attached, yet no request can arrive: what its rules would do with one is not what keeps it from answering. */
function sayUnreached(route: RouteResult, { owner, listener }: IdleListener): Sentence {
  const programmed = findCondition(listener.conditions, 'Programmed');
  const kind = prose(identityOf(owner).kind);
  const why = say`No request reaches it: listener ${listener.name} of ${kind} ${formatKey(owner)} is not served. ${prose(programmed?.message ?? '')}`;
  return route.parents.length > 1 ? say`${why} ${sayAttachment(route)}` : why;
}

/** A rule without a backend and without a redirect answers by itself, and people rarely mean it. */
function explainEmptyRules(snapshot: Snapshot, { key, rules }: RouteResult): Explanation['rules'] {
  const spec = snapshot.httpRoutes.get(key)?.spec;
  return rules.flatMap(({ index, backends, problems }) => {
    const redirects = spec?.rules[index]?.filters?.some(({ type }) => type === 'RequestRedirect') ?? false;
    const weighted = backends.filter(({ role, weight }) => role === 'backend' && weight > 0);
    if (!spec || redirects || weighted.length > 0 || problems.length > 0) return [];
    const field = `spec.rules[${index}].backendRefs`;
    return [
      { rule: index, field, sentence: say`${`rules[${index}]`} names no backend of any weight, so it answers ${500}.` },
    ];
  });
}

function explainParent(
  { snapshot, result }: Readonly<{ snapshot: Snapshot; result: BindingResult }>,
  route: RouteResult,
  parent: ParentResult,
  index: number,
): ParentExplanation {
  const { idle } = idleListeners(result, [parent]);
  const outcome = [sayParentOutcome(parent), sayIdleListeners(idle, [parent])].filter(({ length }) => length > 0);
  return {
    parent: index,
    object: parent.parent,
    isAttached: isAttached(parent),
    headline: route.judged ? join(outcome) : sayNamed(parent),
    listeners: parent.listeners.map(({ listener, listenerName, attachment, checks }) => ({
      listener,
      name: listenerName,
      attachment,
      isIdle: idle.some(({ listener: { key } }) => key === listener),
      checks: checks.map((check) => ({
        check: check.check,
        outcome: check.outcome,
        title: checkTitles[check.check],
        sentence: sayCheck(listenerName, check),
      })),
    })),
    didYouMean: suggestFor(snapshot, parent),
  };
}

function suggestFor(snapshot: Snapshot, parent: ParentResult): Suggestion | null {
  if (parent.target.state === 'missing') return suggestInstead(snapshot, parent.parent);
  const isOut = parent.listeners.every(({ attachment }) => attachment === 'notSelected');
  if (parent.source.from !== 'parentRef' || !isOut || parent.target.state !== 'found') return null;
  const { sectionName } = parent.source.ref;
  const near = sectionName ? suggestSection(snapshot, parent.parent, sectionName) : null;
  if (near === null) return null;
  const sentence = say`Did you mean sectionName ${near}?`;
  return { field: 'sectionName', value: near, object: parent.parent, sentence };
}

/** Of a name that leads nowhere: which part of it to change, and to what. */
function suggestInstead(snapshot: Snapshot, missing: ObjectKey): Suggestion | null {
  const meant = suggestObject(snapshot, missing);
  if (!meant) return null;
  const [is, wanted] = [identityOf(meant), identityOf(missing)];
  return is.name === wanted.name
    ? { field: 'namespace', value: is.namespace, object: meant, sentence: say`Did you mean namespace ${is.namespace}?` }
    : { field: 'name', value: is.name, object: meant, sentence: say`Did you mean ${formatKey(meant)}?` };
}

function explainBackend(snapshot: Snapshot, route: RouteResult, backend: BackendResult): BackendExplanation {
  const { field, target, outcome } = backend;
  const missing = outcome.state === 'invalid' && outcome.reason === 'BackendNotFound' && !snapshot.services.has(target);
  return {
    field,
    target,
    outcome: outcome.state,
    sentence: sayBackend(route, backend),
    didYouMean: missing ? suggestInstead(snapshot, target) : null,
  };
}
