import type { ObjectKey } from '#lib/kube/object-key.ts';

/** A port of a Gateway, as the data plane has it. */
export type PortReport =
  | Readonly<{ state: 'bound' }>
  /** the real port was refused by the system, so it answers elsewhere; `why` is the system's word for it */
  | Readonly<{ state: 'remapped'; address: string; port: number; why: string }>
  | Readonly<{ state: 'refused'; why: string }>;

export type GatewayReport = Readonly<{
  /** the address given to this Gateway; null when none could be given */
  address: string | null;
  /** spec addresses that cannot be used, with the reason */
  unusableAddresses: readonly Readonly<{ value: string; why: string }>[];
  ports: ReadonlyMap<number, PortReport>;
}>;

/**
 * What the data plane reports back. `granted`: there is none (the `check` command), addresses and ports count as
 * given. `reported`: a Gateway without an entry has not been programmed yet (Programmed stays Unknown/Pending).
 */
export type DataPlaneReport =
  | Readonly<{ kind: 'granted' }>
  | Readonly<{ kind: 'reported'; gateways: ReadonlyMap<ObjectKey, GatewayReport> }>;
