import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from '#lib/api/messages.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { GatewayReport } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { type AccessHistory, createAccessHistory } from './api/access-history.ts';
import { createEventHub, type EventHub } from './api/events.ts';
import type { Examples } from './api/examples.ts';
import { HttpProblem } from './api/http.ts';
import { createApi } from './api/router.ts';
import { createRequestTester } from './api/test-request.ts';
import { checkAuthorities, checkCertificate } from './certificate-check.ts';
import { type ClusterObjects, clusterObjects } from './cluster/objects.ts';
import { type SnapshotStore, startSnapshotStore } from './cluster/snapshot-store.ts';
import { objectWrites } from './cluster-writes.ts';
import type { Config, Scenario } from './config.ts';
import { electWriter } from './elect-writer.ts';
import { followBundleVersion } from './follow-bundle-version.ts';
import type { Log } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { addressesOf, type OpenCluster, openCluster } from './open-cluster.ts';
import { createPipeline, type Pipeline, type State } from './pipeline.ts';
import { type Served, startServing } from './serving.ts';
import { coverageOf, sayManifestProblem } from './session.ts';
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
  /** what keeps the cluster from being read, in its words; empty when nothing does */
  obstacles: () => readonly string[];
  /** of the sandbox; null on a cluster */
  kubeconfigPath: string | null;
  clusterName: string;
  /** ends the event streams, so that their connections can be closed */
  endStreams: () => void;
  close: () => Promise<void>;
}>;

/**
 * Wires the rooms: sandbox (or a cluster) → watches → pipeline → proxy, statuses, event stream.
 *
 * @throws what the rooms throw at start: the sandbox's port taken, a kubeconfig that cannot be read
 */
export async function startRuntime(config: Config, root: string, log: Log): Promise<Runtime> {
  const metrics = createMetrics();
  // manifests have their say before there is a session to tell it
  let publishSession = (): void => {};
  const cluster = await openCluster(config, root, log, () => publishSession());
  const objects = clusterObjects(cluster.client);
  const history = createAccessHistory();
  const hub = createEventHub({
    revision: () => pipeline.state()?.message.revision ?? '',
    session: () => session(),
  });
  const served = config.controller
    ? await startServing({
        controllerName: CONTROLLER_NAME,
        objects,
        history,
        metrics,
        log,
        rejudge: () => pipeline.rejudge(),
        elect: (onChange) => electWriter({ config, cluster, log, onChange }),
        onLeadership: () => publishSession(),
        keepsObjects: cluster.sandbox === null,
        address: config.gatewayAddress,
      })
    : null;
  const bundle = followBundleVersion({ cluster, log, onChange: () => pipeline.rejudge() });
  const pipeline = startPipeline({ served, hub, metrics, bundleVersion: bundle.version, log });
  served?.onEnd(pipeline.lost);
  served?.onRestart(pipeline.serveAgain);
  const store: SnapshotStore = startSnapshotStore({
    client: cluster.client,
    log,
    onChange: (snapshot) => {
      if (store.settled()) pipeline.changed(snapshot);
    },
    onKinds: () => publishSession(),
  });
  const session = sessionOf({ config, cluster, store, served, root });
  publishSession = () => hub.publishSession(session());
  const ready = (): boolean => store.settled() && pipeline.serving();
  let closed = false;

  return {
    api: await startApi({ config, cluster, pipeline, hub, history, objects, served, session, root, log }),
    metrics: async () => {
      metrics.streams.set(hub.clients());
      return { contentType: metrics.contentType, text: await metrics.text() };
    },
    state: pipeline.state,
    ready,
    settled: async () => {
      await cluster.sandbox?.settled();
      // there is no event for it, and it happens once
      while (!ready() && !closed) await delay(20);
      await served?.elected;
      await pipeline.idle();
    },
    obstacles: () => [...new Set(store.kinds().flatMap(({ state }) => (state.synced ? [] : (state.lastError ?? []))))],
    kubeconfigPath: cluster.sandbox?.kubeconfigPath ?? null,
    clusterName: cluster.client.name,
    endStreams: hub.close,
    close: async () => {
      closed = true;
      bundle.close();
      hub.close();
      pipeline.close();
      store.close();
      await served?.close();
      await cluster.client.close();
      await cluster.sandbox?.close();
    },
  };
}

