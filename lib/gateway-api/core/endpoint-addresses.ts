import { type IpAddress, isInSubnet, parseIpAddress } from '#lib/kube/ip-address.ts';
import type { Cause } from '../declaration.ts';
import type { EndpointSlice } from './endpoint-slice.ts';

type Subnet = Readonly<{ network: IpAddress; bits: number; words: string }>;

const subnet = (network: string, bits: number, words: string): Subnet => ({
  network: parseIpAddress(network) ?? [],
  bits,
  words,
});

const linkLocal = 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
const loopback = 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
const multicast = 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';

/** Addresses that no endpoint may have, with the API server's words (Kubernetes, ValidateEndpointIP). */
const special: readonly Subnet[] = [
  subnet('0.0.0.0', 32, 'may not be unspecified (0.0.0.0)'),
  subnet('::', 128, 'may not be unspecified (::)'),
  subnet('127.0.0.0', 8, loopback),
  subnet('::1', 128, loopback),
  subnet('169.254.0.0', 16, linkLocal),
  subnet('fe80::', 10, linkLocal),
  subnet('224.0.0.0', 24, multicast),
  subnet('ff02::', 16, multicast),
];

/**
 * What an API server refuses of the address of an endpoint. Empty for one that is fine.
 *
 * @param field where it stands, e.g. `endpoints[0].addresses[1]`
 */
export function endpointAddressCauses(address: string, field: string): readonly Cause[] {
  const parsed = parseIpAddress(address);
  const found = parsed && special.find(({ network, bits }) => isInSubnet(parsed, network, bits));
  const words = parsed ? found?.words : 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
  if (!words) return [];
  return [{ reason: 'FieldValueInvalid', field, message: `Invalid value: ${JSON.stringify(address)}: ${words}` }];
}

/** What an API server refuses of a slice's addresses: host names (FQDN) may be any. */
export function endpointSliceCauses({ addressType, endpoints }: EndpointSlice): readonly Cause[] {
  if (addressType === 'FQDN') return [];
  return (endpoints ?? []).flatMap(({ addresses }, index) =>
    addresses.flatMap((address, position) =>
      endpointAddressCauses(address, `endpoints[${index}].addresses[${position}]`),
    ),
  );
}
