import type { SecretObjectReference } from '#lib/gateway-api/common.ts';
import type { Secret } from '#lib/gateway-api/core/secret.ts';
import { formatKey, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { type BindingContext, lookUp, sayUnknown } from './context.ts';
import { checkPem } from './pem.ts';
import { findGrants, permissionOf, type Referrer } from './reference-grants.ts';
import type { BindOptions, CertificateCheck, CertificateResult } from './result.ts';

/**
 * Follows one reference to a Secret with a certificate. Permission comes before existence, so that nobody learns
 * of foreign Secrets by asking.
 *
 * @param from the object that declares the reference
 * @param field where it stands, e.g. `spec.listeners[0].tls.certificateRefs[0]`
 */
export function resolveCertificate(
  context: BindingContext,
  from: Referrer,
  ref: SecretObjectReference,
  field: string,
): CertificateResult {
  const namespace = ref.namespace ?? from.namespace;
  const target = objectKey({ group: ref.group, kind: ref.kind, namespace, name: ref.name });
  const grant = findGrants(context, from, target);
  const invalid = (message: string): CertificateResult => {
    return { field, target, grant, outcome: { state: 'invalid', reason: 'InvalidCertificateRef', message } };
  };
  const permission = permissionOf(context, grant, target);
  if (permission === 'refused') {
    const message = `${field}: no ReferenceGrant in namespace ${namespace} permits ${from.kind}s of namespace ${from.namespace} to use Secret ${ref.name}`;
    return { field, target, grant, outcome: { state: 'invalid', reason: 'RefNotPermitted', message } };
  }
  if (ref.group !== '' || ref.kind !== 'Secret') {
    return invalid(`${field}: kind ${ref.kind}${ref.group && ` of ${ref.group}`} is not Secret`);
  }
  if (permission === 'unknown') {
    const message = `${field}: a ReferenceGrant for Secret ${formatKey(target)} ${sayUnknown(context, 'referenceGrants')}`;
    return { field, target, grant, outcome: { state: 'unknown', message } };
  }
  const found = lookUp(context, 'secrets', target);
  if (found.state === 'unknown') {
    const message = `${field}: Secret ${formatKey(target)} ${sayUnknown(context, 'secrets')}`;
    return { field, target, grant, outcome: { state: 'unknown', message } };
  }
  if (found.state === 'missing') return invalid(`${field}: Secret ${formatKey(target)} does not exist`);
  const read = readCertificate(context.options, target, found.object);
  if (!read.valid) return invalid(`${field}: Secret ${formatKey(target)}: ${read.why}`);
  const { dnsNames, notAfter } = read;
  return { field, target, grant, outcome: { state: 'valid', secret: target, dnsNames, notAfter } };
}

/** What the pair in a Secret is good for. */
export function readCertificate(options: BindOptions, target: ObjectKey, { data }: Secret): CertificateCheck {
  const tlsCrt = data?.['tls.crt'];
  const tlsKey = data?.['tls.key'];
  if (!tlsCrt || !tlsKey) return { valid: false, why: `${tlsCrt ? 'tls.key' : 'tls.crt'} is missing or empty` };
  try {
    return (options.checkCertificate ?? checkPem)(tlsCrt, tlsKey);
  } catch (error) {
    return { valid: false, why: `${formatKey(target)} cannot be read: ${String(error)}` };
  }
}