type PipelineParts = Readonly<{
  served: Served | null;
  hub: EventHub;
  metrics: Metrics;
  bundleVersion: () => string | null | undefined;
  log: Log;
}>;

function startPipeline({ served, hub, metrics, bundleVersion, log }: PipelineParts): Pipeline {
  return createPipeline({
    baseOptions: {
      // without a data plane this process is nobody's controller: its class's Gateways are observed like any other
      controllerNames: served ? [CONTROLLER_NAME] : [],
      capabilities: embeddedProxyCapabilities,
      adoptUnclassed: 'no',
      checkCertificate,
      checkAuthorities,
      get bundleVersion() {
        return bundleVersion();
      },
    },
    controller: served?.controller ?? null,
    publish: hub.publish,
    observe: ({ seconds, topology }) => {
      metrics.bindSeconds.observe(seconds);
      for (const [state, count] of Object.entries(topology.counts.byState)) metrics.routes.set({ state }, count);
    },
    bootId: randomUUID().slice(0, 8),
    log,
  });
}

type SessionParts = Readonly<{
  config: Config;
  cluster: OpenCluster;
  store: SnapshotStore;
  served: Served | null;
  root: string;
}>;

function sessionOf({
  config,
  cluster: { name, sandbox, scenarios },
  store,
  served,
  root,
}: SessionParts): () => Session {
  const csrfToken = randomBytes(32).toString('base64url');
  return () => ({
    csrfToken,
    cluster: { name: name(), kind: sandbox ? 'sandbox' : 'cluster' },
    readOnly: config.readOnly,
    controller: config.controller,
    leadership: served?.leadership() ?? null,
    version: VERSION,
    kinds: store.kinds().map(coverageOf),
    manifestProblems: sandbox?.manifestProblems().map((problem) => sayManifestProblem(problem, root)) ?? [],
    sandbox: scenarios && { examples: EXAMPLES, applyCommand: scenarios.applyCommand(EXAMPLES[0]) },
  });
}

type ApiParts = Readonly<{
  config: Config;
  cluster: OpenCluster;
  pipeline: Pipeline;
  hub: EventHub;
  history: AccessHistory;
  objects: ClusterObjects;
  served: Served | null;
  session: () => Session;
  root: string;
  log: Log;
}>;

async function startApi(parts: ApiParts): Promise<ReturnType<typeof createApi>> {
  const { config, cluster, pipeline, hub, history, objects, served, session, log } = parts;
  const apiServer = await addressesOf(cluster.client.server);
  const reports = served?.reports ?? (() => new Map<ObjectKey, GatewayReport>());
  const tester = createRequestTester({
    state: () => {
      const state = pipeline.state();
      if (state) return state;
      throw new HttpProblem('NOT_READY', 'The cluster is still being read; try again in a moment.');
    },
    reportOf: (gateway) => reports().get(gateway) ?? null,
    records: history,
    apiServerAddresses: () => apiServer,
    allowedLoopback: (address, port) => [...reports().values()].some((report) => answersAt(report, address, port)),
    random: Math.random,
  });
  return createApi({
    csrfToken: session().csrfToken,
    session,
    state: pipeline.state,
    sources: { compareStatus, requestsOf: history.of },
    hub,
    writes: objectWrites(objects),
    examples: examplesOf(parts),
    readOnly: config.readOnly,
    allowedHosts: config.allowedHosts,
    testRequest: tester.run,
    log,
  });
}

/** In the order they are offered. */
const EXAMPLES = ['acme', 'fruits', 'foobar'] as const satisfies readonly Scenario[];

function examplesOf({ cluster: { scenarios }, hub, session, root }: ApiParts): Examples | null {
  if (!scenarios) return null;
  return {
    names: EXAMPLES,
    load: async (name) => {
      const { created, changed, problems } = await scenarios.load(name);
      // the sandbox is named by what it holds
      hub.publishSession(session());
      return { name, created, changed, problems: problems.map((problem) => sayManifestProblem(problem, root)) };
    },
  };
}

/** Did the data plane give out this address and port? */
function answersAt({ address, ports }: GatewayReport, wanted: string, port: number): boolean {
  const moved = [...ports.values()].some(
    (report) => report.state === 'remapped' && report.address === wanted && report.port === port,
  );
  return moved || (address === wanted && ports.get(port)?.state === 'bound');
}
