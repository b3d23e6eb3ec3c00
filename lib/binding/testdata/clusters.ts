import fc from 'fast-check';
import type { KubeObject } from '#lib/kube/object.ts';
import { keyOf } from '#lib/kube/object-key.ts';
import { applyEvents, emptySnapshot, type SnapshotEvent } from '#lib/snapshot/apply-event.ts';
import { collectionOfObject } from '#lib/snapshot/collections.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { embeddedProxyCapabilities } from '../capabilities.ts';
import type { BindOptions } from '../result.ts';

/** One controller, ours, whose data plane gives what is asked. */
export const options: BindOptions = {
  controllerNames: ['gatehouse.dev/gateway-controller'],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'no',
};

/** A snapshot of objects as they would be stored, in any order. */
export function snapshotOf(objects: readonly unknown[], start: Snapshot = emptySnapshot('complete')): Snapshot {
  const events = (objects as readonly KubeObject[]).flatMap((object): SnapshotEvent[] => {
    const collection = collectionOfObject(object);
    return collection ? [{ type: 'set', collection, object }] : [];
  });
  return applyEvents(start, events);
}

export const group = 'gateway.networking.k8s.io';
export const api = `${group}/v1`;
/** The GatewayClass of our controller, and one of another. */
export const ours = {
  apiVersion: api,
  kind: 'GatewayClass',
  metadata: { name: 'gatehouse' },
  spec: { controllerName: 'gatehouse.dev/gateway-controller' },
};
export const theirs = {
  apiVersion: api,
  kind: 'GatewayClass',
  metadata: { name: 'theirs' },
  spec: { controllerName: 'example.com/controller' },
};

