import { bind } from '#lib/binding/bind.ts';
import { wholeSpecCapabilities } from '#lib/binding/capabilities.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { buildTopology } from '../build-topology.ts';
import type { Topology, TopologyOptions } from '../topology.ts';

const options: TopologyOptions = { drift: new Map(), suggest: () => null, suggestSection: () => null };

/** The topology of some YAML, bound as `check --complete` would. For tests. */
export function topologyOf(text: string, over: Partial<TopologyOptions> = {}): Topology {
  const { snapshot } = snapshotFromManifests([{ file: 'test.yaml', text }], 'complete');
  const binding = bind(snapshot, {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: wholeSpecCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'yes',
  });
  return buildTopology(snapshot, binding, { ...options, ...over });
}

export const namespaceYaml = (name: string, labels = ''): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}`;

export const serviceYaml = (namespace: string, name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {ports: [{port: 80}]}`;

/** A Gateway `infra/edge` with these listeners, each in flow style. */
export const gatewayYaml = (...listeners: readonly string[]): string =>
  [
    'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: infra}\nspec:',
    '  gatewayClassName: gatehouse\n  listeners:',
    ...listeners.map((listener) => `  - ${listener}`),
  ].join('\n');

export const routeYaml = (namespace: string, name: string, parents: string, backends = '{name: web, port: 80}'): string =>
  [
    `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec:`,
    `  parentRefs: [${parents}]`,
    `  rules: [{matches: [{path: {type: PathPrefix, value: /${name}}}], backendRefs: [${backends}]}]`,
  ].join('\n');

export const documents = (...texts: readonly string[]): string => texts.join('\n---\n');
