import type { BackendObjectReference } from '#lib/gateway-api/common.ts';
import type { Service } from '#lib/gateway-api/core/service.ts';
import { formatKey, identityOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { findTlsPolicy, type JudgedTlsPolicy } from './backend-tls-policies.ts';
import { wholeSpecCapabilities } from './capabilities.ts';
import { type BindingContext, isAbsenceFact, lookUp, sayUnknown } from './context.ts';
import { isKnown, sayNoFilter, sayNoService } from './kind-words.ts';
import { findGrants, permissionOf, type Referrer } from './reference-grants.ts';
import type {
  BackendOutcome,
  BackendProtocol,
  BackendReason,
  BackendResult,
  Capabilities,
  GrantUse,
  ParentResult,
} from './result.ts';
import { formatList } from './sentence.ts';

export type BackendAsk = Readonly<{
  field: string;
  role: BackendResult['role'];
  ref: BackendObjectReference;
  weight: number;
}>;

/**
 * Resolves one backend reference of an HTTPRoute. Permission comes before existence.
 *
 * @param capabilities of the data plane that serves the Route; see `capabilitiesOfRoute`
 * @see Gateway API, BackendObjectReference; ExternalName is refused for CVE-2021-25740
 */
export function resolveBackend(
  context: BindingContext,
  from: Referrer,
  ask: BackendAsk,
  capabilities: Capabilities,
): BackendResult {
  const { ref } = ask;
  const namespace = ref.namespace ?? from.namespace;
  const target = objectKey({ group: ref.group, kind: ref.kind, namespace, name: ref.name });
  const grant = findGrants(context, from, target);
  return { ...ask, target, grant, outcome: judge(context, from, { ...ask, target, grant, capabilities }) };
}

/** A Route that names a Gateway of ours is judged by what we serve, any other by the whole spec. */
export function capabilitiesOfRoute({ options }: BindingContext, parents: readonly ParentResult[]): Capabilities {
  return parents.some(({ owner }) => owner === 'ours') ? options.capabilities : wholeSpecCapabilities;
}

type Resolving = BackendAsk & Readonly<{ target: ObjectKey; grant: GrantUse; capabilities: Capabilities }>;

function judge(context: BindingContext, from: Referrer, asked: Resolving): BackendOutcome {
  const { ref, field, target } = asked;
  if (asked.role === 'extension') return judgeExtension(asked);
  const { namespace } = identityOf(target);
  const permission = permissionOf(context, asked.grant, target);
  if (permission === 'refused') {
    const message = `no ReferenceGrant in namespace ${namespace} permits ${from.kind}s of namespace ${from.namespace} to use ${ref.kind} ${ref.name}`;
    return invalid('RefNotPermitted', field, message);
  }
  if (ref.group !== '' || ref.kind !== 'Service') {
    return judgeKind(asked);
  }
  if (permission === 'unknown') {
    const why = sayUnknown(context, 'referenceGrants');
    return { state: 'unknown', message: `${field}: a ReferenceGrant for Service ${formatKey(target)} ${why}` };
  }
  const found = lookUp(context, 'services', target);
  if (found.state === 'unknown') {
    const message = `${field}: Service ${formatKey(target)} ${sayUnknown(context, 'services')}`;
    return { state: 'unknown', message };
  }
  if (found.state === 'missing')
    return invalid('BackendNotFound', field, `Service ${formatKey(target)} does not exist`);
  return judgeService(context, asked, found.object);
}

/** What is no Service we do not serve; a kind that we do not know another controller may. */
function judgeKind({ field, ref, capabilities }: Resolving): BackendOutcome {
  const why = sayNoService(ref);
  return capabilities === wholeSpecCapabilities && !isKnown(ref)
    ? { state: 'unknown', message: `${field}: ${why}, so it is not known whether ${ref.name} can be used` }
    : invalid('InvalidKind', field, why);
}

/** Whoever serves the filter knows its kinds; we serve none. An unknown one never counts as resolved. */
function judgeExtension({ field, ref, capabilities }: Resolving): BackendOutcome {
  return capabilities.ruleFeatures.includes('ExtensionRef')
    ? { state: 'unknown', message: `${field}: ${sayNoFilter(ref)}, so it is not known whether ${ref.name} can be used` }
    : invalid('InvalidKind', field, sayNoFilter(ref));
}

function judgeService(
  context: BindingContext,
  { ref, field, target, capabilities }: Resolving,
  { spec }: Service,
): BackendOutcome {
  const name = formatKey(target);
  if (ref.port === undefined) return invalid('BackendNotFound', field, `no port is given for Service ${name}`);
  const ports = spec.ports ?? [];
  const numbered = ports.filter(({ port }) => port === ref.port);
  if (numbered.length === 0) {
    const has = formatList(ports.map(({ port }) => String(port))) || 'none';
    return invalid('BackendNotFound', field, `Service ${name} has no port ${ref.port} (it has ${has})`);
  }
  const found = numbered.find(({ protocol }) => protocol === 'TCP');
  if (!found) {
    const protocols = formatList(numbered.map(({ protocol }) => protocol));
    return invalid('UnsupportedProtocol', field, `port ${ref.port} of Service ${name} is ${protocols}, not TCP`);
  }
  if (spec.type === 'ExternalName') {
    return invalid('InvalidKind', field, `Service ${name} is of type ExternalName, which is refused`);
  }
  const { appProtocol = null, name: portName = '' } = found;
  const policy = findTlsPolicy(context.tlsPoliciesByService, target, portName);
  const tlsPolicy = policy?.key ?? null;
  const valid = { state: 'valid', service: target, port: ref.port, portName, appProtocol, tlsPolicy } as const;
  const refusal = policy ? judgeTlsPolicy(policy, field, name) : null;
  if (refusal) return refusal;
  if (!isBackendProtocol(appProtocol)) return valid;
  const has = `port ${ref.port} of Service ${name} has appProtocol ${appProtocol}`;
  if (!capabilities.backendProtocols.includes(appProtocol)) {
    return { ...invalid('UnsupportedProtocol', field, `${has}, which is not served here`), elsewhere: valid };
  }
  if (appProtocol !== 'kubernetes.io/wss' || policy) return valid;
  if (!isAbsenceFact(context.snapshot.coverage.backendTlsPolicies)) {
    const why = sayUnknown(context, 'backendTlsPolicies');
    return { state: 'unknown', message: `${field}: ${has}; the BackendTLSPolicy that it needs ${why}` };
  }
  return invalid('UnsupportedProtocol', field, `${has}, which needs a BackendTLSPolicy, and there is none`);
}

/** Where TLS is asked for and cannot be had nothing may be sent, least of all in plain text. */
function judgeTlsPolicy({ key, validity }: JudgedTlsPolicy, field: string, service: string): BackendOutcome | null {
  const has = `BackendTLSPolicy ${formatKey(key)} of Service ${service}`;
  const why = validity.message.replace(/\.$/, '');
  if (validity.status === 'Unknown') return { state: 'unknown', message: `${field}: ${has}: ${why}` };
  if (validity.status !== 'False') return null;
  return invalid('InvalidBackendTLSPolicy', field, `${has} is not accepted: ${why}`);
}

function isBackendProtocol(word: string | null): word is BackendProtocol {
  return word === 'kubernetes.io/h2c' || word === 'kubernetes.io/ws' || word === 'kubernetes.io/wss';
}

function invalid(reason: BackendReason, field: string, message: string): Extract<BackendOutcome, { state: 'invalid' }> {
  return { state: 'invalid', reason, message: `${field}: ${message}` };
}
