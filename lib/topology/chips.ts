import type {
  Check,
  ListenerSetCheck,
  ListenerVerdict,
  ParentResult,
  RouteResult,
  SelectorEvaluation,
} from '#lib/binding/result.ts';
import { formatKind, type GroupKind } from '#lib/kube/object.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { Chip } from './topology.ts';

type Words = Readonly<{ verb: string; operand: string }>;

/** The reason a Route's `Accepted` gets when a check is the one that fails (Gateway API v1). */
const REASONS: Readonly<Record<Check['check'], string>> = {
  parentSection: 'NoMatchingParent',
  listenerSet: 'NotAllowedByListeners',
  routeKind: 'NotAllowedByListeners',
  routeNamespace: 'NotAllowedByListeners',
  hostname: 'NoMatchingListenerHostname',
  routeLabels: 'NotAdmitted',
  routeAllows: 'NotAdmitted',
  rules: 'UnsupportedValue',
};

/** Checks of v1alpha1, an API without reasons per check, and of rules, which has two: the condition's own is shown. */
const OWN_REASON: ReadonlySet<string> = new Set(['routeLabels', 'routeAllows', 'rules']);

/** Why this listener does not take the Route, in two short lines: the first failed check and its operand. */
export function refusalChip(parent: ParentResult, verdict: ListenerVerdict): Chip {
  const failed = verdict.checks.filter((check) => check.outcome === 'fail');
  const [first] = failed;
  if (!first) return { reason: parent.accepted?.reason ?? 'Refused', verb: '', operand: '', more: 0 };
  // a set without a Gateway has no controller that would say anything of the Route
  if (first.check === 'listenerSet' && first.reason === 'NoGateway') {
    return { reason: 'No Gateway', ...wordsOf(first), more: 0 };
  }
  const reason = (OWN_REASON.has(first.check) ? parent.accepted?.reason : undefined) ?? REASONS[first.check];
  const more = first.check === 'rules' ? first.problems.length - 1 : failed.length - 1;
  return { reason, ...wordsOf(first), more };
}

/** Why nothing can be said about this listener: an operand is not in sight. */
export function unknownChip(verdict: ListenerVerdict): Chip {
  const open = verdict.checks.filter((check) => check.outcome === 'unknown');
  const [first] = open;
  return {
    reason: 'Unknown',
    verb: 'needs',
    operand: first ? sought(first) : 'more',
    more: Math.max(0, open.length - 1),
  };
}

function wordsOf(check: Check): Words {
  switch (check.check) {
    case 'parentSection':
      return { verb: 'no', operand: formatSection(check.sectionName, check.port) };
    case 'listenerSet':
      return setWords(check);
    case 'routeKind':
      return { verb: 'admits', operand: `only ${formatKinds(admittedKinds(check), check.kind.group)}` };
    case 'routeNamespace':
      return check.selector
        ? selectorWords(check.selector)
        : { verb: 'from', operand: `${check.from} admits only ${check.listenerNamespace}` };
    case 'hostname':
      return { verb: 'serves', operand: check.listenerHostname ?? 'any' };
    case 'routeLabels':
      return selectorWords(check.selector);
    case 'routeAllows':
      return { verb: 'allows', operand: allowed(check) };
    case 'rules':
      return { verb: 'in', operand: check.problems[0]?.field.replace(/^spec\./, '') ?? 'rules' };
  }
}

/** Why a Gateway does not take the ListenerSet that a Route names, for the line of the Route. */
function setWords(check: ListenerSetCheck): Words {
  if (check.reason === 'NoGateway') return { verb: '', operand: formatKey(check.gateway) };
  if (check.reason === 'ParentNotAccepted') return { verb: 'Gateway', operand: 'not accepted itself' };
  const { verb, operand } = listenerSetWords(check);
  return { verb: `ListenerSet ${verb}`, operand };
}

/** Why a Gateway does not take a ListenerSet, for the line between the two. */
export function listenerSetWords(check: ListenerSetCheck): Words {
  if (check.reason === 'ParentNotAccepted') return { verb: 'by', operand: 'a Gateway not accepted itself' };
  return check.selector ? selectorWords(check.selector) : { verb: 'allowedListeners', operand: `from ${check.from}` };
}

function admittedKinds(check: Extract<Check, { check: 'routeKind' }>): readonly GroupKind[] {
  return check.allowedKinds.length > 0 ? check.allowedKinds : check.supportedKinds;
}

function allowed(check: Extract<Check, { check: 'routeAllows' }>): string {
  if (check.allow !== 'FromList') return `only ${check.routeNamespace}`;
  const [first, ...others] = check.gatewayRefs;
  if (!first) return 'no Gateway';
  const more = others.length > 0 ? `, + ${others.length}` : '';
  return `${first.namespace}/${first.name}${more}`;
}

function selectorWords(selector: SelectorEvaluation): Words {
  if (selector.malformed) return { verb: 'selector', operand: `matches nothing: ${selector.malformed}` };
  const unmet = selector.requirements.find((requirement) => !requirement.met);
  if (!unmet) return { verb: 'selector', operand: 'does not match' };
  return { verb: 'needs', operand: formatRequirement(unmet) };
}

/** A requirement as kubectl's `-l` takes it: `a=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`. */
export function formatRequirement(requirement: SelectorEvaluation['requirements'][number]): string {
  const { key, operator, values } = requirement;
  switch (operator) {
    case 'Equals':
      return `${key}=${values[0] ?? ''}`;
    case 'In':
      return `${key} in (${values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    case 'invalid':
      return `${key} (invalid)`;
  }
}

/** What a parentRef picks, as written: `sectionName quic`, `port 8443`. */
export function formatSection(sectionName: string | null, port: number | null): string {
  const parts = [sectionName === null ? '' : `section ${sectionName}`, port === null ? '' : `port ${port}`];
  return parts.filter(Boolean).join(', ') || 'listener';
}

function formatKinds(kinds: readonly GroupKind[], home: string): string {
  return kinds.map((kind) => formatKind(kind, home)).join(', ') || 'no kind';
}

function sought(check: Check): string {
  if (check.check === 'listenerSet') {
    return check.reason === 'NoGateway' ? formatKey(check.gateway) : `labels of ${check.setNamespace}`;
  }
  return check.check === 'routeNamespace' ? `labels of ${check.routeNamespace}` : 'what is not in sight';
}

/** The chip as one sentence, for titles, the outline and screen readers. */
export function chipSentence(chip: Chip, listenerName: string, route: RouteResult): string {
  const operand = [chip.verb, chip.operand].filter(Boolean).join(' ');
  const more = chip.more > 0 ? `, and ${chip.more} more` : '';
  const said = operand ? `: ${operand}` : '';
  return `Listener ${listenerName}, ${formatKey(route.key)}: ${chip.reason}${said}${more}.`;
}
