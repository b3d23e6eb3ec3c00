import { formatKind } from '#lib/kube/object.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type {
  Check,
  HostnameCheck,
  ListenerSetCheck,
  ParentSectionCheck,
  RouteAllowsCheck,
  RouteKindCheck,
  RouteLabelsCheck,
  RouteNamespaceCheck,
  RulesCheck,
  SelectorRequirement,
} from './result.ts';
import { list, prose, type Sentence, say } from './sentence.ts';

/** What a check is called on screen. */
export const checkTitles: Readonly<Record<Check['check'], string>> = {
  parentSection: 'Parent, section',
  listenerSet: 'ListenerSet',
  routeKind: 'Route kind',
  routeNamespace: 'Namespace',
  hostname: 'Hostname',
  routeLabels: 'Route labels',
  routeAllows: 'Route allows',
  rules: 'Rules',
};

/** Why a check of this listener came out as it did, with the operands compared. */
export function sayCheck(listener: string, check: Check): Sentence {
  switch (check.check) {
    case 'parentSection':
      return sayParentSection(listener, check);
    case 'listenerSet':
      return sayListenerSet(check);
    case 'routeKind':
      return sayRouteKind(listener, check);
    case 'routeNamespace':
      return sayRouteNamespace(listener, check);
    case 'hostname':
      return sayHostname(listener, check);
    case 'routeLabels':
      return sayRouteLabels(listener, check);
    case 'routeAllows':
      return sayRouteAllows(check);
    case 'rules':
      return sayRules(check);
  }
}

/** Why a Gateway does not take a ListenerSet; a set it takes has no such check. */
export function sayListenerSet(check: ListenerSetCheck): Sentence {
  const { reason, from, setNamespace, selector, outcome } = check;
  const gateway = sayParent('Gateway', check.gateway);
  if (reason === 'NoGateway') return sayNoGateway(check);
  if (reason === 'ParentNotAccepted') {
    return say`${gateway} is not accepted itself, so it takes no ListenerSet; it needs a valid listener of its own.`;
  }
  if (from === 'Same') {
    const { namespace } = identityOf(check.gateway);
    return say`${gateway} takes only ListenerSets of its namespace ${namespace} (allowedListeners, from: ${from}); this one is in ${setNamespace}.`;
  }
  if (!selector) return say`${gateway} takes no ListenerSets: allowedListeners.namespaces.from is ${from}.`;
  if (selector.malformed !== null) {
    const how = selector.malformed === 'absent' ? say`is missing` : say`is malformed (${prose(selector.malformed)})`;
    return say`${gateway} takes no ListenerSets: the selector of its allowedListeners ${how}.`;
  }
  const needs = list(selector.requirements.map(formatRequirement));
  const verb = prose(selector.requirements.some(isNegative) ? 'matching' : 'labelled');
  const but = prose(outcome === 'unknown' ? 'the labels of namespace' : 'namespace');
  const end = prose(outcome === 'unknown' ? 'are not known.' : 'is not.');
  return say`${gateway} takes only ListenerSets of namespaces ${verb} ${needs}; ${but} ${setNamespace} ${end}`;
}

function sayNoGateway({ gateway, outcome }: ListenerSetCheck): Sentence {
  const { kind } = identityOf(gateway);
  const named = sayParent(kind, gateway);
  if (outcome === 'fail') return say`The ListenerSet names ${named}, which does not exist.`;
  if (kind !== 'Gateway')
    return say`The ListenerSet names ${named}, which is no parent that Gatehouse knows for a ListenerSet.`;
  return say`The ListenerSet names ${named}, which is not known, so it is not known whether that takes it.`;
}

