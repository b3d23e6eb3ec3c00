import type {
  GatewayResult,
  ListenerResult,
  ListenerSetResult,
  ParentResult,
  RouteResult,
} from '#lib/binding/result.ts';
import { certificateReferences } from '#lib/explain/certificate-references.ts';
import { suggestObject } from '#lib/explain/did-you-mean.ts';
import { explainGateway } from '#lib/explain/explain-gateway.ts';
import { explainListenerSet } from '#lib/explain/explain-listener-set.ts';
import { explainRoute } from '#lib/explain/explain-route.ts';
import { type Explanation, formatSentence } from '#lib/explain/explanation.ts';
import { endpointSliceCauses } from '#lib/gateway-api/core/endpoint-addresses.ts';
import type { EndpointSlice } from '#lib/gateway-api/core/endpoint-slice.ts';
import type { ConditionVerdict } from '#lib/kube/condition.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { ManifestProblem } from '#lib/snapshot/from-manifests.ts';
import type { Checked } from './check-manifests.ts';
import { type Finding, findingAt, sayFix, withoutField } from './finding.ts';
import { policyFindings, referenceFindings } from './reference-findings.ts';

/** Everything that is wrong, not known or worth a word, in the order of files and lines. */
export function findProblems(checked: Checked): Finding[] {
  const { manifests, result } = checked;
  const found = [
    ...manifests.problems.map(admissionFinding),
    ...[...checked.snapshot.endpointSlices].flatMap(([key, slice]) => sliceFindings(checked, key, slice)),
    ...[...result.gatewayClasses].flatMap(([key, { conditions }]) =>
      conditionFindings(checked, key, 'metadata', conditions),
    ),
    ...[...result.gateways.values()].flatMap((gateway) => gatewayFindings(checked, gateway)),
    ...[...result.listenerSets.values()].flatMap((set) => listenerSetFindings(checked, set)),
    ...[...result.backendTlsPolicies.values()].flatMap((policy) => policyFindings(checked, policy)),
    ...[...result.routes.values()].flatMap((route) => routeFindings(checked, route)),
  ];
  const order = new Map([...new Set(manifests.objects.map(({ position }) => position.file))].map((f, i) => [f, i]));
  const rank = ({ position }: Finding) => order.get(position.file) ?? -1;
  return found.sort((a, b) => rank(a) - rank(b) || a.position.line - b.position.line);
}

function admissionFinding({ severity, object, field, message, file, line, column }: ManifestProblem): Finding {
  const name = object && `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}`;
  const position = { file, line, column };
  const place = field === '<nil>' ? null : field;
  return {
    severity: severity === 'refused' ? 'error' : 'note',
    position,
    object: name,
    field: place,
    message,
    fixes: [],
  };
}

function sliceFindings(checked: Checked, key: ObjectKey, slice: EndpointSlice): Finding[] {
  return endpointSliceCauses(slice).map(({ field, message }) =>
    findingAt(checked, key, { severity: 'error', field, message }),
  );
}

function gatewayFindings(checked: Checked, gateway: GatewayResult): Finding[] {
  const { key, conditions, listeners, clientCertificate } = gateway;
  const explanation = explainGateway(checked.snapshot, checked.result, key, checked.options);
  const ofClient = clientCertificate && clientCertificate.outcome.state !== 'valid' ? ['ResolvedRefs'] : [];
  const own = conditions.filter(({ type, reason }) => !sumsUpListeners.includes(reason) && !ofClient.includes(type));
  return [
    ...referenceFindings(checked, key, certificateReferences(gateway), explanation?.fixes ?? []),
    ...conditionFindings(checked, key, 'spec', own),
    ...listeners.flatMap((listener) => listenerConditions(checked, key, listener)),
  ];
}

function listenerSetFindings(checked: Checked, { key, target, refusal, listeners }: ListenerSetResult): Finding[] {
  const explanation = explainListenerSet(checked.snapshot, checked.result, key, checked.options);
  // CA certificates of clients stand in the Gateway: here only what comes of them is said
  const own = listeners.flatMap((listener) => listenerFindings(checked, key, listener));
  const isRefused = target.state !== 'found' || refusal !== null;
  if (!explanation || !isRefused) return own;
  const isError = target.state === 'missing' || refusal?.outcome === 'fail';
  const severity = target.state === 'notJudged' ? 'note' : isError ? 'error' : 'unknown';
  const fixes = explanation.fixes.map(sayFix);
  const message = formatSentence(explanation.headline);
  return [findingAt(checked, key, { severity, field: 'spec.parentRef', message, fixes }), ...own];
}

/** Reasons by which a Gateway repeats what its listeners say. */
const sumsUpListeners: readonly string[] = ['ListenersNotValid', 'ListenersNotResolved', 'Pending', 'Invalid'];

function listenerFindings(checked: Checked, owner: ObjectKey, listener: ListenerResult): Finding[] {
  return [
    ...referenceFindings(checked, owner, listener.certificates, []),
    ...listenerConditions(checked, owner, listener),
  ];
}

