import { expect, test } from 'vitest';
import { documents, gatewayYaml, topologyOf } from '#lib/topology/testdata/topology-of.ts';
import { findPlace } from './destinations.ts';
import { readDraft } from './draft.ts';

const group = 'gateway.networking.k8s.io';
const topology = topologyOf(
  documents(
    `${gatewayYaml('{name: web, port: 80, protocol: HTTP}')}\n  allowedListeners: {namespaces: {from: All}}`,
    `apiVersion: ${group}/v1\nkind: ListenerSet\nmetadata: {name: own, namespace: shop}\nspec: {parentRef: {name: edge, namespace: infra}, listeners: [{name: web, port: 80, protocol: HTTP, hostname: shop.test}]}`,
  ),
);

test.each([
  ['gateway=infra/edge&listener=web', `${group}/Gateway/infra/edge#web`],
  ['gateway=infra/edge', `${group}/Gateway/infra/edge#web`],
  [`gateway=${group}/ListenerSet/shop/own&listener=web`, `${group}/ListenerSet/shop/own#web`],
  [`gateway=${group}/ListenerSet/shop/own&listener=other`, null],
])('%s is listener %s, whatever else has its name', (query, listener) => {
  const place = findPlace(topology, readDraft(new URLSearchParams(query)));
  expect(place.listener?.id ?? null).toBe(listener);
  expect(place.gateway?.name).toBe('edge');
  expect(place.listeners.map(({ name }) => name)).toEqual(['web', 'web']);
});
