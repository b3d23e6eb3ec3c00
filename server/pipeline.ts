import { isDeepStrictEqual } from 'node:util';
import type { TopologyMessage } from '#lib/api/messages.ts';
import { bind } from '#lib/binding/bind.ts';
import type { BindingResult, BindOptions, DataPlaneReport, GatewayReport } from '#lib/binding/result.ts';
import { suggestObject, suggestSection } from '#lib/explain/did-you-mean.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { buildRouteTable } from '#lib/routing/build-route-table.ts';
import type { RouteTable } from '#lib/routing/route-table.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { type ClassFinalizers, classFinalizers } from '#lib/status/class-finalizers.ts';
import { type GatewayInfrastructure, gatewayInfrastructure } from '#lib/status/gateway-infrastructure.ts';
import { buildTopology } from '#lib/topology/build-topology.ts';
import { diffTopology } from '#lib/topology/patch.ts';
import { emptyTopology, type Topology } from '#lib/topology/topology.ts';
import type { PatchFrame } from './api/events.ts';
import type { StatusJob } from './controller/status-writer.ts';
import type { Log } from './logger.ts';
import { driftNotes, isGrounded, statusJobs } from './statuses.ts';

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
  /** resolves when the table is served whole */
  serve: (table: RouteTable) => Promise<Readonly<{ gateways: ReadonlyMap<ObjectKey, GatewayReport> }>>;
  /** all statuses that are owed now */
  writeStatuses: (jobs: readonly StatusJob[]) => void;
  /** the objects that stand for Gateways of ours, as they should be */
  keepInfrastructure: (all: readonly GatewayInfrastructure[]) => void;
  /** the GatewayClasses whose finalizers should be otherwise */
  keepFinalizers: (all: readonly ClassFinalizers[]) => void;
  /** objects whose status cannot be written */
  failing: () => ReadonlySet<ObjectKey>;
  /** resolves when all statuses are written */
  written: () => Promise<void>;
}>;

export type PipelineOptions = Readonly<{
  baseOptions: Omit<BindOptions, 'dataPlane'>;
  controller: Controller | null;
  publish: (patch: PatchFrame) => void;
  observe: (judged: Readonly<{ seconds: number; topology: Topology }>) => void;
  /** what makes revisions of this process differ from those of the one before */
  bootId: string;
  log: Log;
}>;

