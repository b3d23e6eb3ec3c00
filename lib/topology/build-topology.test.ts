import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { chainOf } from './chain.ts';
import { documents, gatewayYaml, namespaceYaml, routeYaml, serviceYaml, topologyOf } from './testdata/topology-of.ts';
import type { RouteNode, Topology, TopologyEdge } from './topology.ts';

const GROUP = 'gateway.networking.k8s.io';
const example = (name: string): string => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');
const routeKey = (namespace: string, name: string) => objectKey({ group: GROUP, kind: 'HTTPRoute', namespace, name });

function route(topology: Topology, namespace: string, name: string): RouteNode {
  const node = topology.nodes[routeKey(namespace, name)];
  if (node?.type !== 'route') throw new Error(`no route ${namespace}/${name}`);
  return node;
}

function edgesOf(topology: Topology, namespace: string, name: string): readonly TopologyEdge[] {
  return Object.values(topology.edges).filter((edge) => edge.route === routeKey(namespace, name));
}

const acme = topologyOf(example('acme/00-start.yaml'));
const fruits = topologyOf(example('fruits/00-start.yaml'));

test('acme: hr is refused with the label it lacks on the edge, the others are attached', () => {
  expect(route(acme, 'hr', 'cross-namespace')).toMatchObject({
    state: 'refused',
    badge: { word: 'Refused' },
    accepted: { word: 'False', reason: 'NotAllowedByListeners' },
    resolved: { word: 'True' },
    match: '/hr',
    serving: false,
  });
  expect(edgesOf(acme, 'hr', 'cross-namespace')).toMatchObject([
    {
      verdict: 'refused',
      chip: { reason: 'NotAllowedByListeners', verb: 'needs', operand: 'shared-gateway-access=true', more: 0 },
    },
    { type: 'backend', state: 'notServing', label: null },
  ]);
  expect(edgesOf(acme, 'careers', 'cross-namespace')).toMatchObject([
    { verdict: 'attached', chip: null },
    { state: 'serving' },
  ]);
});

test('acme: counts on listener and Gateway are those of the edges', () => {
  const counts = Object.values(acme.nodes).flatMap((node) => ('counts' in node ? node.counts : []));
  expect(counts).toEqual([
    { attached: 2, partial: 0, refused: 1, other: 0 },
    { attached: 2, partial: 0, refused: 1, other: 0 },
  ]);
  expect(acme.counts).toMatchObject({ gateways: 1, routes: 3, byState: { refused: 1, accepted: 2 } });
});

test('acme, hr labelled: the edge turns', () => {
  const labelled = topologyOf(
    documents(example('acme/00-start.yaml'), namespaceYaml('hr', 'shared-gateway-access: "true"')),
  );
  expect(edgesOf(labelled, 'hr', 'cross-namespace')).toMatchObject([{ verdict: 'attached' }, { state: 'serving' }]);
});

test('fruits: an accepted route with references that do not resolve shows that reason, and its weights', () => {
  expect(route(fruits, 'infra', 'fruits')).toMatchObject({
    state: 'unresolved',
    badge: { name: 'noGrant', word: 'RefNotPermitted' },
    accepted: { word: 'True' },
    resolved: { word: 'False', reason: 'RefNotPermitted' },
  });
  expect(edgesOf(fruits, 'infra', 'fruits').filter((edge) => edge.type === 'backend')).toMatchObject([
    { label: '70', state: 'broken', grant: 'missing', reason: 'RefNotPermitted' },
    { label: '30', state: 'broken', grant: 'missing' },
  ]);
});

test('fruits, one grant: it is a key on the edge it opens and on no other', () => {
  const granted = topologyOf(documents(example('fruits/00-start.yaml'), example('fruits/10-grant-bananas.yaml')));
  expect(edgesOf(granted, 'infra', 'fruits').filter((edge) => edge.type === 'backend')).toMatchObject([
    { label: '70', state: 'serving', grant: 'granted', openedBy: [expect.stringContaining('ReferenceGrant/bananas/')] },
    { label: '30', state: 'broken', grant: 'missing', openedBy: [] },
  ]);
  const grant = Object.values(granted.nodes).find((node) => node.type === 'grant');
  expect(grant).toMatchObject({
    from: ['HTTPRoute in infra'],
    to: ['Service banana-echo'],
    opens: [expect.anything()],
  });
});

