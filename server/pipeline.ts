import { isDeepStrictEqual } from 'node:util';
import type { TopologyMessage } from '#lib/api/messages.ts';
import { bind } from '#lib/binding/bind.ts';
import type { BindingResult, BindOptions, DataPlaneReport, GatewayReport } from '#lib/binding/result.ts';
import { suggestObject, suggestSection } from '#lib/explain/did-you-mean.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { buildRouteTable } from '#lib/routing/build-route-table.ts';
import type { RouteTable } from '#lib/routing/route-table.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { buildTopology } from '#lib/topology/build-topology.ts';
import { diffTopology } from '#lib/topology/patch.ts';
import { emptyTopology } from '#lib/topology/topology.ts';
import type { PatchFrame } from './api/events.ts';
import type { StatusJob } from './controller/status-writer.ts';
import type { Log } from './logger.ts';
import { driftNotes, statusJobs } from './statuses.ts';

/** What is known at one moment, from snapshot to graph; replaced as a whole. */
export type State = Readonly<{
  snapshot: Snapshot;
  options: BindOptions;
  binding: BindingResult;
  table: RouteTable;
  message: TopologyMessage;
}>;

/** The data plane and the status writer; null where this process is not the controller. */
export type Controller = Readonly<{
  serve: (table: RouteTable) => Promise<Readonly<{ gateways: ReadonlyMap<ObjectKey, GatewayReport> }>>;
  writeStatuses: (jobs: readonly StatusJob[]) => void;
  /** resolves when all statuses are written */
  written: () => Promise<void>;
}>;

export type PipelineOptions = Readonly<{
  baseOptions: Omit<BindOptions, 'dataPlane'>;
  controller: Controller | null;
  publish: (patch: PatchFrame) => void;
  observe: (seconds: number) => void;
  /** what makes revisions of this process differ from those of the one before */
  bootId: string;
  log: Log;
}>;

export type Pipeline = Readonly<{
  changed: (snapshot: Snapshot) => void;
  state: () => State | null;
  /** true once a table is served (or there is nothing to serve) */
  serving: () => boolean;
  /** resolves when every change so far is judged, served, written and told */
  idle: () => Promise<void>;
  close: () => void;
}>;

/**
 * Snapshot → verdicts → route table → graph; then the data plane serves the table, and only then are statuses
 * written that claim it. One run at a time: changes that come during a run are taken together in the next.
 */
export function createPipeline(pipelineOptions: PipelineOptions): Pipeline {
  const { baseOptions, controller, publish, observe, bootId, log } = pipelineOptions;
  let dataPlane: DataPlaneReport = controller ? { kind: 'reported', gateways: new Map() } : { kind: 'granted' };
  let state: State | null = null;
  let next: Snapshot | null = null;
  let running: Promise<void> | null = null;
  let served: RouteTable | null = null;
  let generation = 0;
  let revision = 0;
  let closed = false;

  const judge = (snapshot: Snapshot): State => {
    const started = performance.now();
    const options: BindOptions = { ...baseOptions, dataPlane };
    const binding = bind(snapshot, options);
    const table = buildRouteTable(snapshot, binding, { generation: ++generation });
    const jobs = controller ? statusJobs(snapshot, binding, baseOptions.controllerNames, utcNow) : [];
    const drift = driftNotes(snapshot, binding, { ours: jobs.length > 0 ? 'left out' : 'counted' });
    const topology = buildTopology(snapshot, binding, {
      drift,
      suggest: (missing) => suggestObject(snapshot, missing),
      suggestSection: (gateway, section) => suggestSection(snapshot, gateway, section),
    });
    const message = { revision: `${bootId}.${++revision}`, topology, asOf: new Date().toISOString() };
    observe((performance.now() - started) / 1000);
    return { snapshot, options, binding, table, message };
  };

  const show = (fresh: State): void => {
    const from = state?.message;
    state = fresh;
    publish({
      event: 'patch',
      from: from?.revision ?? '',
      to: fresh.message.revision,
      patch: diffTopology(from?.topology ?? emptyTopology, fresh.message.topology),
      asOf: fresh.message.asOf,
    });
  };

  /** Serves the table when it differs from the one served, and takes over what the data plane reports. */
  const serve = async (fresh: State): Promise<'same' | 'reported'> => {
    if (!controller) return 'same';
    if (served && sameTraffic(served, fresh.table)) return 'same';
    const { gateways } = await controller.serve(fresh.table);
    served = fresh.table;
    if (dataPlane.kind === 'reported' && isDeepStrictEqual(dataPlane.gateways, gateways)) return 'same';
    dataPlane = { kind: 'reported', gateways };
    return 'reported';
  };

  const takeOne = async (snapshot: Snapshot): Promise<void> => {
    let fresh = judge(snapshot);
    show(fresh);
    if ((await serve(fresh)) === 'reported') {
      fresh = judge(snapshot);
      show(fresh);
      await serve(fresh);
    }
    if (!controller || closed) return;
    controller.writeStatuses(statusJobs(snapshot, fresh.binding, baseOptions.controllerNames, utcNow));
  };

  const run = async (): Promise<void> => {
    while (next && !closed) {
      const snapshot = next;
      next = null;
      try {
        await takeOne(snapshot);
      } catch (error) {
        log.error({ err: error }, 'a change could not be taken over; the one before it goes on');
      }
    }
    running = null;
  };

  return {
    changed: (snapshot) => {
      next = snapshot;
      running ??= run();
    },
    state: () => state,
    serving: () => state !== null && (controller === null || served !== null),
    idle: async () => {
      do {
        await running;
        await controller?.written();
      } while (running);
    },
    close: () => {
      closed = true;
    },
  };
}

function sameTraffic(a: RouteTable, b: RouteTable): boolean {
  return isDeepStrictEqual(a.gateways, b.gateways) && isDeepStrictEqual(a.certificates, b.certificates);
}

/** RFC 3339 in seconds, as metav1.Time is written. */
function utcNow(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
