import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { chainOf } from './chain.ts';
import { documents, gatewayYaml, routeYaml, serviceYaml, topologyOf } from './testdata/topology-of.ts';

const policyYaml = (name: string, target: string, validation: string): string =>
  [
    `apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec:`,
    `  targetRefs: [{group: "", kind: Service, name: web${target}}]`,
    `  validation: {hostname: web.test, ${validation}}`,
  ].join('\n');

const policyKey = (name: string) =>
  objectKey({ group: 'gateway.networking.k8s.io', kind: 'BackendTLSPolicy', namespace: 'shop', name });
const web = objectKey({ group: '', kind: 'Service', namespace: 'shop', name: 'web' });
const system = 'wellKnownCACertificates: System';
const lost = 'caCertificateRefs: [{group: "", kind: ConfigMap, name: lost}]';
const unreadable = 'caCertificateRefs: [{group: "", kind: Secret, name: lost}]';

const topologyWith = (...policies: readonly string[]) =>
  topologyOf(
    documents(
      gatewayYaml('{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}'),
      routeYaml('shop', 'web', '{name: edge, namespace: infra}'),
      serviceYaml('shop', 'web').replace('port: 80', 'name: https, port: 80'),
      ...policies,
    ),
  );

test.each([
  // validation  badge       word                    accepted
  [system, 'accepted', 'Accepted', 'True'],
  [lost, 'refused', 'NoValidCACertificate', 'False'],
  [unreadable, 'refused', 'NoValidCACertificate', 'False'],
])('a Service shows the policy in force for it: %s is %s, %s', (validation, name, word, accepted) => {
  const { nodes } = topologyWith(policyYaml('a', '', validation));
  expect(nodes[web]).toMatchObject({
    tls: [
      {
        policy: policyKey('a'),
        sectionName: null,
        badge: { name, word },
        sentence: `TLS by BackendTLSPolicy shop/a: ${word}.`,
      },
    ],
  });
  expect(nodes[policyKey('a')]).toMatchObject({
    type: 'tlsPolicy',
    hostname: 'web.test',
    targets: [{ service: web, sectionName: null, badge: { name, word } }],
    accepted: { word: accepted },
    badge: { name, word },
  });
});

test('a policy that another came before is no lock of the Service, and says so itself', () => {
  const { nodes } = topologyWith(policyYaml('b', '', system), policyYaml('a', '', system));
  expect(nodes[web]).toMatchObject({ tls: [{ policy: policyKey('a') }] });
  expect(nodes[policyKey('b')]).toMatchObject({ badge: { name: 'refused', word: 'Conflicted' } });
});

test.each([
  // target                        why
  [', sectionName: nope', 'a port of that name'],
  ['s', 'a Service of that name'],
])('a policy for %s is no lock: there is not %s', (target) => {
  const { nodes } = topologyWith(policyYaml('a', target, system));
  expect(nodes[web]).toMatchObject({ tls: [] });
  expect(nodes[policyKey('a')]).toMatchObject({ badge: { name: 'refused', word: 'TargetNotFound' } });
});

test('a target that is not there leaves the policy in force for the others', () => {
  const more = policyYaml('a', '', system).replace('}]', '}, {group: "", kind: Service, name: gone}]');
  const { nodes } = topologyWith(more);
  expect(nodes[web]).toMatchObject({ tls: [{ badge: { word: 'Accepted' } }] });
  expect(nodes[policyKey('a')]).toMatchObject({
    badge: { word: 'TargetNotFound' },
    targets: [{ badge: { word: 'Accepted' } }, { badge: { word: 'TargetNotFound' } }],
  });
});

test('the policy for the whole Service stands before the one for a port', () => {
  const { nodes } = topologyWith(policyYaml('a', ', sectionName: https', system), policyYaml('b', '', system));
  expect(nodes[web]).toMatchObject({
    tls: [
      { policy: policyKey('b'), sectionName: null },
      {
        policy: policyKey('a'),
        sectionName: 'https',
        sentence: 'TLS port https by BackendTLSPolicy shop/a: Accepted.',
      },
    ],
  });
});

test('a policy whose written status differs says so, and the Service it is for too', () => {
  const drift = new Map([[policyKey('a'), 'status differs']]);
  const { nodes } = topologyOf(
    documents(
      gatewayYaml('{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}'),
      routeYaml('shop', 'web', '{name: edge, namespace: infra}'),
      serviceYaml('shop', 'web'),
      policyYaml('a', '', system),
    ),
    { drift },
  );
  expect(nodes[policyKey('a')]).toMatchObject({ drift: 'status differs' });
  expect(nodes[web]).toMatchObject({
    tls: [
      {
        drift: 'status differs',
        sentence: 'TLS by BackendTLSPolicy shop/a: Accepted. Drift: status differs.',
      },
    ],
  });
});

test('a Service without a policy has no lock', () => {
  expect(topologyWith().nodes[web]).toMatchObject({ tls: [] });
});

test('the chain of a policy is that of the Services it is for', () => {
  const topology = topologyWith(policyYaml('a', '', system));
  const chain = chainOf(topology, policyKey('a'));
  expect(chain).toEqual(new Set([policyKey('a'), ...chainOf(topology, web)]));
  expect(chain.has(web)).toBe(true);
});
