import { sayCheck } from '#lib/binding/check-words.ts';
import { isKnown } from '#lib/binding/kind-words.ts';
import type { BackendResult, ParentResult, RouteResult, RuleResult } from '#lib/binding/result.ts';
import { sayNoListener } from '#lib/binding/section-words.ts';
import { formatSentence, join, list, listOf, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { Explanation } from './explanation.ts';
import { isLegacy, nearestListener } from './fix-source.ts';

/** What became of one parent, with the reason of the listener that came nearest. */
export function sayParentOutcome(parent: ParentResult): Sentence {
  const { kind } = identityOf(parent.parent);
  const name = formatKey(parent.parent);
  switch (parent.target.state) {
    case 'missing':
      return say`No ${prose(kind)} ${name}.`;
    case 'unknown':
      return say`${prose(kind)} ${name} is not known, so it is not known whether it takes the Route.`;
    case 'notJudged':
      return isKnown(identityOf(parent.parent))
        ? say`${prose(kind)} ${name} is not judged by this version.`
        : say`${prose(kind)} ${name} is of a kind that is not known to Gatehouse.`;
    case 'found':
      return sayFound(parent);
  }
}

function sayFound(parent: ParentResult): Sentence {
  const { listeners } = parent;
  const name = formatKey(parent.parent);
  const kind = prose(identityOf(parent.parent).kind);
  const attached = listeners.filter(({ attachment }) => attachment === 'attached').map((v) => v.listenerName);
  if (attached.length > 0) {
    const names = listOf('listener', 'listeners', attached);
    if (parent.owner === 'none') {
      return say`Fits ${names} of ${kind} ${name}, but no controller is known to serve that Gateway.`;
    }
    return say`Attached to ${names} of ${kind} ${name}.`;
  }
  const nearest = nearestListener(parent);
  if (!nearest) return say`${kind} ${name} has no listener.`;
  const failed = nearest.checks.filter(({ outcome }) => outcome === 'fail');
  const refusal = failed.find(({ check }) => check === 'listenerSet');
  // whatever its listeners would say, none of them is in play
  if (refusal) return say`${kind} ${name} serves nothing. ${sayCheck(nearest.listenerName, refusal)}`;
  const section = failed.find(({ check }) => check === 'parentSection');
  if (section?.check === 'parentSection') return sayNoListener(listeners, section, say` of ${kind} ${name}`);
  const isOfRules = failed.every(({ check }) => check === 'rules') && nearest.effectiveHostnames.length > 0;
  const fate = isOfRules ? [say`Requests to it get ${500}.`] : [];
  if (failed.length > 0) return join([...failed.map((check) => sayCheck(nearest.listenerName, check)), ...fate]);
  const open = nearest.checks.filter(({ outcome }) => outcome === 'unknown');
  return join(open.map((check) => sayCheck(nearest.listenerName, check)));
}

/** What became of one reference to a backend, and what its share of requests gets. */
export function sayBackend(route: RouteResult, backend: BackendResult): Sentence {
  const { outcome, target, grant } = backend;
  const name = formatKey(target);
  if (outcome.state === 'valid') {
    const opened = grant.needed
      ? say`, opened by ${listOf('ReferenceGrant', 'ReferenceGrants', grant.openedBy.map(formatKey))}`
      : [];
    const tls = outcome.tlsPolicy ? say`, reached by TLS as BackendTLSPolicy ${formatKey(outcome.tlsPolicy)} says` : [];
    return say`Service ${name} has port ${outcome.port}${opened}${tls}.`;
  }
  if (outcome.state === 'unknown') return say`${prose(`${sayBare(outcome.message)}.`)}`;
  const fate = backend.role === 'backend' ? sayFate(route) : [];
  return say`${sayBackendFault(route, backend)}${fate}`;
}

/** Why a reference cannot be used, without what that does to requests. */
function sayBackendFault(route: RouteResult, { outcome, target }: BackendResult): Sentence {
  if (outcome.state !== 'invalid') return [];
  const { kind, namespace, name } = identityOf(target);
  const own = identityOf(route.key).namespace;
  if (outcome.reason === 'RefNotPermitted') {
    return say`${formatKey(target)} has no ReferenceGrant for ${own}: one in namespace ${namespace} must name HTTPRoutes of ${own} and ${prose(kind)} ${name}.`;
  }
  return say`${prose(`${sayBare(outcome.message)}.`)}`;
}

/** What a broken backend does to requests; in v1alpha1 it takes the whole Route with it. */
function sayFate({ key }: RouteResult): Sentence {
  return isLegacy(key) ? say` In this API that drops the whole Route.` : say` Its share of requests gets ${500}.`;
}

/** Messages start with the field they are about; here it stands beside the sentence anyway. */
export function afterField(message: string): string {
  return message.replace(/^spec\.[^ ]*: /, '');
}

/** The same as the start of a sentence. */
export function sayBare(message: string): string {
  const bare = afterField(message);
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** The verdict in one word, over all parents. */
export function verdictOf(route: RouteResult): Explanation['verdict'] {
  if (!route.judged) return 'notJudged';
  const { parents } = route;
  if (parents.length > 0 && parents.every(isAttached)) return 'attached';
  if (parents.some(isAttached)) return 'partial';
  return parents.some(isRefused) ? 'refused' : 'unknown';
}

/** Some listener takes the Route and the parent as a whole does not refuse it. */
export function isAttached({ accepted, listeners }: ParentResult): boolean {
  return accepted?.status !== 'False' && listeners.some(({ attachment }) => attachment === 'attached');
}

/** Refused as far as the engine knows, also where no status is owed (missing parents, parents of nobody). */
function isRefused(parent: ParentResult): boolean {
  if (parent.target.state === 'missing') return true;
  if (parent.target.state !== 'found' || isAttached(parent)) return false;
  if (parent.accepted?.status === 'False') return true;
  return parent.listeners.length > 0 && parent.listeners.every(({ attachment }) => attachment !== 'unknown');
}

/** What became of the worst parent, and how many others took the Route. */
export function sayAttachment(route: RouteResult): Sentence {
  const worst = worstParent(route);
  const about = worst ? sayParentOutcome(worst) : [];
  const taken = route.parents.filter(isAttached).length;
  const total = route.parents.length;
  return taken > 0 && taken < total ? say`Attached to ${taken} of ${total} parents. ${about}` : about;
}

/** The one sentence at the top of a Route's panel. */
export function sayHeadline(route: RouteResult): Sentence {
  const { kind } = identityOf(route.key);
  if (!route.judged) return say`${kind} is not judged by this version.`;
  if (route.parents.length === 0) return sayNoParent(route);
  const about = sayAttachment(route);
  if (!route.parents.every(isAttached)) return about;
  return join([about, ...[sayBroken(route), ...sayDropped(route)].filter((sentence) => sentence !== null)]);
}

/** Rules that cannot be served; for a filter that nobody here knows it is named, for that is why. */
function sayDropped({ parents, rules }: RouteResult): readonly Sentence[] {
  const dropped = rules.filter(({ problems }) => problems.length > 0);
  if (dropped.length === 0 || !parents.some(({ partiallyInvalid }) => partiallyInvalid)) return [];
  const byFilter = Map.groupBy(dropped, ({ backends }) =>
    formatSentence(backends.filter(isUnservedFilter).slice(0, 1).flatMap(sayFilter)),
  );
  return [...byFilter.values()].map((group) => {
    const fields = list(group.map(({ index }) => `rules[${index}]`));
    const [ask, answer, them] = group.length === 1 ? ['asks', 'answers', 'it'] : ['ask', 'answer', 'them'];
    const filter = group[0]?.backends.find(isUnservedFilter);
    if (!filter) return say`${fields} cannot be served and ${prose(answer)} ${500}.`;
    return say`${fields} ${prose(ask)} for ${sayFilter(filter)}, so requests to ${prose(them)} get ${500}.`;
  });
}

function sayFilter({ ref: { group, kind } }: BackendResult): Sentence {
  const why = prose(isKnown({ group, kind }) ? 'which is not a filter' : 'which is not known to Gatehouse');
  return say`filter ${group ? `${group} ${kind}` : kind}, ${why}`;
}

/** References that cannot be used; first the rules they leave without any backend. */
function sayBroken(route: RouteResult): Sentence | null {
  const broken = route.rules
    .flatMap(({ backends, problems }) =>
      problems.length > 0 ? backends.filter(({ role }) => role !== 'extension') : backends,
    )
    .filter(isBroken);
  const dead = isLegacy(route.key) ? [] : route.rules.filter(hasNoBackendLeft);
  const unserved = dead
    .flatMap(({ backends }) => backends)
    .filter((backend) => isBroken(backend) && takesRequests(backend));
  const [first = broken[0]] = unserved;
  if (!first) return null;
  const rest = broken.length - Math.max(unserved.length, 1);
  const more = rest > 0 ? prose(` ${rest} more ${rest === 1 ? 'reference' : 'references'} cannot be used.`) : [];
  if (unserved.length === 0) return say`${sayBackend(route, first)}${more}`;
  const fields = dead.map(({ index }) => `rules[${index}]`);
  const scope = dead.length === route.rules.length ? [] : say` that matches ${list(fields, 'or')}`;
  const names = [...new Set(unserved.map(({ target }) => formatKey(target)))];
  const all = names.length > 1 ? say`: ${sayNames(names)} cannot be used` : [];
  return say`Every request${scope} gets ${500}${all}. ${sayBackendFault(route, first)}${more}`;
}

const NAMED_UP_TO = 3;

function sayNames(names: readonly string[]): Sentence {
  if (names.length <= NAMED_UP_TO) return list(names);
  const shown = names.slice(0, NAMED_UP_TO).map((name) => say`${name}`);
  return say`${join(shown, ', ')} and ${prose(`${names.length - NAMED_UP_TO} more backends`)}`;
}

const isBroken = ({ outcome }: BackendResult) => outcome.state === 'invalid';

const isUnservedFilter = (backend: BackendResult) => backend.role === 'extension' && isBroken(backend);

/** Requests are shared among these; a mirror gets copies, and weight 0 nothing. */
const takesRequests = ({ role, weight }: BackendResult) => role === 'backend' && weight > 0;

function hasNoBackendLeft({ problems, backends }: RuleResult): boolean {
  const takers = backends.filter(takesRequests);
  return problems.length === 0 && takers.length > 0 && takers.every(isBroken);
}

function sayNoParent({ key }: RouteResult): Sentence {
  const isV1 = identityOf(key).group === 'gateway.networking.k8s.io';
  return isV1
    ? say`The Route names no parent, so nothing serves it.`
    : say`No Gateway selects the Route, and it names none.`;
}

/** A wrong name says more than a veto; a refusal more than an unknown; of equals the first. */
export function worstParent({ parents }: RouteResult): ParentResult | undefined {
  const rank = (parent: ParentResult) => {
    if (parent.accepted?.status === 'False' && parent.source.from === 'parentRef') return 0;
    if (parent.target.state === 'missing') return 1;
    if (isRefused(parent)) return 2;
    return isAttached(parent) ? 4 : 3;
  };
  return parents.toSorted((a, b) => rank(a) - rank(b))[0];
}
