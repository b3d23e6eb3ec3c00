import { BlockList, isIP } from 'node:net';
import type { EndpointSlice } from '#lib/gateway-api/core/endpoint-slice.ts';

export type AddressProblem = Readonly<{ field: string; message: string }>;

type Subnet = readonly [address: string, prefix: number];

const ranges: readonly Readonly<{ words: string; list: BlockList }>[] = [
  range('may not be unspecified (0.0.0.0 or ::)', ['0.0.0.0', 32], ['::', 128]),
  range('may not be in the loopback range (127.0.0.0/8, ::1/128)', ['127.0.0.0', 8], ['::1', 128]),
  range('may not be in the link-local range (169.254.0.0/16, fe80::/10)', ['169.254.0.0', 16], ['fe80::', 10]),
  range('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)', ['224.0.0.0', 24], ['ff02::', 10]),
];

function range(words: string, [v4, bits4]: Subnet, [v6, bits6]: Subnet) {
  const list = new BlockList();
  list.addSubnet(v4, bits4, 'ipv4');
  list.addSubnet(v6, bits6, 'ipv6');
  return { words, list };
}

/**
 * Addresses of an EndpointSlice that no cluster takes. The sandbox does: its own Pods live on the loopback.
 *
 * @see Kubernetes, ValidateNonSpecialIP
 */
export function checkEndpointAddresses({ addressType, endpoints }: EndpointSlice): AddressProblem[] {
  if (addressType === 'FQDN') return [];
  return (endpoints ?? []).flatMap(({ addresses }, index) =>
    addresses.flatMap((address, position) => {
      const family = isIP(address);
      if (family === 0) return [];
      const found = ranges.find(({ list }) => list.check(address, family === 4 ? 'ipv4' : 'ipv6'));
      if (!found) return [];
      const field = `endpoints[${index}].addresses[${position}]`;
      return [
        { field, message: `Invalid value: "${address}": ${found.words}; the sandbox takes it, a cluster does not` },
      ];
    }),
  );
}
