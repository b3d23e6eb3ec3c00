import { randomBytes, randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import type { KindCoverage, Session } from '#lib/api/messages.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { GatewayReport } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { ManifestProblem } from '#lib/snapshot/from-manifests.ts';
import { createAccessHistory } from './api/access-history.ts';
import { createEventHub } from './api/events.ts';
import { HttpProblem } from './api/http.ts';
import { type ApiOptions, createApi } from './api/router.ts';
import { createRequestTester } from './api/test-request.ts';
import { checkCertificate } from './certificate-check.ts';
import { connectCluster } from './cluster/client.ts';
import { clusterObjects } from './cluster/objects.ts';
import { type SnapshotStore, startSnapshotStore } from './cluster/snapshot-store.ts';
import { objectWrites } from './cluster-writes.ts';
import type { Config, Scenario } from './config.ts';
import { createStatusWriter } from './controller/status-writer.ts';
import type { Log } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { type Controller, createPipeline, type State } from './pipeline.ts';
import { type Proxy as DataPlane, startProxy } from './proxy/proxy.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';
import { compareStatus } from './statuses.ts';

export const CONTROLLER_NAME = 'gatehouse.dev/gateway-controller';
export const VERSION = '0.1.0';

/** A running Gatehouse, without its HTTP server. */
export type Runtime = Readonly<{
  api: ReturnType<typeof createApi>;
  /** in Prometheus' text form */
  metrics: () => Promise<Readonly<{ contentType: string; text: string }>>;
  state: () => State | null;
  /** caches read and the first route table served */
  ready: () => boolean;
  /** resolves when it is ready and everything loaded so far is judged, served and written */
  settled: () => Promise<void>;
  /** of the sandbox; null on a cluster */
  kubeconfigPath: string | null;
  clusterName: string;
  close: () => Promise<void>;
}>;

/**
 * Wires the rooms: sandbox (or a cluster) → watches → pipeline → proxy, statuses, event stream.
 *
 * @throws what the rooms throw at start: the sandbox's port taken, a kubeconfig that cannot be read
 */
export async function startRuntime(config: Config, root: string, log: Log): Promise<Runtime> {
  const metrics = createMetrics();
  const sandbox = await openSandbox(config, root, log, () => publishSession());
  const client = connectCluster(clusterSource(config, sandbox));
  const objects = clusterObjects(client);
  const proxy = config.controller ? await startProxy({ log }) : null;
  const writer = createStatusWriter(
    { read: (key) => objects.read(key), write: (key, object) => objects.writeStatus(key, object) },
    log,
  );
  const history = createAccessHistory();
  let reports: ReadonlyMap<ObjectKey, GatewayReport> = new Map();

  const hub = createEventHub({
    revision: () => pipeline.state()?.message.revision ?? '',
    session: () => session(),
  });
  const pipeline = createPipeline({
    baseOptions: {
      // without a data plane this process is nobody's controller: its class's Gateways are observed like any other
      controllerNames: proxy ? [CONTROLLER_NAME] : [],
      capabilities: embeddedProxyCapabilities,
      adoptUnclassed: 'no',
      checkCertificate,
    },
    controller: proxy
      ? controllerOf(proxy, writer, (fresh) => {
          reports = fresh;
        })
      : null,
    publish: hub.publish,
    observe: (seconds) => metrics.bindSeconds.observe(seconds),
    bootId: randomUUID().slice(0, 8),
    log,
  });
  proxy?.onAccess((records) => {
    history.add(records);
    for (const { gateway, status } of records) metrics.requests.inc({ gateway, code: String(status ?? 0) });
  });

  const csrfToken = randomBytes(32).toString('base64url');
  const session = (): Session => ({
    csrfToken,
    cluster: { name: clusterName(config, client.name), kind: sandbox ? 'sandbox' : 'cluster' },
    readOnly: config.readOnly,
    controller: proxy !== null,
    version: VERSION,
    kinds: store.kinds().map(coverageOf(pipeline.state()?.snapshot)),
    manifestProblems: sandbox?.manifestProblems().map((problem) => sayProblem(problem, root)) ?? [],
  });
  const publishSession = (): void => hub.publishSession(session());

  const store = startSnapshotStore({
    client,
    log,
    onChange: (snapshot) => {
      if (store.settled()) pipeline.changed(snapshot);
      observeRoutes(metrics, pipeline.state());
    },
    onKinds: () => {
      if (store.settled()) pipeline.changed(store.snapshot());
      publishSession();
    },
  });
  const apiServer = await addressesOf(client.server);
  const tester = createRequestTester({
    state: () => {
      const state = pipeline.state();
      if (state) return state;
      throw new HttpProblem('NOT_READY', 'The cluster is still being read; try again in a moment.');
    },
    reportOf: (gateway) => reports.get(gateway) ?? null,
    records: history,
    apiServerAddresses: () => apiServer,
    allowedLoopback: (address, port) => [...reports.values()].some((report) => answersAt(report, address, port)),
    random: Math.random,
  });
  const options: ApiOptions = {
    csrfToken,
    session,
    state: pipeline.state,
    sources: { compareStatus, requestsOf: history.of },
    hub,
    writes: objectWrites(objects),
    readOnly: config.readOnly,
    testRequest: tester.run,
    log,
  };
  const ready = (): boolean => store.settled() && pipeline.serving();

  return {
    api: createApi(options),
    metrics: async () => {
      metrics.streams.set(hub.clients());
      metrics.statusWrites.reset();
      metrics.statusWrites.inc(writer.written());
      return { contentType: metrics.contentType, text: await metrics.text() };
    },
    state: pipeline.state,
    ready,
    settled: async () => {
      await sandbox?.settled();
      await until(ready, 120_000);
      await pipeline.idle();
    },
    kubeconfigPath: sandbox?.kubeconfigPath ?? null,
    clusterName: client.name,
    close: async () => {
      hub.close();
      pipeline.close();
      store.close();
      await writer.close();
      await proxy?.close();
      await client.close();
      await sandbox?.close();
    },
  };
}

function controllerOf(
  proxy: DataPlane,
  writer: ReturnType<typeof createStatusWriter>,
  onReports: (reports: ReadonlyMap<ObjectKey, GatewayReport>) => void,
): Controller {
  return {
    serve: async (table) => {
      const acknowledged = await proxy.apply(table);
      onReports(acknowledged.gateways);
      return acknowledged;
    },
    writeStatuses: writer.submit,
    written: writer.idle,
  };
}

async function openSandbox(config: Config, root: string, log: Log, onProblems: () => void): Promise<Sandbox | null> {
  if (config.source.kind !== 'sandbox') return null;
  const { port, scenarios, manifests } = config.source;
  const sandbox = await startSandbox({ dataDir: resolve(config.dataDir), port, log, onManifestProblems: onProblems });
  await sandbox.loadManifests(await scenarioFiles(root, scenarios));
  if (manifests.length > 0) await sandbox.loadManifests(manifests, { follow: true });
  return sandbox;
}

/** For people: a cluster's context; the sandbox by what it holds. */
function clusterName({ source }: Config, context: string): string {
  if (source.kind !== 'sandbox') return context;
  return [...source.scenarios, ...source.manifests.map((folder) => basename(folder))].join('-') || 'empty';
}

/** A scenario starts with its files that begin with 0; the others are the steps people apply. */
async function scenarioFiles(root: string, scenarios: readonly Scenario[]): Promise<string[]> {
  const lists = await Promise.all(
    scenarios.map(async (scenario) => {
      const folder = join(root, 'examples', scenario);
      const files = await readdir(folder);
      return files.filter((file) => file.startsWith('0')).map((file) => join(folder, file));
    }),
  );
  return lists.flat().sort();
}

function clusterSource(config: Config, sandbox: Sandbox | null): Parameters<typeof connectCluster>[0] {
  if (sandbox) return { kind: 'file', file: sandbox.kubeconfigPath, context: null };
  if (config.source.kind === 'kubeconfig') {
    return { kind: 'file', file: config.source.file, context: config.source.context };
  }
  return { kind: 'inCluster' };
}

/** Did the data plane give out this address and port? */
function answersAt({ address, ports }: GatewayReport, wanted: string, port: number): boolean {
  const moved = [...ports.values()].some(
    (report) => report.state === 'remapped' && report.address === wanted && report.port === port,
  );
  return moved || (address === wanted && ports.get(port)?.state === 'bound');
}

/** What the request tester must never be pointed at. */
async function addressesOf(server: string): Promise<readonly string[]> {
  const { hostname } = new URL(server);
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => []);
  return [hostname, ...found.map(({ address }) => address)];
}

