import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { BindOptions } from '#lib/binding/result.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { buildRouteTable } from './build-route-table.ts';
import type { RouteTable } from './route-table.ts';

const options: BindOptions = {
  controllerNames: ['gatehouse.dev/gateway-controller'],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'yes',
};

function tableOf(...texts: readonly string[]): RouteTable {
  const files = texts.map((text, i) => ({ file: `${i}.yaml`, text }));
  const { snapshot, problems } = snapshotFromManifests(files, 'complete');
  expect(problems).toEqual([]);
  return buildRouteTable(snapshot, bind(snapshot, options), { generation: 7 });
}

const namespaces = ['infra', 'apples', 'bananas'].map(
  (name) => `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}}}`,
);
const gateway = (listener = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: gatehouse
  listeners: [{name: proxy, protocol: HTTP, port: 80${listener}}]`;
const route = (namespace: string, name: string, rules: string, more = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: ${namespace}, creationTimestamp: "2026-01-01T00:00:00Z"}
spec: {parentRefs: [{name: edge, namespace: infra}], ${more} rules: ${rules}}`;
const service = (namespace: string, name: string) => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {ports: [{name: http, port: 1027, targetPort: 3000}]}`;
const slice = (name: string, service: string, endpoints: string, more = '') => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, namespace: infra, labels: {kubernetes.io/service-name: ${service}}}
addressType: IPv4
ports: [{name: http, port: 3000, protocol: TCP}, {name: metrics, port: 9000, protocol: TCP}]
endpoints: ${endpoints}
${more}`;
const backend = (name: string, more = '') => `{name: ${name}, port: 1027${more}}`;

const onlyListener = (table: RouteTable) => {
  const [listener] = table.gateways[0]?.listeners ?? [];
  if (!listener) throw new Error('no listener');
  return listener;
};
const docs = (...parts: readonly string[]) => [...namespaces, ...parts].join('\n---\n');

test('an attached Route stands in the list once per hostname, rule and match, and a refused one beside it', () => {
  const table = tableOf(
    docs(
      gateway(),
      route(
        'infra',
        'fruits',
        '[{matches: [{path: {value: /fruits/}}, {method: GET, headers: [{name: X-A, value: "1"}, {name: x-a, value: "2"}]}]}]',
        'hostnames: [a.test, b.test],',
      ),
      route('apples', 'apples', '[{matches: [{path: {value: /apples}}]}]'),
    ),
  );
  const listener = onlyListener(table);
  expect(table.generation).toBe(7);
  expect(listener.entries.map(({ hostname, match, matchIndex }) => [hostname, match.path.value, matchIndex])).toEqual([
    ['a.test', '/fruits', 0],
    ['b.test', '/fruits', 0],
    ['a.test', '', 1],
    ['b.test', '', 1],
  ]);
  expect(listener.entries.at(-1)?.match).toEqual({
    path: { type: 'PathPrefix', value: '' },
    method: 'GET',
    headers: [{ type: 'Exact', name: 'x-a', value: '1' }],
    queryParams: [],
  });
  expect(
    listener.refused.map(({ entry, failed }) => [entry.match.path.value, failed.map(({ check }) => check)]),
  ).toEqual([['/apples', ['routeNamespace']]]);
});

test('hostnames a Route has beyond its listener are not served', () => {
  const table = tableOf(
    docs(gateway(', hostname: "*.a.test"'), route('infra', 'r', '[{}]', 'hostnames: [x.a.test, "*.test", b.test],')),
  );
  expect(onlyListener(table).entries.map(({ hostname }) => hostname)).toEqual(['x.a.test', '*.a.test']);
});

test('a Route whose hostnames miss the listener is refused with the hostnames it asked for', () => {
  const table = tableOf(docs(gateway(', hostname: a.test'), route('infra', 'r', '[{}]', 'hostnames: [b.test],')));
  const { entries, refused } = onlyListener(table);
  expect([entries, refused.map(({ entry }) => entry.hostname)]).toEqual([[], ['b.test']]);
});

test('backends are dialled at the addresses of all their slices, by port name, each once', () => {
  const table = tableOf(
    docs(
      gateway(),
      service('infra', 'echo'),
      slice(
        'one',
        'echo',
        '[{addresses: [127.64.0.2], targetRef: {kind: Pod, name: echo-b}}, {addresses: [127.64.0.1]}]',
      ),
      slice('two', 'echo', '[{addresses: [127.64.0.1]}, {addresses: [127.64.0.9], conditions: {ready: false}}]'),
      slice('other', 'unrelated', '[{addresses: [127.64.0.7]}]'),
      route(
        'infra',
        'r',
        `[{backendRefs: [${backend('echo', ', weight: 3')}], timeouts: {request: 1s500ms, backendRequest: 0s}}]`,
      ),
    ),
  );
  expect(onlyListener(table).entries[0]?.action).toMatchObject({
    kind: 'forward',
    timeouts: { requestMs: 1500, backendRequestMs: null },
    backends: [
      {
        weight: 3,
        port: 1027,
        outcome: {
          state: 'resolved',
          endpoints: [
            { address: '127.64.0.1', port: 3000, pod: null },
            { address: '127.64.0.2', port: 3000, pod: 'echo-b' },
          ],
        },
      },
    ],
  });
});

test('when none is ready, endpoints that serve while they terminate are dialled', () => {
  const ends =
    '[{addresses: [127.64.0.1], conditions: {ready: false, serving: true, terminating: true}}, {addresses: [127.64.0.2], conditions: {ready: false}}]';
  const table = tableOf(
    docs(
      gateway(),
      service('infra', 'echo'),
      slice('one', 'echo', ends),
      route('infra', 'r', `[{backendRefs: [${backend('echo')}]}]`),
    ),
  );
  expect(onlyListener(table).entries[0]?.action).toMatchObject({
    backends: [{ outcome: { endpoints: [{ address: '127.64.0.1' }] } }],
  });
});

test('an invalid backend keeps its weight and says why; a Service without slices has no endpoints', () => {
  const table = tableOf(
    docs(
      gateway(),
      service('infra', 'echo'),
      service('bananas', 'far'),
      route(
        'infra',
        'r',
        `[{backendRefs: [${backend('echo')}, ${backend('far', ', namespace: bananas, weight: 70')}, ${backend('gone')}]}]`,
      ),
    ),
  );
  const { action } = onlyListener(table).entries[0] ?? {};
  const outcomes =
    action?.kind === 'forward' ? action.backends.map(({ weight, outcome }) => ({ weight, ...outcome })) : [];
  expect(outcomes).toMatchObject([
    { weight: 1, state: 'resolved', endpoints: [], protocol: 'http1', tls: null },
    { weight: 70, state: 'invalid', reason: 'RefNotPermitted' },
    { weight: 1, state: 'invalid', reason: 'BackendNotFound' },
  ]);
});

test('a rule that asks for what we do not serve is unusable, its neighbours go on', () => {
  const table = tableOf(
    docs(
      gateway(),
      service('infra', 'echo'),
      route(
        'infra',
        'r',
        `[{matches: [{path: {value: /m}}], filters: [{type: ExternalAuth, externalAuth: {protocol: HTTP, backendRef: ${backend('echo')}}}], backendRefs: [${backend('echo')}]}, {backendRefs: [${backend('echo')}]}]`,
      ),
    ),
  );
  expect(onlyListener(table).entries.map(({ action }) => action.kind)).toEqual(['unusable', 'forward']);
});

test('mirrors, CORS and retry stand in the action with their defaults', () => {
  const mirror = (ref: string, more = '') =>
    `{type: RequestMirror, requestMirror: {backendRef: ${backend(ref)}${more}}}`;
  const table = tableOf(
    docs(
      gateway(),
      service('infra', 'echo'),
      route(
        'infra',
        'r',
        `[{filters: [${mirror('echo')}, ${mirror('gone', ', percent: 20')}, ${mirror('echo', ', fraction: {numerator: 1, denominator: 8}')}, {type: CORS, cors: {allowOrigins: ['*']}}], retry: {codes: [503]}, backendRefs: [${backend('echo')}]}]`,
      ),
    ),
  );
  expect(onlyListener(table).entries[0]?.action).toMatchObject({
    kind: 'forward',
    retry: { attempts: 2, codes: [503], backoffMs: 25 },
    filters: [
      { type: 'RequestMirror', share: 1, backend: { port: 1027, outcome: { state: 'resolved' } } },
      { type: 'RequestMirror', share: 0.2, backend: { outcome: { state: 'invalid', reason: 'BackendNotFound' } } },
      { type: 'RequestMirror', share: 0.125 },
      {
        type: 'CORS',
        allowOrigins: ['*'],
        allowCredentials: false,
        allowMethods: [],
        allowHeaders: [],
        exposeHeaders: [],
        maxAgeSeconds: 5,
      },
    ],
  });
});

test('CORS on a backendRef makes our rule unusable: it would have to answer before the backend is drawn', () => {
  const ref = backend('echo', ", filters: [{type: CORS, cors: {allowOrigins: ['*']}}]");
  const table = tableOf(docs(gateway(), service('infra', 'echo'), route('infra', 'r', `[{backendRefs: [${ref}]}]`)));
  expect(onlyListener(table).entries[0]?.action).toMatchObject({
    kind: 'unusable',
    problems: [
      { field: 'spec.rules[0].backendRefs[0].filters[0]', message: expect.stringContaining('CORS of a backendRef') },
    ],
  });
});

test('an HTTPS listener whose Secret is missing serves nothing and says so', () => {
  const https = gateway().replace('protocol: HTTP,', 'protocol: HTTPS, tls: {certificateRefs: [{name: gone}]},');
  const table = tableOf(docs(https, route('infra', 'r', '[{}]')));
  const { serving, entries } = onlyListener(table);
  expect(serving).toEqual({ state: 'notServing', why: 'InvalidCertificateRef' });
  expect(entries).toHaveLength(1);
});

test('a port that the data plane could not bind is asked for again', () => {
  const { snapshot } = snapshotFromManifests([{ file: 'a.yaml', text: docs(gateway()) }], 'complete');
  const [key] = snapshot.gateways.keys();
  if (!key) throw new Error('no Gateway');
  const report = {
    address: '127.66.0.1',
    unusableAddresses: [],
    ports: new Map([[80, { state: 'refused' as const, why: 'EACCES' }]]),
  };
  const binding = bind(snapshot, { ...options, dataPlane: { kind: 'reported', gateways: new Map([[key, report]]) } });
  expect(binding.gateways.get(key)?.listeners[0]?.conditions[0]?.reason).toBe('PortUnavailable');
  expect(onlyListener(buildRouteTable(snapshot, binding, { generation: 1 })).serving).toEqual({ state: 'serving' });
});

test('the table survives being cloned to another thread', () => {
  const table = tableOf(docs(gateway(), route('infra', 'r', '[{}]')));
  expect(structuredClone(table)).toEqual(table);
});

test('a backend that speaks what we do not is invalid on our Gateways alone, until we serve it', () => {
  const files = [
    docs(
      gateway(),
      '{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: theirs}, spec: {controllerName: example.com/c}}',
      gateway().replace('name: edge', 'name: far').replace('gatewayClassName: gatehouse', 'gatewayClassName: theirs'),
      service('infra', 'grpc').replace('name: http,', 'name: http, appProtocol: kubernetes.io/h2c,'),
      route('infra', 'both', `[{backendRefs: [${backend('grpc')}]}]`).replace(
        'parentRefs: [',
        'parentRefs: [{name: far}, ',
      ),
    ),
  ].map((text) => ({ file: 'all.yaml', text }));
  const { snapshot, problems } = snapshotFromManifests(files, 'complete');
  expect(problems).toEqual([]);
  const outcomes = (capabilities: BindOptions['capabilities']) =>
    buildRouteTable(snapshot, bind(snapshot, { ...options, capabilities }), { generation: 1 }).gateways.map(
      ({ owner, listeners }) => {
        const action = listeners[0]?.entries[0]?.action;
        return [owner, action?.kind === 'forward' && action.backends.map(({ outcome }) => outcome.state)];
      },
    );
  expect(outcomes({ ...embeddedProxyCapabilities, backendProtocols: [] })).toEqual([
    ['ours', ['invalid']],
    ['other', ['resolved']],
  ]);
  expect(outcomes({ ...embeddedProxyCapabilities, backendProtocols: ['kubernetes.io/h2c'] })).toEqual([
    ['ours', ['resolved']],
    ['other', ['resolved']],
  ]);
});

test('a Route of which no rule can be served is refused, and keeps its requests from others with 500', () => {
  const auth = `{type: ExternalAuth, externalAuth: {protocol: HTTP, backendRef: ${backend('web')}}}`;
  const table = tableOf(
    docs(
      gateway(),
      service('infra', 'web'),
      route('infra', 'a', `[{filters: [${auth}], backendRefs: [${backend('web')}]}]`),
      route('infra', 'b', `[{backendRefs: [${backend('web')}]}]`),
    ),
  );
  const { entries, refused } = onlyListener(table);
  expect(entries.map(({ route, standing, action }) => [route.split('/').at(-1), standing, action.kind])).toEqual([
    ['a', 'refused', 'unusable'],
    ['b', 'attached', 'forward'],
  ]);
  expect(refused).toEqual([]);
});
