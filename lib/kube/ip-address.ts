/** An IP address as its bytes: four or sixteen. */
export type IpAddress = readonly number[];

/** Reads an IPv4 or IPv6 address; null for anything else, octets with leading zeros among them. */
export function parseIpAddress(text: string): IpAddress | null {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** Are the first `bits` of the address those of the network? */
export function isInSubnet(address: IpAddress, network: IpAddress, bits: number): boolean {
  if (address.length !== network.length) return false;
  return address.every((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    return (byte & mask) === ((network[index] ?? 0) & mask);
  });
}

function parseV4(text: string): IpAddress | null {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet))) return null;
  const bytes = octets.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function parseV6(text: string): IpAddress | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')).flatMap(bytesOfGroup));
  if (!head || [...head, ...(tail ?? [])].some(Number.isNaN)) return null;
  if (tail === undefined) return head.length === 16 ? head : null;
  const missing = 16 - head.length - tail.length;
  return missing >= 2 ? [...head, ...Array<number>(missing).fill(0), ...tail] : null;
}

/** The last group may be an IPv4 address. NaN stands for a group that is none. */
function bytesOfGroup(group: string, index: number, groups: readonly string[]): readonly number[] {
  if (group.includes('.') && index === groups.length - 1) return parseV4(group) ?? [Number.NaN];
  if (!/^[0-9a-f]{1,4}$/i.test(group)) return [Number.NaN];
  const value = Number.parseInt(group, 16);
  return [value >>> 8, value & 0xff];
}
