import type { Gateway } from '#lib/gateway-api/gateway.ts';
import { type ConditionStatus, type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import type { Ownership } from './gateway-classes.ts';
import { formatListeners, isValidListener, type PortState, sayNotValid } from './listener-conditions.ts';
import type { ListenerFacts } from './listeners.ts';
import { addressTrouble, type ReportState } from './report-state.ts';
import type { Capabilities, CertificateResult, ListenerResult } from './result.ts';
import { formatList } from './sentence.ts';

/** What the conditions of a Gateway are judged from. The spec is narrowed so that both APIs fit. */
export type GatewayInput = Readonly<{
  gateway: Readonly<{ spec: Pick<Gateway['spec'], 'infrastructure' | 'tls'> & { addresses?: Addresses } }>;
  ownership: Ownership;
  capabilities: Capabilities;
  listeners: readonly ListenerFacts[];
  results: readonly ListenerResult[];
  ports: readonly PortState[];
  report: ReportState;
  clientCertificate: CertificateResult | null;
  /** why the GatewayClass is not accepted; null when it is */
  classRefusal: ConditionVerdict | null;
}>;

type Addresses = readonly Readonly<{ type: string; value?: string | undefined }>[] | undefined;

export function judgeGatewayConditions(input: GatewayInput): readonly ConditionVerdict[] {
  const { owner } = input.ownership;
  if (owner === 'none') return [];
  const accepted = judgeAccepted(input);
  const programmed = owner === 'ours' ? [judgeProgrammed(input, accepted)] : [];
  return [accepted, ...programmed, judgeResolvedRefs(input), ...judgeInsecureValidation(input)];
}

function verdict(type: string, status: ConditionStatus, reason: string, message: string): ConditionVerdict {
  return { type, status, reason, message };
}

function judgeAccepted(input: GatewayInput): ConditionVerdict {
  const { gateway, capabilities, listeners, ports } = input;
  const { infrastructure, addresses = [] } = gateway.spec;
  if (input.classRefusal) {
    const message = `The GatewayClass is not accepted: ${input.classRefusal.message}`;
    return verdict('Accepted', 'False', 'InvalidParameters', message);
  }
  const parameters = infrastructure?.parametersRef;
  if (parameters && !capabilities.gatewayFeatures.includes('parametersRef')) {
    const message = `spec.infrastructure.parametersRef names kind ${parameters.kind}; this controller takes no parameters.`;
    return verdict('Accepted', 'False', 'InvalidParameters', message);
  }
  const foreign = addresses.find(({ type }) => type !== 'IPAddress');
  if (foreign && !capabilities.gatewayFeatures.includes('anyAddressType')) {
    const message = `spec.addresses asks for type ${foreign.type}; this controller gives IPAddress only.`;
    return verdict('Accepted', 'False', 'UnsupportedAddress', message);
  }
  const bad = listeners.filter((listener, index) => !isValidListener(listener, ports[index] ?? { state: 'pending' }));
  if (bad.length === 0) return verdict('Accepted', 'True', 'Accepted', 'Every listener is valid.');
  const status = bad.length === listeners.length ? 'False' : 'True';
  return verdict('Accepted', status, 'ListenersNotValid', sayNotValid(bad, listeners));
}

function judgeProgrammed({ report, results }: GatewayInput, accepted: ConditionVerdict): ConditionVerdict {
  const type = 'Programmed';
  if (accepted.status === 'False') return verdict(type, 'False', 'Invalid', accepted.message);
  if (report === 'pending') return verdict(type, 'Unknown', 'Pending', 'The data plane has not reported yet.');
  const trouble = addressTrouble(report);
  if (trouble) return verdict(type, 'False', trouble.reason, trouble.message);
  const states = results.map(({ conditions }) => findCondition(conditions, type)?.status);
  if (states.includes('True')) return verdict(type, 'True', 'Programmed', sayProgrammed(results));
  if (states.includes('Unknown')) return verdict(type, 'Unknown', 'Pending', 'No listener is served yet.');
  return verdict(type, 'False', 'Invalid', 'No listener could be programmed.');
}

function sayProgrammed(results: readonly ListenerResult[]): string {
  const moved = results.flatMap(({ name, port, portReport }) =>
    portReport?.state === 'remapped'
      ? [`listener ${name} answers on ${portReport.address}:${portReport.port} instead of port ${port}`]
      : [],
  );
  return moved.length === 0 ? 'The data plane serves this Gateway.' : `The data plane serves it; ${formatList(moved)}.`;
}

function judgeResolvedRefs({ clientCertificate, results }: GatewayInput): ConditionVerdict {
  const type = 'ResolvedRefs';
  const outcome = clientCertificate?.outcome;
  if (outcome?.state === 'invalid') {
    const reason = outcome.reason === 'RefNotPermitted' ? outcome.reason : 'InvalidClientCertificateRef';
    return verdict(type, 'False', reason, `${outcome.message}.`);
  }
  const bad = results.filter(({ conditions }) => findCondition(conditions, type)?.status === 'False');
  if (bad.length > 0) {
    return verdict(type, 'False', 'ListenersNotResolved', `References are not resolved in ${formatListeners(bad)}.`);
  }
  if (outcome?.state === 'unknown') return verdict(type, 'Unknown', 'Pending', `${outcome.message}.`);
  const waiting = results.filter(({ conditions }) => findCondition(conditions, type)?.status === 'Unknown');
  if (waiting.length > 0) {
    return verdict(type, 'Unknown', 'Pending', `Not known yet for ${formatListeners(waiting)}.`);
  }
  return verdict(type, 'True', 'ResolvedRefs', 'All references are resolved.');
}

function judgeInsecureValidation({ gateway }: GatewayInput): ConditionVerdict[] {
  const frontend = gateway.spec.tls?.frontend;
  const settings = [frontend?.default, ...(frontend?.perPort ?? []).map(({ tls }) => tls)];
  if (!settings.some((tls) => tls?.validation?.mode === 'AllowInsecureFallback')) return [];
  const message =
    'spec.tls.frontend lets clients in whose certificate is missing or not valid (AllowInsecureFallback).';
  return [verdict('InsecureFrontendValidationMode', 'True', 'ConfigurationChanged', message)];
}
