import type {
  GatewayResult,
  ListenerResult,
  ListenerSetResult,
  ParentResult,
  RouteResult,
} from '#lib/binding/result.ts';
import { suggestObject } from '#lib/explain/did-you-mean.ts';
import { explainListenerSet } from '#lib/explain/explain-listener-set.ts';
import { explainRoute } from '#lib/explain/explain-route.ts';
import { type Explanation, type Fix, formatSentence } from '#lib/explain/explanation.ts';
import type { EndpointSlice } from '#lib/gateway-api/core/endpoint-slice.ts';
import type { ConditionVerdict } from '#lib/kube/condition.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { ManifestProblem, Position } from '#lib/snapshot/from-manifests.ts';
import type { Checked } from './check-manifests.ts';
import { checkEndpointAddresses } from './endpoint-addresses.ts';

/**
 * `error`: refused by the API server, by a listener or for a reference; the check fails. `unknown`: it hangs on
 * something that is not in the files. `note`: worth reading, nothing is refused.
 */
export type Finding = Readonly<{
  severity: 'error' | 'unknown' | 'note';
  position: Position;
  /** e.g. `HTTPRoute hr/cross-namespace`; null when the file could not be read that far */
  object: string | null;
  field: string | null;
  message: string;
  /** what would cure it, a sentence each, for each role */
  fixes: readonly Readonly<{ role: Fix['role']; sentence: string }>[];
}>;

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

type Said = Pick<Finding, 'severity' | 'field' | 'message'> & Partial<Pick<Finding, 'fixes'>>;

function findingAt({ written }: Checked, key: ObjectKey, said: Said): Finding {
  const object = written.get(key);
  const unplaced = { file: '', line: 1, column: 1 };
  const position = (said.field === null ? object?.position : object?.positionOf(said.field)) ?? unplaced;
  return { fixes: [], ...said, position, object: `${identityOf(key).kind} ${formatKey(key)}` };
}

function sliceFindings(checked: Checked, key: ObjectKey, slice: EndpointSlice): Finding[] {
  return checkEndpointAddresses(slice).map((problem) => findingAt(checked, key, { severity: 'error', ...problem }));
}

function gatewayFindings(checked: Checked, { key, conditions, listeners }: GatewayResult): Finding[] {
  const own = conditions.filter(({ reason }) => !sumsUpListeners.includes(reason));
  return [
    ...conditionFindings(checked, key, 'spec', own),
    ...listeners.flatMap((listener) => listenerFindings(checked, key, listener)),
  ];
}

function listenerSetFindings(checked: Checked, { key, target, refusal, listeners }: ListenerSetResult): Finding[] {
  const explanation = explainListenerSet(checked.snapshot, checked.result, key, checked.options);
  // CA certificates of clients stand in the Gateway: here only what comes of them is said
  const own = listeners.flatMap((listener) => listenerFindings(checked, key, { ...listener, clientCas: [] }));
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

function listenerFindings(checked: Checked, gateway: ObjectKey, listener: ListenerResult): Finding[] {
  const { index, certificates, clientCas, conditions } = listener;
  const said = [...certificates, ...clientCas].flatMap(({ field, outcome }): Said[] =>
    outcome.state === 'valid'
      ? []
      : [
          {
            severity: outcome.state === 'invalid' ? 'error' : 'unknown',
            field,
            message: `${withoutField(field, outcome.message)}.`,
          },
        ],
  );
  const rest = conditions.filter(({ type }) => type !== 'Programmed' && !(type === 'ResolvedRefs' && said.length > 0));
  return [
    ...said.map((one) => findingAt(checked, gateway, one)),
    ...conditionFindings(checked, gateway, `spec.listeners[${index}]`, rest),
  ];
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

function sayFix({ role, sentence }: Fix): Finding['fixes'][number] {
  return { role, sentence: formatSentence(sentence) };
}

/** Messages may start with the field they are about; here it stands in front of them anyway. */
function withoutField(field: string, message: string): string {
  if (!message.startsWith(`${field}: `)) return message;
  const bare = message.slice(field.length + 2);
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