test('a parent that is not there is a ghost, with what was probably meant', () => {
  const near = objectKey({ group: GROUP, kind: 'Gateway', namespace: 'infra', name: 'edge' });
  const topology = topologyOf(documents(gatewayYaml(open), routeYaml('a', 'r', '{name: edge, namespace: infr}')), {
    suggest: () => near,
  });
  const ghost = Object.values(topology.nodes).find((node) => node.type === 'ghost' && node.as === 'gateway');
  expect(ghost).toMatchObject({ namespace: 'infr', state: 'missing', didYouMean: { id: near, text: 'infra/edge' } });
  expect(edgesOf(topology, 'a', 'r')[0]).toMatchObject({ type: 'missing', ghost: ghost?.id });
  expect(route(topology, 'a', 'r').parents).toMatchObject([{ text: 'infr/edge', target: 'missing' }]);
});

const open = '{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}';
const other =
  '{name: alt, port: 8080, protocol: HTTP, hostname: "other.test", allowedRoutes: {namespaces: {from: All}}}';

test('a section that no listener has is a ghost in the listener column', () => {
  const topology = topologyOf(
    documents(gatewayYaml(open), routeYaml('a', 'r', '{name: edge, namespace: infra, sectionName: htp}')),
    { suggestSection: () => 'http' },
  );
  const ghost = Object.values(topology.nodes).find((node) => node.type === 'ghost' && node.as === 'listener');
  expect(ghost).toMatchObject({ name: 'htp', didYouMean: { text: 'http' } });
  expect(edgesOf(topology, 'a', 'r')[0]).toMatchObject({ verdict: 'refused', chip: { reason: 'NoMatchingParent' } });
});

test('listeners that a parentRef names but that do not take the route are no refusals once another takes it', () => {
  const text = documents(
    gatewayYaml(open, other),
    routeYaml('a', 'r', '{name: edge, namespace: infra}').replace('spec:', 'spec:\n  hostnames: [mine.test]'),
  );
  const edges = edgesOf(topologyOf(text), 'a', 'r').filter((edge) => edge.type === 'attachment');
  expect(edges).toMatchObject([{ verdict: 'attached', listener: expect.stringContaining('#http') }]);
});

test('a parent accepted beside one that is not makes the route partial, never accepted', () => {
  const text = documents(
    gatewayYaml(open),
    gatewayYaml('{name: http, port: 80, protocol: HTTP}').replace('name: edge', 'name: closed'),
    routeYaml('a', 'r', '{name: edge, namespace: infra}, {name: closed, namespace: infra}'),
  );
  const topology = topologyOf(text);
  expect(route(topology, 'a', 'r')).toMatchObject({
    state: 'partial',
    badge: { word: 'Partial' },
    accepted: { word: 'Partial', reason: '1 of 2 parents' },
  });
});

test('a Service that is not there is a ghost at the end of a broken edge', () => {
  const topology = topologyOf(documents(gatewayYaml(open), routeYaml('a', 'r', '{name: edge, namespace: infra}')));
  expect(Object.values(topology.nodes).find((node) => node.type === 'ghost')).toMatchObject({
    as: 'service',
    name: 'web',
    state: 'missing',
  });
  expect(edgesOf(topology, 'a', 'r').at(-1)).toMatchObject({ state: 'broken', reason: 'BackendNotFound' });
});

test('a port that a Service does not have is trouble on the edge, and its card shows the ports it has', () => {
  const topology = topologyOf(
    documents(
      gatewayYaml(open),
      serviceYaml('a', 'web'),
      routeYaml('a', 'r', '{name: edge, namespace: infra}', '{name: web, port: 81}'),
    ),
  );
  expect(edgesOf(topology, 'a', 'r').at(-1)).toMatchObject({ state: 'broken', reason: 'BackendNotFound' });
  expect(Object.values(topology.nodes).find(({ type }) => type === 'service')).toMatchObject({
    ports: [80],
  });
});

test('a weight is shown only where there is something to weigh', () => {
  const text = (backends: string) =>
    documents(
      gatewayYaml(open),
      serviceYaml('a', 'web'),
      serviceYaml('a', 'next'),
      routeYaml('a', 'r', '{name: edge, namespace: infra}', backends),
    );
  const labels = (backends: string) =>
    edgesOf(topologyOf(text(backends)), 'a', 'r').flatMap((edge) => (edge.type === 'backend' ? [edge.label] : []));
  expect(labels('{name: web, port: 80}')).toEqual([null]);
  expect(labels('{name: web, port: 80, weight: 9}, {name: next, port: 80, weight: 1}')).toEqual(['9', '1']);
  expect(labels('{name: web, port: 80, weight: 0}')).toEqual(['0']);
});

