import type { BackendEndpoint, CertificatePair } from '#lib/routing/route-table.ts';
import type { Destination } from './exchange.ts';
import type { ResolvedBackend } from './next-step.ts';
import { securityOf } from './upstream-tls.ts';

/**
 * How an endpoint of a backend is reached.
 *
 * @param client the Gateway's own certificate, shown where TLS is spoken
 */
export function destinationOf(
  { protocol, tls }: ResolvedBackend,
  endpoint: BackendEndpoint,
  client: CertificatePair | null,
): Destination {
  return { endpoint, protocol, security: tls && securityOf(tls, client) };
}
