import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { BindOptions } from '#lib/binding/result.ts';
import { explainRoute } from '#lib/explain/explain-route.ts';
import { formatSentence } from '#lib/explain/explanation.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { firstRole, orderParents, titleOfParent } from './parent-order.ts';

const options: BindOptions = {
  controllerNames: ['gatehouse.dev/gateway-controller'],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'yes',
};

function explain(text: string, key: string) {
  const { snapshot } = snapshotFromManifests([{ file: 'x.yaml', text }], 'complete');
  const binding = bind(snapshot, options);
  const result = binding.routes.get(key as ObjectKey);
  const explanation = explainRoute(snapshot, binding, key as ObjectKey, options);
  if (!result || !explanation) throw new Error(`no Route ${key}`);
  return { result, explanation };
}

const manyParents = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: x
  listeners:
    - {name: a, protocol: HTTP, port: 80}
    - {name: b, protocol: HTTP, port: 81, hostname: other.test}
    - {name: c, protocol: HTTP, port: 82}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop}
spec:
  hostnames: [shop.test]
  parentRefs:
    - {name: edge, sectionName: a}
    - {name: gone}
    - {name: edge, sectionName: c}
    - {name: edge, sectionName: b}
  rules: [{}]`;

test('the parent of the headline stands first, then what else failed, then what takes the Route', () => {
  const { explanation, result } = explain(manyParents, 'gateway.networking.k8s.io/HTTPRoute/shop/r');
  const titles = orderParents(explanation).map(({ parent }) => {
    const found = result.parents[parent];
    return found ? titleOfParent(found, result) : null;
  });
  expect(titles).toEqual(['parentRef 4 of 4', 'parentRef 2 of 4', 'parentRef 1 of 4', 'parentRef 3 of 4']);
  expect(formatSentence(explanation.headline)).toContain('other.test');
});

test('the first fix is for what the headline tells of, and its role is shown first', () => {
  const { explanation } = explain(manyParents, 'gateway.networking.k8s.io/HTTPRoute/shop/r');
  expect(explanation.fixes[0]?.cures).toEqual({ kind: 'parent', parent: 3 });
  const parent = (index: number) => ({ kind: 'parent', parent: index }) as const;
  expect(
    firstRole([
      { role: 'owner', cures: parent(3) },
      { role: 'app', cures: parent(1) },
    ]),
  ).toBe('owner');
  expect(
    firstRole([
      { role: 'owner', cures: parent(3) },
      { role: 'app', cures: parent(3) },
    ]),
  ).toBe('app');
  expect(firstRole([])).toBeUndefined();
});

test('a Gateway that selects a v1alpha1 Route is none of its gatewayRefs', () => {
  const file = new URL('../../examples/foobar/00-printed.yaml', import.meta.url);
  const { result } = explain(readFileSync(file, 'utf8'), 'networking.x-k8s.io/HTTPRoute/site-ns/home');
  expect(result.parents.map((parent) => titleOfParent(parent, result))).toEqual([
    'gatewayRef 1',
    'Selected by Gateway infra-ns/shared-gateway, not named',
  ]);
});
