import { BlockList, isIP } from 'node:net';
import type { TestTarget } from '#lib/api/test-messages.ts';
import type { GatewayReport } from '#lib/binding/result.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { formatAuthority, type TestPlace } from './test-input.ts';

export type TargetSources = Readonly<{
  snapshot: Snapshot;
  /** what our data plane has for a Gateway of ours; null when it has nothing */
  reportOf: (gateway: ObjectKey) => GatewayReport | null;
  /** addresses of the cluster's API server, which are never sent to */
  apiServerAddresses: () => readonly string[];
  /** whether a loopback address and port belong to our own data plane */
  allowedLoopback: (address: string, port: number) => boolean;
}>;

/**
 * Where a test request to a listener goes: an address this process gave the Gateway, or, when another controller
 * serves it, the first IPAddress its status names. Never a name, so nothing is resolved and nothing can be rebound.
 */
export function findTarget(place: TestPlace, sources: TargetSources): TestTarget {
  return place.gateway.owner === 'ours' ? ownTarget(place, sources) : foreignTarget(place, sources);
}

function ownTarget({ gateway, listener }: TestPlace, sources: TargetSources): TestTarget {
  const name = formatKey(gateway.gateway);
  const report = sources.reportOf(gateway.gateway);
  if (!report) return unreachable(`no data plane of this Gatehouse serves Gateway ${name}`);
  const port = report.ports.get(listener.port);
  if (port?.state === 'refused')
    return unreachable(`the system refused port ${listener.port} of Gateway ${name}: ${port.why}`);
  if (!port) {
    const { serving } = listener;
    const why = serving.state === 'notServing' ? ` (${serving.why})` : '';
    return unreachable(`port ${listener.port} of Gateway ${name} is not served${why}`);
  }
  const place = port.state === 'remapped' ? port : { address: report.address, port: listener.port };
  if (place.address === null) return unreachable(`Gateway ${name} has no address`);
  if (isLoopback(place.address)) {
    if (!sources.allowedLoopback(place.address, place.port))
      return unreachable(`${place.address}:${place.port} is on this machine and not one of our listeners`);
    return reached(place.address, place.port, listener.protocol);
  }
  return checked(place.address, place.port, listener.protocol, sources);
}

function foreignTarget({ gateway, listener }: TestPlace, sources: TargetSources): TestTarget {
  const name = formatKey(gateway.gateway);
  const addresses = statusAddresses(gateway.gateway, sources.snapshot);
  const [first] = addresses.filter(({ type, value }) => type === 'IPAddress' && isAddress(value));
  if (!first) {
    const named = addresses.map(({ value }) => value).join(', ');
    const has = named === '' ? 'names no address' : `names no IP address, only ${named}`;
    return unreachable(`the status of Gateway ${name} ${has}`);
  }
  return checked(first.value, listener.port, listener.protocol, sources);
}

/** The addresses a Gateway's status names, as written. */
export function statusAddresses(gateway: ObjectKey, snapshot: Snapshot) {
  const object = snapshot.gateways.get(gateway) ?? snapshot.legacyGateways.get(gateway);
  return object?.status?.addresses ?? [];
}

function checked(address: string, port: number, protocol: string, sources: TargetSources): TestTarget {
  if (isForbidden(address)) {
    return unreachable(
      `${address} is an address of a machine for itself or its own link, which Gatehouse never sends to`,
    );
  }
  if (isAny(address, sources.apiServerAddresses()))
    return unreachable(`${address} is the API server's, which Gatehouse never sends test requests to`);
  return reached(address, port, protocol);
}

function reached(address: string, port: number, protocol: string): TestTarget {
  const scheme = protocol === 'HTTPS' ? 'https' : 'http';
  return { kind: 'reached', address, port, url: `${scheme}://${formatAuthority(address, port, protocol)}` };
}

const unreachable = (why: string): TestTarget => ({ kind: 'unreachable', why: `Not sent: ${why}.` });

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Loopback, link-local (and with it the metadata services of clouds), unspecified, multicast, reserved. */
const forbidden = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  forbidden.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  // with what is left of the IPv4-compatible addresses
  ['::', 96],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  forbidden.addSubnet(network, prefix, 'ipv6');
// metadata services that stand outside the link-local range
forbidden.addAddress('fd00:ec2::254', 'ipv6');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('168.63.129.16', 'ipv4');

/** With a zone (`fe80::1%eth0`) it means a link of this machine, and lists of addresses do not know it. */
const isAddress = (text: string) => isIP(text) !== 0 && !text.includes('%');
const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
const isLoopback = (address: string) => loopback.check(address, familyOf(address));
const isForbidden = (address: string) => forbidden.check(address, familyOf(address));

/** By value, not by text: one IPv6 address has many spellings. */
function isAny(address: string, others: readonly string[]): boolean {
  const list = new BlockList();
  for (const other of others) if (isIP(other) !== 0) list.addAddress(other, familyOf(other));
  return list.check(address, familyOf(address));
}
