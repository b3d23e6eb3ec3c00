import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { BindingResult, BindOptions } from '#lib/binding/result.ts';
import { suggestObject, suggestSection } from '#lib/explain/did-you-mean.ts';
import type { HTTPRoute } from '#lib/gateway-api/http-route.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { buildRouteTable } from '#lib/routing/build-route-table.ts';
import { applyEvents } from '#lib/snapshot/apply-event.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { buildTopology } from '#lib/topology/build-topology.ts';
import { diffTopology } from '#lib/topology/patch.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { driftNotes, statusJobs } from '#server/statuses.ts';
import { manyRoutes } from './many-routes.ts';
import { count, medianMs, ms, printSection, ratio } from './timing.ts';

const options: BindOptions = {
  controllerNames: ['gatehouse.dev/gateway-controller'],
  capabilities: embeddedProxyCapabilities,
  adoptUnclassed: 'no',
  dataPlane: { kind: 'granted' },
};

type Chain = Readonly<{ binding: BindingResult; topology: Topology }>;

/** Snapshot → verdicts → table → statuses → graph, as the pipeline does it for every change. */
function runChain(snapshot: Snapshot): Chain {
  const binding = bind(snapshot, options);
  buildRouteTable(snapshot, binding, { generation: 1 });
  compareStatuses(snapshot, binding);
  return { binding, topology: topologyOf(snapshot, binding) };
}

/** What is owed, and what differs from what was written: in this cluster nothing is written yet. */
function compareStatuses(snapshot: Snapshot, binding: BindingResult): void {
  statusJobs(snapshot, binding, options.controllerNames, () => '1970-01-01T00:00:00Z');
  driftNotes(snapshot, binding, new Set(), options.controllerNames);
}

function topologyOf(snapshot: Snapshot, binding: BindingResult): Topology {
  return buildTopology(snapshot, binding, {
    drift: new Map<ObjectKey, string>(),
    suggest: (missing) => suggestObject(snapshot, missing),
    suggestSection: (gateway, section) => suggestSection(snapshot, gateway, section),
  });
}

/** One Route gets another path. */
function editRoute(snapshot: Snapshot): Snapshot {
  const route = [...snapshot.httpRoutes.values()][7] as HTTPRoute;
  const rules = route.spec.rules.map((rule) => ({
    ...rule,
    matches: [{ path: { type: 'PathPrefix' as const, value: '/edited' } }],
  }));
  const object = { ...route, spec: { ...route.spec, rules } } as KubeObject;
  return applyEvents(snapshot, [{ type: 'set', collection: 'httpRoutes', object }]);
}

/** A full bind, one edit through the whole chain, and the size of the graph; returns the milliseconds of a bind. */
export async function benchEngine(routes: number, runs: number): Promise<number> {
  const { snapshot } = snapshotFromManifests([{ file: 'all.yaml', text: manyRoutes(routes) }], 'complete');
  const before = runChain(snapshot);
  const edited = editRoute(snapshot);
  const after = runChain(edited);
  const bindMs = await medianMs(runs, () => bind(snapshot, options));
  const tableMs = await medianMs(runs, () => buildRouteTable(snapshot, before.binding, { generation: 1 }));
  const statusMs = await medianMs(runs, () => compareStatuses(snapshot, before.binding));
  const topologyMs = await medianMs(runs, () => topologyOf(snapshot, before.binding));
  const diffMs = await medianMs(runs, () => diffTopology(before.topology, after.topology));
  const editMs = await medianMs(runs, () => diffTopology(before.topology, runChain(editRoute(snapshot)).topology));
  const patchText = JSON.stringify(diffTopology(before.topology, after.topology));
  const text = JSON.stringify(after.topology);
  const compressed = await promisify(gzip)(text, { level: 1 });
  printSection(`${count(snapshot.httpRoutes.size)} Routes`, [
    ['full bind', ms(bindMs)],
    ['route table', `${ms(tableMs)} (${ratio(tableMs / bindMs)} of a bind)`],
    ['statuses and drift', `${ms(statusMs)} (${ratio(statusMs / bindMs)})`],
    ['topology', `${ms(topologyMs)} (${ratio(topologyMs / bindMs)})`],
    ['diff of two topologies', `${ms(diffMs)} (${ratio(diffMs / bindMs)})`],
    ['one edit, end to end', `${ms(editMs)} (${ratio(editMs / bindMs)}: everything is judged anew)`],
    ['its patch', `${count(patchText.length)} bytes`],
    ['topology as JSON', `${count(text.length)} bytes, ${count(compressed.length)} compressed`],
    [
      'nodes and edges',
      `${count(Object.keys(after.topology.nodes).length)} and ${count(Object.keys(after.topology.edges).length)}`,
    ],
  ]);
  return bindMs;
}
