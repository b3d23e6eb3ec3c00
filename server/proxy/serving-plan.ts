import type { GatewayReport, PortReport } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { GatewayTable, RouteTable } from '#lib/routing/route-table.ts';
import type { AddressGrant } from './addresses.ts';
import type { PortOutcome, PortPlan, ServingPlan } from './messages.ts';

export type Grants = ReadonlyMap<ObjectKey, AddressGrant>;

/** The Gateways we serve. */
export const oursOf = ({ gateways }: RouteTable): readonly GatewayTable[] =>
  gateways.filter(({ owner }) => owner === 'ours');

/** Only what traffic needs crosses to the thread: no other controllers' Gateways, no refused Routes. */
export function planServing(table: RouteTable, grants: Grants): ServingPlan {
  const ports = oursOf(table).flatMap((gateway) => {
    const address = grants.get(gateway.gateway)?.address ?? null;
    return address === null ? [] : planPorts(gateway, address);
  });
  return { generation: table.generation, ports, certificates: table.certificates };
}

function planPorts({ gateway, listeners, clientCertificate }: GatewayTable, address: string): readonly PortPlan[] {
  const serving = listeners.flatMap((listener) => {
    const { protocol, serving: state } = listener;
    if (state.state !== 'serving' || (protocol !== 'HTTP' && protocol !== 'HTTPS')) return [];
    return [{ protocol, listener: { ...listener, refused: [] } }] as const;
  });
  const groups = Map.groupBy(serving, ({ protocol, listener }) => `${protocol} ${listener.port}`);
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ protocol, listener: { port } }) => ({
      gateway,
      address,
      port,
      protocol,
      clientCertificate,
      listeners: group.map(({ listener }) => listener),
    })),
  );
}

/** What each Gateway of the table has got. */
export function reportGateways(
  table: RouteTable,
  grants: Grants,
  outcomes: readonly PortOutcome[],
): ReadonlyMap<ObjectKey, GatewayReport> {
  const byGateway = Map.groupBy(outcomes, ({ gateway }) => gateway);
  const reports = oursOf(table).map(({ gateway }) => {
    const ports = new Map((byGateway.get(gateway) ?? []).map(({ port, report }) => [port, report]));
    const grant = grants.get(gateway);
    const address = addressInUse(grant?.address ?? null, [...ports.values()]);
    return [gateway, { address, unusableAddresses: grant?.unusable ?? [], ports }] as const;
  });
  return new Map(reports);
}

/** The address given, unless every port that answers does so elsewhere (not every system has all of 127.0.0.0/8). */
function addressInUse(given: string | null, ports: readonly PortReport[]): string | null {
  const used = ports.flatMap((report) => {
    if (report.state === 'refused') return [];
    return [report.state === 'bound' ? given : report.address];
  });
  return used.includes(given) || used.length === 0 ? given : (used[0] ?? given);
}