test('what a dropped rule names, mirrors too, is not serving, and the sentence says that it answers 500', () => {
  const rule = (filters: string) =>
    `{matches: [{path: {type: PathPrefix, value: /}}], filters: [${filters}], backendRefs: [{name: web, port: 80}]}`;
  const mirror = '{type: RequestMirror, requestMirror: {backendRef: {name: copy, port: 80}}}';
  const states = (...rules: readonly string[]) => {
    const route = `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: a}\nspec: {parentRefs: [{name: edge, namespace: infra}], rules: [${rules.join()}]}`;
    const text = documents(gatewayYaml(open), serviceYaml('a', 'web'), serviceYaml('a', 'copy'), route);
    return edgesOf(topologyOf(text), 'a', 'r').flatMap((edge) =>
      edge.type === 'backend' ? [[edge.state, edge.sentence.includes('Its rule is dropped and answers 500.')]] : [],
    );
  };
  const broken = rule(
    `${mirror}, {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: '1'}], remove: [X]}}`,
  );
  expect(states(broken)).toEqual([
    ['notServing', true],
    ['notServing', true],
  ]);
  expect(states(broken, rule(mirror))).toEqual([
    ['serving', false],
    ['serving', false],
  ]);
});

test('the same input gives the same topology, byte for byte', () => {
  const text = example('acme/00-start.yaml');
  expect(JSON.stringify(topologyOf(text))).toBe(
    JSON.stringify(topologyOf(text.split('---\n').reverse().join('---\n'))),
  );
});

const written = (controller: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: other }
spec: { controllerName: ${controller} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw, namespace: infra, generation: 1 }
spec:
  gatewayClassName: other
  listeners: [{ name: web, port: 80, protocol: HTTP }]
status:
  addresses: [{ type: IPAddress, value: 10.0.0.9 }]
  conditions:
    - { type: Accepted, status: "True", reason: Accepted, message: "", observedGeneration: 1, lastTransitionTime: "2026-01-01T00:00:00Z" }
    - { type: Programmed, status: "True", reason: Programmed, message: "", observedGeneration: 1, lastTransitionTime: "2026-01-01T00:00:00Z" }
  listeners:
    - name: web
      attachedRoutes: 0
      supportedKinds: []
      conditions:
        - { type: Programmed, status: "True", reason: Programmed, message: "", observedGeneration: 1, lastTransitionTime: "2026-01-01T00:00:00Z" }`;

test('what only a data plane knows is taken from the controller that runs it, for a Gateway and for its listeners', () => {
  const topology = topologyOf(written('example.com/other'));
  const badges = Object.values(topology.nodes).map((node) => ('badge' in node ? node.badge.word : ''));
  expect(badges).toEqual(['Programmed', 'Programmed']);
});

test('a Gateway with a reference that does not resolve has no unqualified tick', () => {
  const topology = topologyOf(`apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatehouse.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw, namespace: infra }
