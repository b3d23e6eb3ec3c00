import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { wholeSpecCapabilities } from '#lib/binding/capabilities.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { documents, gatewayYaml } from '#lib/topology/testdata/topology-of.ts';
import { readDraft } from '../request-tester/draft.ts';
import { testHref, testOfRoute } from './test-request.ts';

const v1 = 'gateway.networking.k8s.io/Gateway/infra/edge' as ObjectKey;
const legacy = 'networking.x-k8s.io/Gateway/infra/edge' as ObjectKey;

test.each([
  [
    { gateway: v1, listener: 'http', method: 'GET', path: '/hr' },
    '/test?gateway=infra%2Fedge&listener=http&method=GET&path=%2Fhr',
  ],
  [{ gateway: v1, listener: 'http', hostname: '*.a.test' }, '/test?gateway=infra%2Fedge&listener=http&host=www.a.test'],
  [
    { gateway: legacy, listener: 'http', hostname: null },
    '/test?gateway=networking.x-k8s.io%2FGateway%2Finfra%2Fedge&listener=http',
  ],
])('%j is tried at %s', (request, href) => {
  expect(testHref(request)).toBe(href);
});

/** The request that the link of a Route with this match fills in. */
function filledIn(match: string) {
  const route = [
    'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: shop, namespace: infra}',
    `spec: {parentRefs: [{name: edge}], rules: [{matches: [${match}]}]}`,
  ].join('\n');
  const text = documents(gatewayYaml('{name: web, port: 80, protocol: HTTP}'), route);
  const { snapshot } = snapshotFromManifests([{ file: 'shop.yaml', text }], 'complete');
  const { routes } = bind(snapshot, {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: wholeSpecCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'yes',
  });
  const [result] = routes.values();
  const [stored] = snapshot.httpRoutes.values();
  if (!result || !stored) throw new Error('no route');
  const href = testOfRoute(result, stored.spec.rules[0]?.matches[0])?.href ?? '';
  const { method, path, headers } = readDraft(new URL(href, 'http://a.test').searchParams);
  return { method, path, headers: headers.map(({ name, value }) => `${name}=${value}`) };
}

test.each([
  ['{path: {value: /a}}', { method: 'GET', path: '/a', headers: [] }],
  [
    '{method: POST, headers: [{name: x-team, value: "red: 1"}, {name: version, value: v2}]}',
    { method: 'POST', path: '/', headers: ['x-team=red: 1', 'version=v2'] },
  ],
  [
    '{path: {type: Exact, value: /a}, queryParams: [{name: q, value: "a b&c"}, {name: r, value: "1"}]}',
    { method: 'GET', path: '/a?q=a%20b%26c&r=1', headers: [] },
  ],
  [
    '{headers: [{type: RegularExpression, name: x, value: "a+"}], queryParams: [{type: RegularExpression, name: q, value: "a+"}]}',
    { method: 'GET', path: '/', headers: [] },
  ],
  ['{headers: [{name: x-api-key, value: hidden}]}', { method: 'GET', path: '/', headers: ['x-api-key='] }],
] as const)('the request that %s asks for is filled in', (match, request) => {
  expect(filledIn(match)).toEqual(request);
});
