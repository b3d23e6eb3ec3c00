import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { WeightedBackend } from '#lib/routing/route-table.ts';
import { createExchange } from './create-exchange.ts';
import { destinationOf } from './destination.ts';
import type { Destination } from './exchange.ts';
import { createRequestHandler } from './handle-request.ts';
import type { Limits } from './limits.ts';
import type { Note, PortOutcome, PortPlan, ServingPlan } from './messages.ts';
import type { ForwardAction } from './next-step.ts';
import { openPort, type PortServer, type PortState, preparePort } from './port-server.ts';
import type { Refusal } from './refusals.ts';

/** Serves plans, one whole plan at a time. */
export type DataPlane = Readonly<{
  /**
   * Serves this plan from now on. New ports are opened first, then all ports change within one turn of the event
   * loop, then ports that are not in it drain. Calls must not overlap.
   */
  apply: (plan: ServingPlan) => Promise<readonly PortOutcome[]>;
  close: (graceMs: number) => Promise<void>;
}>;

const DRAIN_MS = 30_000;

type OpenPort = Readonly<{ plan: PortPlan; server: PortServer }>;

export type DataPlaneOptions = Readonly<{
  record: (record: AccessRecord) => void;
  refused: (refusal: Refusal) => void;
  note: Note;
  limits: Limits;
}>;

export function createDataPlane({ record, refused, note, limits }: DataPlaneOptions): DataPlane {
  const exchange = createExchange();
  const handle = createRequestHandler({ exchange, record, note, limits, refused });
  const draining = new Set<Promise<void>>();
  let ports: ReadonlyMap<string, OpenPort> = new Map();

  function drain(all: Iterable<OpenPort>, graceMs: number): void {
    for (const { server } of all) {
      const drained = server.drain(graceMs).finally(() => draining.delete(drained));
      draining.add(drained);
    }
  }

  async function open(plan: PortPlan, state: PortState): Promise<OpenPort> {
    const server = await openPort(plan, state, { limits, handle, refused });
    if (server.report.state !== 'bound') {
      const { gateway, address, port } = plan;
      note('info', { gateway, address, port, report: server.report }, 'port could not be had as it is');
    }
    return { plan, server };
  }

  async function apply(plan: ServingPlan): Promise<readonly PortOutcome[]> {
    const before = ports;
    const wanted = plan.ports.map((port) => {
      const known = before.get(portId(port));
      const state = preparePort(port, plan.generation, plan.certificates, known?.server.state() ?? null, note);
      return { id: portId(port), port, state, known };
    });
    const gone = [...before].flatMap(([id, open]) => (wanted.some((each) => each.id === id) ? [] : [open]));
    const inTheWay = gone.filter((open) => plan.ports.some((port) => isSamePlace(port, open.plan)));
    drain(inTheWay, DRAIN_MS);
    const after = new Map<string, OpenPort>();
    for (const { id, port, state, known } of wanted) {
      // a port that was refused is asked for again each time
      after.set(
        id,
        known && known.server.report.state !== 'refused'
          ? { plan: port, server: known.server }
          : await open(port, state),
      );
    }
    for (const { id, state } of wanted) after.get(id)?.server.swap(state);
    ports = after;
    drain(
      gone.filter((open) => !inTheWay.includes(open)),
      DRAIN_MS,
    );
    exchange.keepOnly(destinationsOf(after.values()));
    return [...after.values()].map((each) => {
      return { gateway: each.plan.gateway, port: each.plan.port, report: each.server.report };
    });
  }

  return {
    apply,
    close: async (graceMs) => {
      drain(ports.values(), graceMs);
      ports = new Map();
      await Promise.all(draining);
      exchange.close();
    },
  };
}

/** A change of any of these needs another socket. */
const portId = ({ gateway, address, port, protocol }: PortPlan) => `${gateway} ${address} ${port} ${protocol}`;

const isSamePlace = (a: PortPlan, b: PortPlan) => a.address === b.address && a.port === b.port;

function* destinationsOf(ports: Iterable<OpenPort>): Generator<Destination> {
  for (const { plan, server } of ports)
    for (const { entries } of plan.listeners)
      for (const { action } of entries)
        if (action.kind === 'forward')
          for (const { outcome } of reachable(action))
            if (outcome.state === 'resolved')
              for (const endpoint of outcome.endpoints)
                yield destinationOf(outcome, endpoint, server.state().clientCertificate);
}

/** Backends and mirrors. */
function reachable({ backends, filters }: ForwardAction): readonly Pick<WeightedBackend, 'outcome'>[] {
  const all = [...filters, ...backends.flatMap((backend) => backend.filters)];
  return [...backends, ...all.flatMap((filter) => (filter.type === 'RequestMirror' ? [filter.backend] : []))];
}
