import type { GatewayResult } from '#lib/binding/result.ts';

/** Why the list of requests is empty, and how one comes into it. */
export function sayNoRequests({ owner, addresses }: Pick<GatewayResult, 'owner' | 'addresses'>): string {
  if (owner !== 'ours') return 'This Gatehouse does not serve this Gateway, so its requests are not seen here.';
  if (addresses.length === 0) return 'No request has come yet, and none can: the Gateway has no address.';
  return 'No request has come yet. Paste a curl line of “Addresses”, or test a request.';
}