export type Pipeline = Readonly<{
  changed: (snapshot: Snapshot) => void;
  /** judges the last snapshot again: what stands beside it changed */
  rejudge: () => void;
  /** the data plane ended: nothing is served until `serveAgain`, and if that is later, no status says that it is */
  lost: (replaced: 'atOnce' | 'later') => void;
  /** a new data plane stands, which serves nothing yet: it gets the table */
  serveAgain: () => void;
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
export function createPipeline(options: PipelineOptions): Pipeline {
  const run = new PipelineRun(options);
  return {
    changed: (snapshot) => run.take(snapshot),
    rejudge: () => run.rejudge(),
    lost: (replaced) => run.lost(replaced),
    serveAgain: () => run.serveAgain(),
    state: () => run.state,
    serving: () => run.state !== null && (options.controller === null || run.served !== null),
    idle: () => run.idle(),
    close: () => run.close(),
  };
}

type Judged = State & Readonly<{ jobs: readonly StatusJob[] }>;

/** A data plane may move ports with each table; after so many rounds the next change goes on. */
const servingRounds = 4;

class PipelineRun {
  state: State | null = null;
  served: RouteTable | null = null;
  readonly #options: PipelineOptions;
  #dataPlane: DataPlaneReport;
  #last: Snapshot | null = null;
  #next: Snapshot | null = null;
  #running: Promise<void> | null = null;
  /** no data plane stands, and none will for a while */
  #down = false;
  #generation = 0;
  #revision = 0;
  #closed = false;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#dataPlane = options.controller ? { kind: 'reported', gateways: new Map() } : { kind: 'granted' };
  }

  take(snapshot: Snapshot): void {
    this.#last = snapshot;
    this.#next = snapshot;
    this.#running ??= this.#run();
  }

  rejudge(): void {
    if (this.#last) this.take(this.#last);
  }

  lost(replaced: 'atOnce' | 'later'): void {
    this.served = null;
    if (replaced === 'atOnce') return;
    this.#down = true;
    this.#dataPlane = { kind: 'reported', gateways: new Map() };
    this.rejudge();
  }

  serveAgain(): void {
    this.served = null;
    this.#down = false;
    this.rejudge();
  }

  async idle(): Promise<void> {
    do {
      await this.#running;
      await this.#options.controller?.written();
    } while (this.#running);
  }

  close(): void {
    this.#closed = true;
  }

  async #run(): Promise<void> {
    // the caller's turn ends first, so that a burst within it is one run
    await Promise.resolve();
    while (this.#next && !this.#closed) {
      const snapshot = this.#next;
      this.#next = null;
      try {
        await this.#takeOver(snapshot);
      } catch (error) {
        this.#options.log.error({ err: error }, 'a change could not be taken over; the one before it goes on');
      }
    }
    this.#running = null;
  }

  async #takeOver(snapshot: Snapshot): Promise<void> {
    let fresh = this.#judge(snapshot);
    this.#show(fresh);
    const { controller } = this.#options;
    if (!controller) return;
    if (this.#down) {
      controller.writeStatuses(grounded(fresh));
      return;
    }
    for (let round = 1; (await this.#serve(controller, fresh.table)) === 'reported'; round++) {
      fresh = this.#judge(snapshot);
      this.#show(fresh);
      if (round === servingRounds) return;
    }
    if (this.#closed) return;
    controller.writeStatuses(grounded(fresh));
    const infrastructure = gatewayInfrastructure(snapshot, fresh.binding);
    controller.keepInfrastructure(infrastructure.filter(({ gateway }) => isGrounded(snapshot, gateway)));
    const finalizers = classFinalizers(snapshot, fresh.binding);
    controller.keepFinalizers(finalizers.filter(({ key }) => isGrounded(snapshot, key)));
  }

  #judge(snapshot: Snapshot): Judged {
    const { baseOptions, controller, bootId, observe } = this.#options;
    const started = performance.now();
    const options: BindOptions = { ...baseOptions, dataPlane: this.#dataPlane };
    const binding = bind(snapshot, options);
    const table = buildRouteTable(snapshot, binding, { generation: ++this.#generation });
    const jobs = controller ? statusJobs(snapshot, binding, baseOptions.controllerNames, utcNow) : [];
    const failing = controller?.failing() ?? new Set();
    const pending = new Set(jobs.map(({ key }) => key).filter((key) => !failing.has(key)));
    const topology = buildTopology(snapshot, binding, {
      drift: driftNotes(snapshot, binding, pending, baseOptions.controllerNames),
      suggest: (missing) => suggestObject(snapshot, missing),
      suggestSection: (gateway, section) => suggestSection(snapshot, gateway, section),
    });
    const message = { revision: `${bootId}.${++this.#revision}`, topology, asOf: new Date().toISOString() };
    observe({ seconds: (performance.now() - started) / 1000, topology });
    return { snapshot, options, binding, table, message, jobs };
  }

  #show({ jobs: _jobs, ...fresh }: Judged): void {
    const from = this.state?.message;
    this.state = fresh;
    this.#options.publish({
      event: 'patch',
      from: from?.revision ?? '',
      to: fresh.message.revision,
      patch: diffTopology(from?.topology ?? emptyTopology, fresh.message.topology),
      asOf: fresh.message.asOf,
    });
  }

  /** Serves the table when it differs from the one served, and takes over what the data plane reports. */
  async #serve(controller: Controller, table: RouteTable): Promise<'same' | 'reported'> {
    if (this.served && isSameTraffic(this.served, table)) return 'same';
    const { gateways } = await controller.serve(table);
    this.served = table;
    if (this.#dataPlane.kind === 'reported' && isDeepStrictEqual(this.#dataPlane.gateways, gateways)) return 'same';
    this.#dataPlane = { kind: 'reported', gateways };
    return 'reported';
  }
}

function grounded({ jobs, snapshot }: Judged): readonly StatusJob[] {
  return jobs.filter(({ key }) => isGrounded(snapshot, key));
}

function isSameTraffic(a: RouteTable, b: RouteTable): boolean {
  return isDeepStrictEqual(a.gateways, b.gateways) && isDeepStrictEqual(a.certificates, b.certificates);
}

/** RFC 3339 in seconds, as metav1.Time is written. */
function utcNow(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
