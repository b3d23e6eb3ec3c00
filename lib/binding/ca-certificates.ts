import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import { type BindingContext, lookUp, sayUnknown } from './context.ts';
import { isPemCertificate } from './pem.ts';
import type { CaCertificateResult } from './result.ts';

/** What a ConfigMap that is named for CA certificates holds under `ca.crt`. */
export function readCa(
  context: Pick<BindingContext, 'snapshot' | 'options'>,
  target: ObjectKey,
  field: string,
): CaCertificateResult['outcome'] {
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
  if (!isPemCertificate(pem)) return invalid('has no PEM certificate in ca.crt');
  const why = context.options.checkAuthorities?.(pem) ?? null;
  return why === null ? { state: 'valid' } : invalid(`has a ca.crt that cannot be used: ${why}`);
}