type KindState = ReturnType<SnapshotStore['kinds']>[number];

function coverageOf(snapshot: State['snapshot'] | undefined): (kind: KindState) => KindCoverage {
  return ({ collection, kind, group, state }) => ({
    collection,
    resource: group ? `${kind}.${group}` : kind,
    coverage:
      state.phase === 'forbidden' || state.phase === 'notInstalled'
        ? state.phase
        : state.synced
          ? 'complete'
          : (snapshot?.coverage[collection] ?? 'syncing'),
    ...(state.lastError === null ? {} : { message: state.lastError }),
    ...(state.phase === 'retrying' && state.lastEventAt !== null
      ? { staleSince: new Date(state.lastEventAt).toISOString() }
      : {}),
  });
}

function sayProblem({ file, line, object, field, message }: ManifestProblem, root: string): string {
  const place = `${relative(root, file) || file}:${line}`;
  const subject = object ? ` ${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}` : '';
  return `${place}${subject}: ${field ? `${field}: ` : ''}${message}`;
}

function observeRoutes(metrics: Metrics, state: State | null): void {
  if (!state) return;
  for (const [name, count] of Object.entries(state.message.topology.counts.byState)) {
    metrics.routes.set({ state: name }, count);
  }
}

/** Waits for a fact that has no event of its own. */
async function until(fact: () => boolean, patienceMs: number): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!fact()) {
    if (Date.now() > end) throw new Error('the cluster could not be read in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
