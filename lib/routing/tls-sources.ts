import { frontendValidationOf } from '#lib/binding/frontend-validation.ts';
import type { BindingResult, CaCertificateResult, GatewayResult, ListenerResult } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { ClientValidation, UpstreamTls } from './route-table.ts';

/** How a backend under a BackendTLSPolicy is spoken to; null without one. */
export type FindTls = (policy: ObjectKey | null) => UpstreamTls | null;

/** Policies as the data plane takes them, each read once so that entries share it. */
export function indexUpstreamTls(snapshot: Snapshot, binding: BindingResult): FindTls {
  const read = new Map<ObjectKey, UpstreamTls | null>();
  return (key) => {
    if (key === null) return null;
    const known = read.get(key);
    if (known !== undefined) return known;
    const tls = readTls(snapshot, binding, key);
    read.set(key, tls);
    return tls;
  };
}

function readTls(snapshot: Snapshot, binding: BindingResult, key: ObjectKey): UpstreamTls | null {
  const validation = snapshot.backendTlsPolicies.get(key)?.spec.validation;
  const result = binding.backendTlsPolicies.get(key);
  if (!validation || !result) return null;
  return {
    serverName: validation.hostname,
    authorities:
      result.caCertificates.length > 0
        ? { from: 'pem', pem: pemOf(snapshot, result.caCertificates) }
        : { from: 'system' },
    subjectAltNames: (validation.subjectAltNames ?? []).flatMap(({ type, hostname, uri }) => {
      const value = type === 'URI' ? uri : hostname;
      return value === undefined ? [] : [{ type, value }];
    }),
  };
}

/** What an HTTPS listener asks of its clients; null for nothing. */
export function readClientValidation(
  snapshot: Snapshot,
  { key }: GatewayResult,
  { protocol, port, clientCas }: ListenerResult,
): ClientValidation | null {
  const gateway = snapshot.gateways.get(key);
  const validation = gateway && protocol === 'HTTPS' ? frontendValidationOf(gateway, port)?.validation : undefined;
  if (!validation) return null;
  return { mode: validation.mode, authorities: { from: 'pem', pem: pemOf(snapshot, clientCas) } };
}

/** Those that can be used; the others are the business of conditions. */
function pemOf(snapshot: Snapshot, certificates: readonly CaCertificateResult[]): string {
  return certificates
    .flatMap(({ outcome, target }) =>
      outcome.state === 'valid' ? [snapshot.configMaps.get(target)?.data?.['ca.crt'] ?? ''] : [],
    )
    .join('\n');
}
