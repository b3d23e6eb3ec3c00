import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import { formatKey, objectKey } from '#lib/kube/object-key.ts';
import { readCa } from './ca-certificates.ts';
import { type BindingContext, sayUnknown } from './context.ts';
import { findGrants, permissionOf } from './reference-grants.ts';
import type { CaCertificateResult } from './result.ts';

type CaRef = Readonly<{ group: string; kind: string; name: string; namespace?: string | undefined }>;

type Validation = NonNullable<
  NonNullable<NonNullable<NonNullable<Gateway['spec']['tls']>['frontend']>['default']>['validation']
>;

/** What counts for a port: its own entry in place of the default, also when that asks for nothing. */
export function frontendValidationOf(
  { spec: { tls } }: Gateway,
  port: number,
): Readonly<{ validation: Validation; field: string }> | null {
  const index = tls?.frontend?.perPort?.findIndex((entry) => entry.port === port) ?? -1;
  const own = index < 0 ? undefined : tls?.frontend?.perPort?.[index]?.tls;
  const validation = (own ?? tls?.frontend?.default)?.validation;
  if (!validation) return null;
  return { validation, field: own ? `spec.tls.frontend.perPort[${index}].tls` : 'spec.tls.frontend.default' };
}

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
  const effective = frontendValidationOf(gateway, port);
  if (!effective) return null;
  const { validation, field: at } = effective;
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