/** A requirement as people write it: `team=a`, `team in (a, b)`, `team`, `!team`. */
export function formatRequirement({ key, operator, values }: SelectorRequirement): string {
  switch (operator) {
    case 'Equals':
      return `${key}=${values.join(',')}`;
    case 'In':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`;
    case 'NotIn':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(', ')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return `${key} (malformed)`;
  }
}

function sayParentSection(listener: string, check: ParentSectionCheck): Sentence {
  const { sectionName, port, mismatched, outcome } = check;
  if (outcome === 'pass') {
    if (sectionName === null && port === null)
      return say`The parentRef sets no sectionName and no port, so any listener.`;
    if (sectionName === null) return say`The parentRef asks for port ${port ?? ''}, which is that of ${listener}.`;
    const also = port === null ? [] : say` and port ${port}`;
    return say`The parentRef asks for sectionName ${sectionName}${also}: this listener.`;
  }
  const asked = [
    ...(mismatched.includes('sectionName') ? [say`sectionName ${sectionName ?? ''}`] : []),
    ...(mismatched.includes('port') ? [say`port ${port ?? ''}`] : []),
  ];
  const what = asked.flatMap((part, index) => (index === 0 ? part : [{ text: ' and ' }, ...part]));
  return say`The parentRef asks for ${what}; this listener is ${listener}, port ${check.listener.port}.`;
}

function sayRouteKind(listener: string, check: RouteKindCheck): Sentence {
  const { kind, supportedKinds, protocol } = check;
  const supported = list(supportedKinds.map((each) => formatKind(each, kind.group)));
  if (check.outcome === 'pass') return say`${kind.kind} is one of the kinds admitted: ${supported}.`;
  if (check.unsupported !== null) {
    return say`Listener ${listener} (${protocol}) admits no kind of Route. ${prose(check.unsupported)}`;
  }
  const named = check.allowedKinds.map((allowed) => formatKind(allowed, kind.group));
  if (supportedKinds.length === 0 && named.length > 0) {
    return say`Listener ${listener} (${protocol}) names only ${list(named)} in allowedRoutes.kinds, which it cannot carry here.`;
  }
  if (supportedKinds.length === 0) return say`Listener ${listener} (${protocol}) admits no kind of Route served here.`;
  return say`Listener ${listener} (${protocol}) admits ${supported} only; the Route is of kind ${kind.kind}.`;
}

function sayRouteNamespace(listener: string, check: RouteNamespaceCheck): Sentence {
  const { from, routeNamespace, listenerNamespace, selector, outcome } = check;
  if (from === 'All') return say`Listener ${listener} admits Routes from every namespace.`;
  if (from === 'Same') {
    return outcome === 'pass'
      ? say`Listener ${listener} admits only its own namespace, and the Route is in ${routeNamespace} too.`
      : say`Listener ${listener} admits only Routes of namespace ${listenerNamespace} (from: ${from}); the Route is in ${routeNamespace}.`;
  }
  if (!selector) return say`Listener ${listener} has allowedRoutes.namespaces.from ${from}, which admits nothing.`;
  if (selector.malformed === 'absent') {
    return say`Listener ${listener} has from: ${from} and no selector, so it admits no namespace.`;
  }
  if (selector.malformed !== null) {
    return say`The selector of listener ${listener} is malformed (${prose(selector.malformed)}), so it admits no namespace.`;
  }
  return saySelected(listener, check, selector.requirements);
}

function saySelected(
  listener: string,
  check: RouteNamespaceCheck,
  requirements: readonly SelectorRequirement[],
): Sentence {
  const { routeNamespace, selector, outcome } = check;
  if (requirements.length === 0) return say`The selector of listener ${listener} is empty and admits every namespace.`;
  const needs = list(requirements.map(formatRequirement));
  const verb = prose(requirements.some(isNegative) ? 'matching' : 'labelled');
  if (outcome === 'pass') return say`Namespace ${routeNamespace} is ${verb} ${needs}, as listener ${listener} asks.`;
  if (outcome === 'unknown') {
    return say`Listener ${listener} admits only namespaces ${verb} ${needs}; the labels of namespace ${routeNamespace} are not known.`;
  }
  if (selector?.labels === null && requirements.every(({ actual }) => actual === null)) {
    return say`Listener ${listener} admits only namespaces ${verb} ${needs}; there is no namespace ${routeNamespace}.`;
  }
  const wrong = requirements.filter(({ met }) => !met);
  const has = wrong.flatMap(({ key, actual }) => (actual === null ? [] : [`${key}=${actual}`]));
  const but = has.length > 0 ? say` (it has ${list(has)})` : [];
  return say`Listener ${listener} admits only namespaces ${verb} ${needs}; namespace ${routeNamespace} is not${but}.`;
}

function isNegative({ operator }: SelectorRequirement): boolean {
  return operator === 'NotIn' || operator === 'DoesNotExist';
}

function sayHostname(listener: string, check: HostnameCheck): Sentence {
  const { listenerHostname, routeHostnames, effectiveHostnames, outcome } = check;
  if (outcome === 'pass') {
    const [first = ''] = effectiveHostnames;
    if (effectiveHostnames.length === 1 && first === '')
      return say`Listener and Route name no hostname, so any matches.`;
    return say`The Route serves ${list(effectiveHostnames)} on listener ${listener}.`;
  }
  const names = list(routeHostnames);
  return say`Listener ${listener} serves ${listenerHostname ?? 'any'}; the Route asks for ${names}, ${prose(uncovered(routeHostnames.length))} covered.`;
}

/** What goes before "covered" after so many names. */
function uncovered(names: number): string {
  if (names === 2) return 'neither of which is';
  return names > 2 ? 'none of which is' : 'which is not';
}

function sayRouteLabels(listener: string, { selector, outcome }: RouteLabelsCheck): Sentence {
  if (selector.requirements.length === 0 && selector.malformed === null) {
    return say`Listener ${listener} selects Routes whatever their labels.`;
  }
  const needs = list(selector.requirements.map(formatRequirement));
  return outcome === 'pass'
    ? say`Listener ${listener} selects Routes labelled ${needs}; this one is.`
    : say`Listener ${listener} selects only Routes labelled ${needs}; this one is not.`;
}

function sayRouteAllows({ outcome, allow, gateway, gatewayRefs, routeNamespace }: RouteAllowsCheck): Sentence {
  const name = `${gateway.namespace}/${gateway.name}`;
  if (allow === 'All') return say`The Route allows every Gateway.`;
  if (allow === 'SameNamespace') {
    return outcome === 'pass'
      ? say`The Route allows Gateways of its own namespace, as ${name} is.`
      : say`The Route allows only Gateways of its own namespace ${routeNamespace}; ${name} selects it from another.`;
  }
  if (allow !== 'FromList') return say`The Route has gateways.allow ${allow}, which allows nothing.`;
  if (outcome === 'pass') return say`The Route names ${name} in its gatewayRefs.`;
  const named = gatewayRefs.map((ref) => `${ref.namespace}/${ref.name}`);
  return named.length === 0
    ? say`${name} selects the Route, but its gatewayRefs name no Gateway.`
    : say`${name} selects the Route, but the Route allows only ${list(named)}.`;
}

/** Named by field, three at most. */
function sayRules({ rules, problems }: RulesCheck): Sentence {
  const subject =
    rules === 1 ? say`The Route's only rule cannot be served: ` : say`None of the ${rules} rules can be served: `;
  const named = problems.slice(0, 3).flatMap(({ field, why }, index) => {
    return [...prose(index === 0 ? '' : '; '), ...say`${field.replace(/^spec\./, '')}, ${prose(why)}`];
  });
  return [...subject, ...named, ...prose(problems.length > 3 ? `; and ${problems.length - 3} more.` : '.')];
}

/** `Gateway infra-ns/shared-gateway`, for sentences about a parent. */
export function sayParent(kind: string, key: ObjectKey): Sentence {
  return say`${prose(kind)} ${formatKey(key)}`;
}
