import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import { formatKey, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { type BindingContext, lookUp, sayUnknown } from './context.ts';
import { isPemCertificate } from './pem.ts';
import { findGrants, permissionOf } from './reference-grants.ts';
import type { CaCertificateResult } from './result.ts';

type CaRef = Readonly<{ group: string; kind: string; name: string; namespace?: string | undefined }>;

/**
 * The CA certificates that clients of a port are checked by: those of `perPort`, else of `default`; null when nobody
 * asks for client certificates there. Permission comes before existence.
 *
 * @see Gateway API, GatewayTLSConfig.frontend; GEP-91
 */
export function resolveFrontendCas(
  context: BindingContext,
  gateway: Gateway,
  port: number,
): readonly CaCertificateResult[] | null {
  const frontend = gateway.spec.tls?.frontend;
  const index = frontend?.perPort?.findIndex((entry) => entry.port === port) ?? -1;
  const own = index < 0 ? undefined : frontend?.perPort?.[index]?.tls;
  const validation = (own ?? frontend?.default)?.validation;
  if (!validation) return null;
  const at = own ? `spec.tls.frontend.perPort[${index}].tls` : 'spec.tls.frontend.default';
  return validation.caCertificateRefs.map((ref, i) =>
    resolveCa(context, gateway.metadata.namespace ?? '', ref, `${at}.validation.caCertificateRefs[${i}]`),
  );
}

function resolveCa(context: BindingContext, own: string, ref: CaRef, field: string): CaCertificateResult {
  const namespace = ref.namespace ?? own;
  const target = objectKey({ group: ref.group, kind: ref.kind, namespace, name: ref.name });
  const grant = findGrants(context, { group: GATEWAY_GROUP, kind: 'Gateway', namespace: own }, target);
  const base = { field, target, grant };
  const permission = permissionOf(context, grant, target);
  if (permission === 'refused') {
    const message = `${field}: no ReferenceGrant in namespace ${namespace} permits Gateways of namespace ${own} to use ${ref.kind} ${ref.name}`;
    return { ...base, outcome: { state: 'invalid', reason: 'RefNotPermitted', message } };
  }
  if (ref.group !== '' || ref.kind !== 'ConfigMap') {
    const message = `${field}: kind ${ref.kind}${ref.group && ` of ${ref.group}`} is not ConfigMap`;
    return { ...base, outcome: { state: 'invalid', reason: 'InvalidCACertificateKind', message } };
  }
  if (permission === 'unknown') {
    const why = sayUnknown(context, 'referenceGrants');
    const message = `${field}: a ReferenceGrant for ConfigMap ${formatKey(target)} ${why}`;
    return { ...base, outcome: { state: 'unknown', message } };
  }
  return { ...base, outcome: readCa(context, target, field) };
}

function readCa(context: BindingContext, target: ObjectKey, field: string): CaCertificateResult['outcome'] {
  const name = `ConfigMap ${formatKey(target)}`;
  const found = lookUp(context, 'configMaps', target);
  if (found.state === 'unknown') {
    return { state: 'unknown', message: `${field}: ${name} ${sayUnknown(context, 'configMaps')}` };
  }
  const invalid = (why: string) =>
    ({ state: 'invalid', reason: 'InvalidCACertificateRef', message: `${field}: ${name} ${why}` }) as const;
  if (found.state === 'missing') return invalid('does not exist');
  const pem = found.object.data?.['ca.crt'];
  if (!pem) return invalid('has no ca.crt');
  return isPemCertificate(pem) ? { state: 'valid' } : invalid('has no PEM certificate in ca.crt');
}
