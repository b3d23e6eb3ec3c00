import { compareText, formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { RequestedAddress } from '#lib/routing/route-table.ts';

export type AddressClaim = Readonly<{ gateway: ObjectKey; requested: readonly RequestedAddress[] }>;

/** `address` null: none could be given. */
export type AddressGrant = Readonly<{
  address: string | null;
  unusable: readonly Readonly<{ value: string; why: string }>[];
}>;

export type AddressBook = Readonly<{
  /** What each Gateway has from now on. Gateways that are not claimed any more give theirs back. */
  allot: (claims: readonly AddressClaim[]) => ReadonlyMap<ObjectKey, AddressGrant>;
}>;

const MAX_NUMBER = 0xffff;

/**
 * Gives each Gateway an address of its own from a loopback /16: the next one that was never used, in the order the
 * Gateways were first seen (key order among those seen together), kept for the Gateway's lifetime. An address given
 * back is used again only when all have been used, so an old URL does not soon lead to another Gateway.
 *
 * @param prefix the first two numbers of the network, e.g. `127.66`
 * @param block third number of the first address
 */
export function createAddressBook(prefix = '127.66', block = 0): AddressBook {
  const owners = new Map<string, ObjectKey>();
  let last = block << 8;

  function next(): string | null {
    for (let tried = 0; tried < MAX_NUMBER; tried++) {
      last = (last % MAX_NUMBER) + 1;
      const address = `${prefix}.${last >> 8}.${last & 0xff}`;
      const isEnd = (last & 0xff) === 0 || (last & 0xff) === 0xff;
      if (!isEnd && !owners.has(address)) return address;
    }
    return null;
  }

  function keepOrGive(gateway: ObjectKey): string | null {
    for (const [address, owner] of owners) if (owner === gateway) return address;
    const address = next();
    if (address) owners.set(address, gateway);
    return address;
  }

  function judge(value: string, gateway: ObjectKey): string | null {
    const numbers = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(value)?.slice(1).map(Number) ?? [];
    const isOurs = value.startsWith(`${prefix}.`) && numbers.length === 4 && numbers.every((number) => number < 256);
    if (!isOurs) return `it is not in ${prefix}.0.0/16, where this machine gives Gateways their addresses`;
    const owner = owners.get(value);
    return owner && owner !== gateway ? `it belongs to Gateway ${formatKey(owner)}` : null;
  }

  function give({ gateway, requested }: AddressClaim): AddressGrant {
    const fixed = requested.flatMap(({ value }) => (value === null ? [] : [value]));
    if (fixed.length === 0) return { address: keepOrGive(gateway), unusable: [] };
    const judged = fixed.map((value) => ({ value, why: judge(value, gateway) }));
    const usable = judged.find(({ why }) => why === null)?.value ?? null;
    for (const [address, owner] of owners) if (owner === gateway && address !== usable) owners.delete(address);
    if (usable) owners.set(usable, gateway);
    const unusable = judged.flatMap(({ value, why }) => {
      if (value === usable) return [];
      return [{ value, why: why ?? 'a Gateway has one address here' }];
    });
    return { address: usable, unusable };
  }

  return {
    allot: (claims) => {
      const claimed = new Set(claims.map(({ gateway }) => gateway));
      for (const [address, owner] of owners) if (!claimed.has(owner)) owners.delete(address);
      // a Gateway that asks for an address has it before the next free one is given to another
      const fixedFirst = [...claims].sort(
        (a, b) => Number(isFree(a)) - Number(isFree(b)) || compareText(a.gateway, b.gateway),
      );
      return new Map(fixedFirst.map((claim) => [claim.gateway, give(claim)]));
    },
  };
}

/**
 * One address for all Gateways. Where two want the same port the data plane moves one of them, and reports it.
 *
 * @param address of this machine or Pod
 */
export function createSharedAddress(address: string): AddressBook {
  const give = ({ requested }: AddressClaim): AddressGrant => {
    const fixed = requested.flatMap(({ value }) => (value === null ? [] : [value]));
    const unusable = fixed
      .filter((value) => value !== address)
      .map((value) => ({ value, why: `Gateways have ${address} here, where this process runs` }));
    return { address: unusable.length > 0 && unusable.length === fixed.length ? null : address, unusable };
  };
  return { allot: (claims) => new Map(claims.map((claim) => [claim.gateway, give(claim)])) };
}

function isFree({ requested }: AddressClaim): boolean {
  return requested.every(({ value }) => value === null);
}