const namespaceName = fc.constantFrom('a', 'b', 'c');
const objectName = fc.constantFrom('x', 'y');
const hostname = fc.constantFrom('a.com', '*.a.com', 'b.a.com', '*.com', 'x.org', 'b.b.a.com');
const labels = fc.dictionary(fc.constantFrom('team', 'tier'), fc.constantFrom('a', 'b'), { maxKeys: 2 });
const selector = fc.record(
  {
    matchLabels: labels,
    matchExpressions: fc.array(
      fc.record({
        key: fc.constantFrom('team', 'tier', 'kubernetes.io/metadata.name'),
        operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', 'Near'),
        values: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);
const listener = fc.record(
  {
    hostname,
    port: fc.constantFrom(80, 443),
    protocol: fc.constantFrom('HTTP', 'HTTPS', 'TCP', 'example.com/x'),
    tls: fc.record({
      certificateRefs: fc.array(fc.record({ name: objectName, namespace: namespaceName }), { maxLength: 2 }),
    }),
    allowedRoutes: fc.record({
      namespaces: fc.record(
        { from: fc.constantFrom('All', 'Same', 'Selector', 'Elsewhere'), selector },
        { requiredKeys: ['from'] },
      ),
      kinds: fc.array(fc.record({ kind: fc.constantFrom('HTTPRoute', 'GRPCRoute') }), { maxLength: 2 }),
    }),
  },
  { requiredKeys: ['port', 'protocol'] },
);
/** Gateways of any of three classes. */
export const gateway = fc.record({
  apiVersion: fc.constant(api),
  kind: fc.constant('Gateway'),
  metadata: fc.record({ name: objectName, namespace: namespaceName }),
  spec: fc.record({
    gatewayClassName: fc.constantFrom('gatehouse', 'theirs', 'gone'),
    allowedListeners: fc.record({
      namespaces: fc.record(
        { from: fc.constantFrom('All', 'Same', 'Selector', 'None'), selector },
        { requiredKeys: ['from'] },
      ),
    }),
    listeners: fc
      .array(listener, { minLength: 1, maxLength: 3 })
      .map((list) => list.map((item, index) => ({ name: `l${index}`, ...item }))),
  }),
});
const listenerSet = fc.record({
  apiVersion: fc.constant(api),
  kind: fc.constant('ListenerSet'),
  metadata: fc.record({
    name: objectName,
    namespace: namespaceName,
    creationTimestamp: fc.constantFrom('2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z'),
  }),
  spec: fc.record({
    parentRef: fc.record({ name: objectName, namespace: namespaceName }),
    listeners: fc
      .array(listener, { minLength: 1, maxLength: 2 })
      .map((list) => list.map((item, index) => ({ name: `l${index}`, ...item }))),
  }),
});
const backendRef = fc.record(
  {
    name: objectName,
    namespace: namespaceName,
    kind: fc.constantFrom('Service', 'Bucket'),
    port: fc.constantFrom(80, 81),
    weight: fc.constantFrom(0, 1),
  },
  { requiredKeys: ['name'] },
);
const route = fc.record({
  apiVersion: fc.constant(api),
  kind: fc.constant('HTTPRoute'),
  metadata: fc.record({ name: objectName, namespace: namespaceName }),
  spec: fc.record(
    {
      parentRefs: fc.array(
        fc.record(
          {
            name: objectName,
            namespace: namespaceName,
            sectionName: fc.constantFrom('l0', 'l1', 'gone'),
            port: fc.constantFrom(80, 443),
            kind: fc.constantFrom('Gateway', 'ListenerSet', 'Service'),
          },
          { requiredKeys: ['name'] },
        ),
        { maxLength: 3 },
      ),
      hostnames: fc.array(hostname, { maxLength: 2 }),
      rules: fc.array(
        fc.record(
          {
            backendRefs: fc.array(backendRef, { maxLength: 2 }),
            matches: fc.array(
              fc.record({
                path: fc.record({
                  type: fc.constantFrom('Exact', 'RegularExpression', 'Odd'),
                  value: fc.constantFrom('/', '/('),
                }),
              }),
              { maxLength: 1 },
            ),
            filters: fc.array(fc.record({ type: fc.constantFrom('URLRewrite', 'CORS', 'Odd') }), { maxLength: 2 }),
          },
          { requiredKeys: [] },
        ),
        { minLength: 1, maxLength: 2 },
      ),
    },
    { requiredKeys: ['rules'] },
  ),
});
const grant = fc.record({
  apiVersion: fc.constant(api),
  kind: fc.constant('ReferenceGrant'),
  metadata: fc.record({ name: objectName, namespace: namespaceName }),
  spec: fc.record({
    from: fc.array(
      fc.record({ group: fc.constant(group), kind: fc.constantFrom('HTTPRoute', 'Gateway'), namespace: namespaceName }),
      { minLength: 1, maxLength: 2 },
    ),
    to: fc.array(
      fc.record(
        { group: fc.constant(''), kind: fc.constantFrom('Service', 'Secret'), name: objectName },
        { requiredKeys: ['group', 'kind'] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
});
const service = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Service'),
  metadata: fc.record({ name: objectName, namespace: namespaceName }),
  spec: fc.constant({ ports: [{ port: 80 }] }),
});
const namespace = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Namespace'),
  metadata: fc.record({ name: namespaceName, labels }),
});
const legacyGateway = fc.record({
  apiVersion: fc.constant('networking.x-k8s.io/v1alpha1'),
  kind: fc.constant('Gateway'),
  metadata: fc.record({ name: objectName, namespace: namespaceName }),
  spec: fc.record({
    gatewayClassName: fc.constant('gatehouse'),
    listeners: fc.array(
      fc.record({
        port: fc.constantFrom(80, 81),
        protocol: fc.constantFrom('HTTP', 'HTTPS'),
        routes: fc.record({
          kind: fc.constantFrom('HTTPRoute', 'TCPRoute'),
          selector,
          namespaces: fc.record({ from: fc.constantFrom('All', 'Same') }),
        }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
});
const legacyRoute = fc.record({
  apiVersion: fc.constant('networking.x-k8s.io/v1alpha1'),
  kind: fc.constant('HTTPRoute'),
  metadata: fc.record({ name: objectName, namespace: namespaceName, labels }),
  spec: fc.record(
    {
      gateways: fc.record({
        allow: fc.constantFrom('All', 'FromList', 'SameNamespace'),
        gatewayRefs: fc.array(fc.record({ name: objectName, namespace: namespaceName }), { maxLength: 2 }),
      }),
      hostnames: fc.array(hostname, { maxLength: 1 }),
      rules: fc.array(fc.record({ forwardTo: fc.array(fc.record({ serviceName: objectName }), { maxLength: 1 }) }), {
        minLength: 1,
        maxLength: 1,
      }),
    },
    { requiredKeys: [] },
  ),
});
const anyObject = fc.oneof(
  { arbitrary: gateway, weight: 3 },
  { arbitrary: listenerSet, weight: 2 },
  { arbitrary: route, weight: 4 },
  { arbitrary: grant, weight: 2 },
  { arbitrary: service, weight: 2 },
  { arbitrary: namespace, weight: 2 },
  { arbitrary: legacyGateway, weight: 1 },
  { arbitrary: legacyRoute, weight: 1 },
);
/** One object per key, so that order cannot matter by overwriting. */
/** Up to twenty objects of every kind that bind reads, named so that many of them meet. */
export const cluster = fc
  .array(anyObject, { maxLength: 20 })
  .map((objects) => [
    ...new Map(objects.map((object) => [keyOf(object as KubeObject), object])).values(),
    ours,
    theirs,
  ]);