/** What its references came to is said at each of them. */
function listenerConditions(checked: Checked, owner: ObjectKey, listener: ListenerResult): Finding[] {
  const { index, certificates, clientCas, conditions } = listener;
  const ownCas = identityOf(owner).kind === 'ListenerSet' ? [] : clientCas;
  const isSaid = [...certificates, ...ownCas].some(({ outcome }) => outcome.state !== 'valid');
  const rest = conditions.filter(({ type }) => type !== 'Programmed' && !(type === 'ResolvedRefs' && isSaid));
  return conditionFindings(checked, owner, `spec.listeners[${index}]`, rest);
}

/** Conditions that say no, each message once. */
function conditionFindings(
  checked: Checked,
  key: ObjectKey,
  field: string,
  conditions: readonly ConditionVerdict[],
): Finding[] {
  const bad = conditions.filter(({ type, status }) => status === 'False' && type !== 'Programmed');
  const warned = conditions.filter(({ type, status }) => status === 'True' && isWarning.has(type));
  const say = (severity: Finding['severity'], from: readonly ConditionVerdict[]) =>
    [...new Set(from.map(({ message }) => message))].map((message) =>
      findingAt(checked, key, { severity, field, message }),
    );
  return [...say('error', bad), ...say('note', warned)];
}

const isWarning: ReadonlySet<string> = new Set(['OverlappingTLSConfig', 'InsecureFrontendValidationMode']);

function routeFindings(checked: Checked, route: RouteResult): Finding[] {
  const explanation = explainRoute(checked.snapshot, checked.result, route.key, checked.options);
  if (!explanation) return [];
  if (!route.judged) {
    const message = formatSentence(explanation.headline);
    return [findingAt(checked, route.key, { severity: 'note', field: null, message })];
  }
  return [
    ...parentFindings(checked, route, explanation),
    ...backendFindings(checked, route, explanation),
    ...ruleFindings(checked, route, explanation),
  ];
}

function parentFindings(checked: Checked, route: RouteResult, explanation: Explanation): Finding[] {
  if (route.parents.length === 0) {
    const message = formatSentence(explanation.headline);
    return [findingAt(checked, route.key, { severity: 'note', field: 'spec', message })];
  }
  return route.parents.flatMap((parent, index) => {
    const severity = severityOf(parent);
    if (severity === null) return [];
    const fixes = explanation.fixes.filter(({ cures }) => cures.kind === 'parent' && cures.parent === index);
    const message =
      parent.target.state === 'unknown' ? sayNotHere(checked, parent) : sayParent(explanation.parents[index]);
    // what to do about an absent parent is clear without a sentence more
    const said = parent.target.state === 'unknown' ? [] : fixes.map(sayFix);
    return [findingAt(checked, route.key, { severity, field: parentField(parent.source), message, fixes: said })];
  });
}

/** null when the Route is attached there. */
function severityOf({ target, accepted, listeners }: ParentResult): Finding['severity'] | null {
  if (target.state === 'notJudged') return 'note';
  if (target.state === 'unknown' || accepted?.status === 'Unknown') return 'unknown';
  const attached = listeners.some(({ attachment }) => attachment === 'attached');
  // no condition is owed where a ListenerSet names a Gateway that is not known
  if (accepted === null && !attached && listeners.some(({ attachment }) => attachment === 'unknown')) return 'unknown';
  return attached && accepted?.status !== 'False' ? null : 'error';
}

function sayNotHere({ snapshot }: Checked, { parent }: ParentResult): string {
  const near = suggestObject(snapshot, parent);
  const suggestion = near ? ` Did you mean ${formatKey(near)}?` : '';
  return `${identityOf(parent).kind} ${formatKey(parent)} is not in these files.${suggestion}`;
}

function sayParent(parent: Explanation['parents'][number] | undefined): string {
  if (!parent) return '';
  const suggestion = parent.didYouMean ? ` ${formatSentence(parent.didYouMean.sentence)}` : '';
  return `${formatSentence(parent.headline)}${suggestion}`;
}

type Source = RouteResult['parents'][number]['source'];

function parentField(source: Source): string {
  if (source.from === 'parentRef') return `spec.parentRefs[${source.index}]`;
  return source.from === 'gatewayRef' ? `spec.gateways.gatewayRefs[${source.index}]` : 'spec.gateways';
}

function backendFindings(checked: Checked, route: RouteResult, explanation: Explanation): Finding[] {
  return explanation.backends.flatMap(({ field, outcome, sentence, didYouMean }) => {
    if (outcome === 'valid') return [];
    const suggestion = didYouMean ? ` ${formatSentence(didYouMean.sentence)}` : '';
    const fixes = explanation.fixes.filter(({ cures }) => cures.kind === 'backend' && cures.field === field);
    return [
      findingAt(checked, route.key, {
        severity: outcome === 'invalid' ? 'error' : 'unknown',
        field,
        message: `${formatSentence(sentence)}${suggestion}`,
        fixes: fixes.map(sayFix),
      }),
    ];
  });
}

function ruleFindings(checked: Checked, route: RouteResult, { rules }: Explanation): Finding[] {
  return rules.map(({ rule, field, sentence }) => {
    const refused = (route.rules[rule]?.problems.length ?? 0) > 0;
    return findingAt(checked, route.key, {
      severity: refused ? 'error' : 'note',
      field,
      message: withoutField(field, formatSentence(sentence)),
    });
  });
}
