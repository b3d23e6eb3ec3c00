import { setTimeout as delay } from 'node:timers/promises';
import type { Leadership } from '#lib/api/messages.ts';
import type { GatewayReport } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { conditionEvents } from '#lib/status/condition-events.ts';
import type { AccessHistory } from './api/access-history.ts';
import { clusterEvents } from './cluster/events.ts';
import type { ClusterObjects } from './cluster/objects.ts';
import { createEventRecorder } from './controller/event-recorder.ts';
import { createFinalizerKeeper } from './controller/finalizer-keeper.ts';
import { createInfrastructureKeeper } from './controller/infrastructure-keeper.ts';
import type { Election } from './controller/leader-election.ts';
import { createStatusWriter } from './controller/status-writer.ts';
import type { Log } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { Controller } from './pipeline.ts';
import { type Replaced, startProxy } from './proxy/proxy.ts';
import { refusalReasons } from './proxy/refusals.ts';

/** The data plane and the status writer of this process. */
export type Served = Readonly<{
  controller: Controller;
  /** what the data plane said of each Gateway of ours */
  reports: () => ReadonlyMap<ObjectKey, GatewayReport>;
  leadership: () => Leadership;
  /** resolves when it is known whether this process leads, or that it cannot be known */
  elected: Promise<void>;
  onEnd: (listener: (replaced: Replaced) => void) => void;
  onRestart: (listener: () => void) => void;
  close: () => Promise<void>;
}>;

/** What serving is made of. */
export type Serving = Readonly<{
  /** ours */
  controllerName: string;
  objects: ClusterObjects;
  history: AccessHistory;
  metrics: Metrics;
  log: Log;
  rejudge: () => void;
  elect: (onChange: (leadership: Leadership) => void) => Promise<Election>;
  onLeadership: () => void;
  /** whether objects are created for Gateways; not in the sandbox, where the data plane has addresses of its own */
  keepsObjects: boolean;
  /** where all Gateways answer; null: each at a loopback address of its own */
  address: string | null;
}>;

/** A write under way may wait for a server that gives no answer. */
const writerGraceMs = 2000;

/** Starts the data plane and, as long as this process leads, the writing of statuses and of what stands for Gateways. */
export async function startServing({
  controllerName,
  objects,
  history,
  metrics,
  log,
  rejudge,
  elect,
  onLeadership,
  keepsObjects,
  address,
}: Serving): Promise<Served> {
  const proxy = await startProxy({ log, address });
  const recorder = createEventRecorder({ target: clusterEvents(objects), reporter: controllerName, log });
  const writer = createStatusWriter({
    target: { read: objects.read, write: objects.writeStatus },
    log,
    onWritten: (before, after) => {
      metrics.statusWrites.inc();
      recorder.record(after, conditionEvents(before, after, [controllerName]));
    },
    onFailing: rejudge,
  });
  const keeper = keepsObjects ? createInfrastructureKeeper({ apply: objects.apply, log }) : null;
  const finalizers = createFinalizerKeeper({
    patch: objects.writeFinalizers,
    log,
  });
  const election = await elect(({ leading }) => {
    // whoever does not lead owes nothing; whoever begins to owes everything
    if (!leading) {
      writer.submit([]);
      keeper?.keep([]);
    }
    rejudge();
    onLeadership();
  });
  const isWriter = () => election.state().leading;
  let reports: ReadonlyMap<ObjectKey, GatewayReport> = new Map();
  proxy.onAccess((records) => {
    history.add(records);
    for (const { gateway, status } of records) metrics.requests.inc({ gateway, code: String(status ?? 0) });
  });
  for (const reason of refusalReasons) metrics.refused.inc({ reason }, 0);
  proxy.onRefused((counts) => {
    for (const [reason, count] of Object.entries(counts)) metrics.refused.inc({ reason }, count);
  });
  return {
    controller: {
      serve: async (table) => {
        const acknowledged = await proxy.apply(table);
        reports = acknowledged.gateways;
        return acknowledged;
      },
      writeStatuses: (jobs) => writer.submit(isWriter() ? jobs : []),
      keepInfrastructure: (all) => {
        if (keeper && isWriter()) keeper.keep(all);
      },
      keepFinalizers: (all) => {
        if (isWriter()) finalizers.keep(all);
      },
      failing: writer.failing,
      written: writer.idle,
    },
    reports: () => reports,
    leadership: election.state,
    elected: election.asked,
    onEnd: proxy.onEnd,
    onRestart: proxy.onRestart,
    close: async () => {
      keeper?.close();
      finalizers.close();
      recorder.close();
      await election.close();
      await Promise.race([writer.close(), delay(writerGraceMs, undefined, { ref: false })]);
      await proxy.close();
    },
  };
}