spec:
  gatewayClassName: ours
  listeners:
    - { name: web, port: 80, protocol: HTTP }
    - { name: odd, port: 81, protocol: HTTP, allowedRoutes: { kinds: [{ kind: TCPRoute }] } }`);
  const gateway = Object.values(topology.nodes).find(({ type }) => type === 'gateway');
  expect(gateway).toMatchObject({ badge: { name: 'partial', word: 'ListenersNotResolved' } });
});

test('a Route of a kind that has no verdict reads Not judged everywhere, never unknown or without status', () => {
  const grpc = routeYaml('shop', 'grpc', '{name: edge, namespace: infra}').replace(
    'kind: HTTPRoute',
    'kind: GRPCRoute',
  );
  const node = Object.values(
    topologyOf(documents(namespaceYaml('shop'), gatewayYaml('{name: web, protocol: HTTP, port: 80}'), grpc)).nodes,
  ).find(({ type }) => type === 'route');
  const cell = { word: 'Not judged', reason: '' };
  expect(node).toMatchObject({ state: 'notJudged', badge: { word: 'Not judged' }, accepted: cell, resolved: cell });
  expect(node?.type === 'route' && node.parents.map(({ accepted }) => accepted.word)).toEqual(['Not judged']);
});

const listenerSetYaml = (namespace: string, name: string, hostname: string, gateway = 'edge'): string =>
  `apiVersion: ${GROUP}/v1\nkind: ListenerSet\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {parentRef: {name: ${gateway}, namespace: infra}, listeners: [{name: web, port: 80, protocol: HTTP, hostname: ${hostname}}]}`;
const setKey = (namespace: string, name: string) => objectKey({ group: GROUP, kind: 'ListenerSet', namespace, name });
const allowing = (namespaces: string) => `${gatewayYaml(open)}\n  allowedListeners: {namespaces: ${namespaces}}`;

test('a ListenerSet stands between its Gateway and its listeners, and says why it is not taken', () => {
  const topology = topologyOf(
    documents(
      allowing('{from: Selector, selector: {matchLabels: {may-listen: "yes"}}}'),
      namespaceYaml('shop', 'may-listen: "yes"'),
      namespaceYaml('hr'),
      listenerSetYaml('shop', 'taken', 'shop.test'),
      listenerSetYaml('hr', 'refused', 'hr.test'),
      routeYaml('hr', 'r', '{kind: ListenerSet, name: refused}'),
      routeYaml('shop', 'r', '{kind: ListenerSet, name: taken}'),
    ),
  );
  const gateway = objectKey({ group: GROUP, kind: 'Gateway', namespace: 'infra', name: 'edge' });
  expect(topology.nodes[setKey('shop', 'taken')]).toMatchObject({
    gateway,
    taken: 'yes',
    chip: null,
    badge: { word: 'Programmed' },
    counts: { attached: 1, refused: 0 },
  });
  expect(topology.nodes[setKey('hr', 'refused')]).toMatchObject({
    gateway,
    taken: 'no',
    chip: { reason: 'NotAllowed', verb: 'needs', operand: 'may-listen=yes' },
    badge: { word: 'NotAllowed' },
    accepted: { word: 'False', reason: 'NotAllowed' },
    counts: { attached: 0, refused: 1 },
  });
  expect(topology.nodes[`${setKey('hr', 'refused')}#web`]).toMatchObject({ gateway, badge: { word: 'NotAllowed' } });
  expect(edgesOf(topology, 'hr', 'r')[0]).toMatchObject({
    gateway,
    verdict: 'refused',
    chip: { reason: 'NotAllowedByListeners', verb: 'ListenerSet needs', operand: 'may-listen=yes' },
  });
});

test('the chain of a ListenerSet holds its Routes and not those of the Gateway', () => {
  const topology = topologyOf(
    documents(
      allowing('{from: All}'),
      listenerSetYaml('shop', 'own', 'shop.test'),
      routeYaml('shop', 'by-set', '{kind: ListenerSet, name: own}'),
      routeYaml('shop', 'by-gateway', '{name: edge, namespace: infra}'),
    ),
  );
  const chain = chainOf(topology, setKey('shop', 'own'));
  expect(chain).toContain(routeKey('shop', 'by-set'));
  expect(chain).not.toContain(routeKey('shop', 'by-gateway'));
  expect(chainOf(topology, routeKey('shop', 'by-set'))).toContain(setKey('shop', 'own'));
});

test('the Gateway that a ListenerSet names and that is not there is a ghost', () => {
  const near = objectKey({ group: GROUP, kind: 'Gateway', namespace: 'infra', name: 'edge' });
  const topology = topologyOf(documents(gatewayYaml(open), listenerSetYaml('shop', 'own', 'shop.test', 'egde')), {
    suggest: () => near,
  });
  const missing = objectKey({ group: GROUP, kind: 'Gateway', namespace: 'infra', name: 'egde' });
  expect(topology.nodes[missing]).toMatchObject({
    type: 'ghost',
    state: 'missing',
    didYouMean: { text: 'infra/edge' },
  });
  expect(topology.nodes[setKey('shop', 'own')]).toMatchObject({ taken: 'no', badge: { word: 'No Gateway' } });
});

test.each([
  // sectionName          card              why                             edges          backend
  ['', 'Partly served', 'one of two listeners serves', [true, false], 'serving'],
  [', sectionName: tls', 'Not served', 'its certificate is missing', [false], 'notServing'],
  [', sectionName: http', 'Accepted', 'the one that serves', [true], 'serving'],
])('a Route of edge%s is accepted and on its card %s: %s', (section, word, _why, serving, backend) => {
  const tls =
    '{name: tls, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: gone}]}, allowedRoutes: {namespaces: {from: All}}}';
  const parent = `{name: edge, namespace: infra${section}}`;
  const topology = topologyOf(documents(gatewayYaml(open, tls), serviceYaml('a', 'web'), routeYaml('a', 'r', parent)));
  expect(route(topology, 'a', 'r')).toMatchObject({ state: 'accepted', accepted: { word: 'True' }, badge: { word } });
  const edges = edgesOf(topology, 'a', 'r');
  expect(edges.flatMap((edge) => (edge.type === 'attachment' ? [edge.serving] : []))).toEqual(serving);
  expect(edges.flatMap((edge) => (edge.type === 'backend' ? [edge.state] : []))).toEqual([backend]);
});
