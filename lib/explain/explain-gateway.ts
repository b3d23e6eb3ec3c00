import {
  type BindingResult,
  type BindOptions,
  type GatewayResult,
  type ListenerKey,
  type ListenerResult,
  listenersOf,
} from '#lib/binding/result.ts';
import { list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { buildFix } from './build-fix.ts';
import { certificateReferences } from './certificate-references.ts';
import type {
  ConditionExplanation,
  Fix,
  GatewayExplanation,
  GrantExplanation,
  ListenerSummary,
} from './explanation.ts';
import type { FixSource } from './fix-context.ts';
import { fixReference } from './fix-reference.ts';
import { isAdmitted } from './fixes.ts';
import { aboutGatewayReferences } from './will-not-help.ts';

/** A Gateway in words, and what would mend its references; null when there is no such Gateway. */
export function explainGateway(
  snapshot: Snapshot,
  result: BindingResult,
  key: ObjectKey,
  options: BindOptions,
): GatewayExplanation | null {
  const gateway = result.gateways.get(key);
  if (!gateway) return null;
  const context: FixSource = { snapshot, result, options };
  return {
    gateway: key,
    headline: sayGateway(gateway),
    conditions: gateway.conditions.map(explainCondition),
    fixes: fixGatewayReferences(context, gateway),
    willNotHelp: aboutGatewayReferences(gateway),
  };
}

function fixGatewayReferences(context: FixSource, gateway: GatewayResult): Fix[] {
  const drafts = certificateReferences(gateway).flatMap((reference) => {
    const wanted = reference.field.includes('caCertificateRefs') ? 'ConfigMap' : 'Secret';
    const cures = { kind: 'reference', object: gateway.key, field: reference.field } as const;
    return fixReference(context, gateway.key, reference, wanted).map((fix) => ({ ...fix, cures }));
  });
  return drafts
    .filter((draft) => isAdmitted(context, draft))
    .map((draft) => buildFix({ ...context, route: null }, draft));
}

/** The conditions of one listener in words; null when there is no such listener. */
export function explainListener(result: BindingResult, owner: ObjectKey, key: ListenerKey): ListenerSummary | null {
  const listener = listenersOf(result, owner).find((candidate) => candidate.key === key);
  if (!listener) return null;
  return { listener: key, headline: sayListener(listener), conditions: listener.conditions.map(explainCondition) };
}

/** What a ReferenceGrant opens right now; null when there is no such grant. */
export function explainGrant(result: BindingResult, key: ObjectKey): GrantExplanation | null {
  const grant = result.grants.get(key);
  if (!grant) return null;
  const opens = grant.opens.map(({ from, field, to }) => {
    return say`${formatKey(from)} may use ${prose(identityOf(to).kind)} ${formatKey(to)} in ${field}.`;
  });
  const count = opens.length;
  const headline =
    count === 0
      ? say`No reference needs this grant right now.`
      : say`Opens ${count} ${prose(count === 1 ? 'reference' : 'references')}.`;
  return { grant: key, headline, opens };
}

/** A condition as it reads in a panel. */
export function explainCondition({ type, status, reason, message }: ConditionVerdict): ConditionExplanation {
  return { type, status, reason, sentence: prose(message) };
}

function sayGateway({
  key,
  owner,
  className,
  controllerName,
  conditions,
  addresses,
  listeners,
}: GatewayResult): Sentence {
  const name = formatKey(key);
  if (owner === 'none') return say`No GatewayClass ${className} is known, so no controller serves Gateway ${name}.`;
  if (owner === 'other')
    return say`Gateway ${name} is left to controller ${controllerName ?? ''}; this Gatehouse only watches it.`;
  const bad = conditions.find(({ status, reason }) => status !== 'True' || reason === 'ListenersNotValid');
  if (bad?.reason === 'ListenersNotValid') return sayInvalidListeners(listeners);
  if (bad) return prose(bad.message);
  const where = addresses.map(({ value }) => value);
  return where.length === 0 ? say`Gateway ${name} is served.` : say`Gateway ${name} is served at ${list(where)}.`;
}

/** Which listeners are not valid and why: the first in full, the others counted. */
export function sayInvalidListeners(listeners: readonly ListenerResult[]): Sentence {
  const invalid = listeners.filter((listener) => faultOf(listener)?.status === 'False' || isConflicted(listener));
  const [first] = invalid;
  const fault = first && faultOf(first);
  if (!first || !fault) return say`Some listeners are not valid.`;
  const why = say`Listener ${first.name} is not served: ${prose(fault.message)}`;
  const others = invalid.length - 1;
  if (others === 0) return why;
  const noun = prose(others === 1 ? 'other is not served either.' : 'others are not served either.');
  return [...why, ...say` ${others} ${noun}`];
}

const isConflicted = ({ conditions }: ListenerResult) => findCondition(conditions, 'Conflicted')?.status === 'True';

/** The condition that says what is wrong with a listener, if anything is. */
function faultOf({ conditions }: ListenerResult): ConditionVerdict | undefined {
  const conflicted = findCondition(conditions, 'Conflicted');
  return conflicted ?? conditions.find(({ type, status }) => status !== 'True' && type !== 'Conflicted');
}

function sayListener(listener: ListenerResult): Sentence {
  const { name, port, protocol, hostname, attachedRoutes } = listener;
  const bad = faultOf(listener);
  if (bad) return prose(bad.message);
  const count = attachedRoutes.length;
  const of = hostname === null ? 'any hostname' : hostname;
  return say`Listener ${name} takes ${protocol} on port ${port} for ${of}; ${count} ${prose(count === 1 ? 'Route is' : 'Routes are')} attached.`;
}
