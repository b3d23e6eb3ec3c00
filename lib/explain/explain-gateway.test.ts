import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { wholeSpecCapabilities } from '#lib/binding/capabilities.ts';
import type { BindOptions } from '#lib/binding/result.ts';
import { formatSentence } from '#lib/binding/sentence.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { explainGateway } from './explain-gateway.ts';

const WEB = '{name: web, port: 80, protocol: HTTP}';
const TLS = '{name: tls, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: nope}]}}';

test.each([
  [[WEB], /^Gateway infra\/edge is served/],
  [[WEB, TLS], /^Listener tls is not served: .*Secret infra\/nope does not exist\.$/],
  [[TLS], /^Listener tls is not served: .*Secret infra\/nope does not exist\.$/],
])('a Gateway with the listeners %j is not called served unless all of them are valid', (listeners, words) => {
  const text = [
    'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: infra}',
    `spec: {gatewayClassName: gatehouse, listeners: [${listeners.join(', ')}]}`,
  ].join('\n');
  const { snapshot } = snapshotFromManifests([{ file: 'edge.yaml', text }], 'complete');
  const options: BindOptions = {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: wholeSpecCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'yes',
  };
  const binding = bind(snapshot, options);
  const key = objectKey({ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra', name: 'edge' });
  expect(formatSentence(explainGateway(snapshot, binding, key, options)?.headline ?? [])).toMatch(words);
});

test('a Gateway that is left to its controller is not claimed to be served by it', () => {
  const text = [
    'apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: gatehouse}',
    'spec: {controllerName: gatehouse.dev/gateway-controller}\n---',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: infra}',
    `spec: {gatewayClassName: gatehouse, listeners: [${WEB}]}`,
  ].join('\n');
  const { snapshot } = snapshotFromManifests([{ file: 'edge.yaml', text }], 'complete');
  const options: BindOptions = {
    controllerNames: [],
    capabilities: wholeSpecCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'no',
  };
  const binding = bind(snapshot, options);
  const key = objectKey({ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra', name: 'edge' });
  expect(formatSentence(explainGateway(snapshot, binding, key, options)?.headline ?? [])).toBe(
    'Gateway infra/edge is left to controller gatehouse.dev/gateway-controller; this Gatehouse only watches it.',
  );
});
