import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { gatewayInfrastructure, isCovered } from './gateway-infrastructure.ts';

function infrastructureOf(...documents: readonly string[]) {
  const gatewayClass =
    'apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: gatehouse}\nspec: {controllerName: a.test/b}';
  const text = [gatewayClass, ...documents].join('\n---\n');
  const { snapshot } = snapshotFromManifests([{ file: 'case.yaml', text }], 'complete');
  const binding = bind(snapshot, {
    controllerNames: ['a.test/b'],
    capabilities: embeddedProxyCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'no',
  });
  return gatewayInfrastructure(snapshot, binding);
}

const gateway = (name: string, more = '', className = 'gatehouse') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: ${name}, namespace: infra, uid: u-1}
spec: {gatewayClassName: ${className}, listeners: [{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: HTTP, hostname: b.test}]${more}}`;

const service = (name: string, uid: string) => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: infra, ownerReferences: [{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, name: edge, uid: ${uid}}]}
spec: {clusterIP: None, ports: [{port: 80}]}`;

test('a Gateway has one Service with its labels and annotations, each port once, which goes with it', () => {
  const more = ', infrastructure: {labels: {team: web}, annotations: {a.test/b: c}}';
  expect(infrastructureOf(gateway('edge', more))).toMatchObject([
    {
      key: '/Service/infra/edge-gatehouse',
      found: null,
      wanted: {
        metadata: {
          name: 'edge-gatehouse',
          namespace: 'infra',
          labels: {
            team: 'web',
            'gateway.networking.k8s.io/gateway-name': 'edge',
            'gateway.networking.k8s.io/gateway-class-name': 'gatehouse',
          },
          annotations: { 'a.test/b': 'c' },
          ownerReferences: [{ kind: 'Gateway', name: 'edge', uid: 'u-1', controller: true }],
        },
        spec: { clusterIP: 'None', ports: [{ name: 'tcp-80', port: 80, protocol: 'TCP' }] },
      },
    },
  ]);
});

test('the Service of a Gateway is known by its owner; one of somebody else is foreign', () => {
  expect(infrastructureOf(gateway('edge'), service('edge-gatehouse', 'u-1'))[0]?.found).toMatchObject({
    kind: 'Service',
  });
  expect(infrastructureOf(gateway('edge'), service('edge-gatehouse', 'u-2'))[0]?.found).toBe('foreign');
});

test('the Service has the ports that ListenerSets add, those of sets that are not taken left out', () => {
  const set = (name: string, namespace: string, port: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: ${name}, namespace: ${namespace}}
spec: {parentRef: {name: edge, namespace: infra}, listeners: [{name: a, port: ${port}, protocol: HTTP}]}`;
  const allowing = gateway('edge', ', allowedListeners: {namespaces: {from: Same}}');
  const [found] = infrastructureOf(allowing, set('taken', 'infra', 8080), set('refused', 'shop', 9090));
  expect(found?.wanted).toMatchObject({ spec: { ports: [{ port: 80 }, { port: 8080 }] } });
});

test('Gateways of others have none from us', () => {
  expect(infrastructureOf(gateway('edge', '', 'theirs'))).toEqual([]);
});

test.each(['1st', 'a.b', `${'a'.repeat(60)}x`, `${'a'.repeat(60)}y`])('%s becomes the name of a Service', (name) => {
  const [found] = infrastructureOf(gateway(name));
  expect(found?.wanted.metadata.name).toMatch(/^[a-z][-a-z0-9]{0,62}$/);
  expect(found?.wanted.metadata.name).not.toMatch(/-$/);
});

test('names that are cut alike stay apart', () => {
  const names = ['x', 'y'].map((end) => infrastructureOf(gateway(`${'a'.repeat(60)}${end}`))[0]?.wanted.metadata.name);
  expect(new Set(names).size).toBe(2);
});

test.each([
  [{ a: 1 }, { a: 1, b: 2 }, true],
  [{ a: { b: 1 } }, { a: { b: 2 } }, false],
  [{ a: { b: 1 } }, {}, false],
  [{ list: [{ port: 80 }] }, { list: [{ port: 80, targetPort: 80 }] }, true],
  [{ list: [{ port: 80 }] }, { list: [] }, false],
])('%j is covered by %j: %s', (wanted, found, expected) => {
  expect(isCovered(wanted, found)).toBe(expected);
});
