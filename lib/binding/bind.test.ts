import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '#lib/kube/object.ts';
import { identityOf, keyOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { applyEvents, emptySnapshot, type SnapshotEvent } from '#lib/snapshot/apply-event.ts';
import { collectionOfObject } from '#lib/snapshot/collections.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { bind, bindRoutes } from './bind.ts';
import { embeddedProxyCapabilities } from './capabilities.ts';
import type { BindingResult, BindOptions, GatewayReport } from './result.ts';

const options: BindOptions = {
  controllerNames: ['gatehouse.dev/gateway-controller'],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'no',
};

function snapshotOf(objects: readonly unknown[], start: Snapshot = emptySnapshot('complete')): Snapshot {
  const events = (objects as readonly KubeObject[]).flatMap((object): SnapshotEvent[] => {
    const collection = collectionOfObject(object);
    return collection ? [{ type: 'set', collection, object }] : [];
  });
  return applyEvents(start, events);
}

const group = 'gateway.networking.k8s.io';
const api = `${group}/v1`;
const ours = {
  apiVersion: api,
  kind: 'GatewayClass',
  metadata: { name: 'gatehouse' },
  spec: { controllerName: 'gatehouse.dev/gateway-controller' },
};
const theirs = {
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
const gateway = fc.record({
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
const cluster = fc
  .array(anyObject, { maxLength: 20 })
  .map((objects) => [
    ...new Map(objects.map((object) => [keyOf(object as KubeObject), object])).values(),
    ours,
    theirs,
  ]);

const flat = (result: BindingResult): string =>
  JSON.stringify(result, (_, value: unknown) => (value instanceof Map ? [...value] : value));

describe('laws of bind', () => {
  test('the order in which objects come never changes a byte of the result', () => {
    fc.assert(
      fc.property(cluster, fc.infiniteStream(fc.nat()), (objects, dice) => {
        const shuffled = objects
          .map((object) => [dice.next().value, object] as const)
          .sort(([a], [b]) => a - b)
          .map(([, object]) => object);
        expect(flat(bind(snapshotOf(shuffled), options))).toBe(flat(bind(snapshotOf(objects), options)));
      }),
      { numRuns: 150 },
    );
  });

  test('no input throws, whatever is known of it', () => {
    const coverage = fc.constantFrom('complete', 'partial', 'forbidden', 'syncing', 'notInstalled' as const);
    fc.assert(
      fc.property(cluster, coverage, fc.constantFrom('yes', 'no'), (objects, known, adoptUnclassed) => {
        bind(snapshotOf(objects, emptySnapshot(known)), { ...options, adoptUnclassed });
      }),
      { numRuns: 150 },
    );
  });

  test('binding some Routes gives what binding all gives for them', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const snapshot = snapshotOf(objects);
        const all = bind(snapshot, options).routes;
        expect([...bindRoutes(snapshot, options, [...all.keys()])]).toEqual([...all]);
      }),
      { numRuns: 100 },
    );
  });

  test('no ListenerSet takes a listener of a Gateway from it', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const without = objects.filter(({ kind }) => kind !== 'ListenerSet');
        const accepted = (result: BindingResult) =>
          [...result.gateways.values()].map(({ key, conditions, listeners }) => [
            key,
            conditions,
            listeners.map((each) => each.conditions.filter(({ type }) => type !== 'OverlappingTLSConfig')),
          ]);
        expect(accepted(bind(snapshotOf(objects), options))).toEqual(accepted(bind(snapshotOf(without), options)));
      }),
      { numRuns: 150 },
    );
  });

  test('no two accepted listeners of a Gateway and its ListenerSets share a port and a hostname', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const { gateways, listenerSets } = bind(snapshotOf(objects), options);
        for (const own of gateways.values()) {
          const sets = [...listenerSets.values()].filter(({ gateway: of, refusal }) => of === own.key && !refusal);
          const standing = [own, ...sets]
            .flatMap((each) => each.listeners)
            .filter(({ conditions }) => conditions[0]?.status === 'True')
            .map(({ port, hostname: host }) => `${port} ${host}`);
          expect(new Set(standing).size).toBe(standing.length);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('taking a ReferenceGrant away never permits a reference', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const grants = objects.filter(({ kind }) => kind === 'ReferenceGrant');
        const without = objects.filter((object) => object !== grants[0]);
        const before = permitted(bind(snapshotOf(objects), options));
        for (const field of permitted(bind(snapshotOf(without), options))) expect(before).toContain(field);
      }),
      { numRuns: 150 },
    );
  });

  test('attachedRoutes are the distinct Routes with an accepted parent that passed every check of the listener', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const result = bind(snapshotOf(objects), options);
        for (const { listeners: declared } of [...result.gateways.values(), ...result.listenerSets.values()]) {
          for (const { key, attachedRoutes } of declared) {
            const expected = [...result.routes.values()].filter(({ parents }) =>
              parents.some(
                ({ accepted, listeners }) =>
                  (accepted === null || accepted.status === 'True') &&
                  listeners.some((v) => v.listener === key && v.checks.every(({ outcome }) => outcome === 'pass')),
              ),
            );
            expect(attachedRoutes).toEqual(expected.map((r) => r.key));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('objects of another controller change nothing of ours', () => {
    fc.assert(
      fc.property(cluster, gateway, (objects, foreign) => {
        const added = {
          ...foreign,
          metadata: { name: 'foreign', namespace: 'a' },
          spec: { ...foreign.spec, gatewayClassName: 'theirs' },
        };
        const [before, after] = [bind(snapshotOf(objects), options), bind(snapshotOf([...objects, added]), options)];
        expect([...after.routes]).toEqual([...before.routes]);
        expect([...after.gateways].filter(([key]) => identityOf(key).name !== 'foreign')).toEqual([...before.gateways]);
      }),
      { numRuns: 100 },
    );
  });

  test('a v1alpha1 Route never has a v1 parent, nor the reverse', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        for (const { key, parents } of bind(snapshotOf(objects), options).routes.values()) {
          for (const { parent, target } of parents) {
            if (target.state === 'found') expect(identityOf(parent).group).toBe(identityOf(key).group);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

function permitted(result: BindingResult): string[] {
  return [...result.routes].flatMap(([key, { rules }]) =>
    rules
      .flatMap(({ backends }) => backends)
      .filter(
        ({ grant: use, outcome }) =>
          use.needed && !(outcome.state === 'invalid' && outcome.reason === 'RefNotPermitted'),
      )
      .map(({ field }) => `${key} ${field}`),
  );
}

describe('what the data plane reports', () => {
  const web = {
    apiVersion: api,
    kind: 'Gateway',
    metadata: { name: 'web', namespace: 'a' },
    spec: {
      gatewayClassName: 'gatehouse',
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP' },
        { name: 'alt', port: 8080, protocol: 'HTTP' },
      ],
    },
  };
  const key = `${group}/Gateway/a/web` as ObjectKey;
  const fine: GatewayReport = {
    address: '127.66.0.1',
    unusableAddresses: [],
    ports: new Map([
      [80, { state: 'bound' }],
      [8080, { state: 'bound' }],
    ]),
  };

  function programmed(report: GatewayReport | null): string[] {
    const gateways = new Map(report ? [[key, report]] : []);
    const result = bind(snapshotOf([ours, web]), {
      ...options,
      dataPlane: { kind: 'reported', gateways },
    }).gateways.get(key);
    const words = (conditions: readonly { type: string; status: string; reason: string }[] = []) =>
      conditions
        .filter(({ type }) => type !== 'ResolvedRefs')
        .map((c) => `${c.type}=${c.status}/${c.reason}`)
        .join(' ');
    return [words(result?.conditions), ...(result?.listeners ?? []).map(({ conditions }) => words(conditions))];
  }

  const accepted = 'Accepted=True/Accepted';
  test.each([
    [
      'nothing yet',
      null,
      [
        `${accepted} Programmed=Unknown/Pending`,
        `${accepted} Programmed=Unknown/Pending`,
        `${accepted} Programmed=Unknown/Pending`,
      ],
    ],
    [
      'everything',
      fine,
      [
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
    [
      'one port moved',
      {
        ...fine,
        ports: new Map(fine.ports).set(80, { state: 'remapped', address: '127.0.0.1', port: 18080, why: 'EACCES' }),
      },
      [
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
    [
      'one port refused',
      { ...fine, ports: new Map(fine.ports).set(80, { state: 'refused', why: 'EADDRINUSE' }) },
      [
        'Accepted=True/ListenersNotValid Programmed=True/Programmed',
        'Accepted=False/PortUnavailable Programmed=False/Invalid',
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
    [
      'one port not yet',
      { ...fine, ports: new Map([[80, { state: 'bound' }]]) },
      [
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=Unknown/Pending`,
      ],
    ],
    [
      'no address',
      { ...fine, address: null },
      [
        `${accepted} Programmed=False/AddressNotAssigned`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
    [
      'no address, so no port either',
      { ...fine, address: null, ports: new Map() },
      [
        `${accepted} Programmed=False/AddressNotAssigned`,
        `${accepted} Programmed=False/Invalid`,
        `${accepted} Programmed=False/Invalid`,
      ],
    ],
    [
      'only an address that cannot be used',
      { address: null, unusableAddresses: [{ value: '10.0.0.1', why: 'not local' }], ports: new Map() },
      [
        `${accepted} Programmed=False/AddressNotUsable`,
        `${accepted} Programmed=False/Invalid`,
        `${accepted} Programmed=False/Invalid`,
      ],
    ],
    [
      'an address that cannot be used',
      { ...fine, unusableAddresses: [{ value: '10.0.0.1', why: 'not local' }] },
      [
        `${accepted} Programmed=False/AddressNotUsable`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
  ] satisfies [string, GatewayReport | null, string[]][])('%s', (_, report, expected) => {
    expect(programmed(report)).toEqual(expected);
  });

  test('an address is published while some listener answers there', () => {
    const addressesWith = (ports: GatewayReport['ports']) => {
      const dataPlane = { kind: 'reported', gateways: new Map([[key, { ...fine, ports }]]) } as const;
      return bind(snapshotOf([ours, web]), { ...options, dataPlane }).gateways.get(key)?.addresses;
    };
    expect(addressesWith(new Map([[80, { state: 'bound' }]]))).toEqual([{ type: 'IPAddress', value: '127.66.0.1' }]);
    expect(addressesWith(new Map())).toEqual([]);
    const refused = { state: 'refused', why: 'EADDRINUSE' } as const;
    expect(addressesWith(new Map([80, 8080].map((port) => [port, refused])))).toEqual([]);
  });

  test('a moved port is said where it answers', () => {
    const ports = new Map(fine.ports).set(80, { state: 'remapped', address: '127.0.0.1', port: 18080, why: 'EACCES' });
    const dataPlane = { kind: 'reported', gateways: new Map([[key, { ...fine, ports }]]) } as const;
    const [listenerResult] =
      bind(snapshotOf([ours, web]), { ...options, dataPlane }).gateways.get(key)?.listeners ?? [];
    expect(listenerResult?.conditions.map(({ message }) => message)).toContain(
      'Port 80 cannot be bound (EACCES), so it answers on 127.0.0.1:18080.',
    );
  });

  test('certificates are judged by the reader passed in, and one that throws makes them invalid', () => {
    const tls = {
      ...web,
      spec: {
        gatewayClassName: 'gatehouse',
        listeners: [{ name: 's', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'x' }] } }],
      },
    };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'x', namespace: 'a' },
      data: { 'tls.crt': 'YQ==', 'tls.key': 'YQ==' },
    };
    const outcome = (checkCertificate: BindOptions['checkCertificate']) =>
      bind(snapshotOf([ours, tls, secret]), { ...options, checkCertificate }).gateways.get(key)?.listeners[0]
        ?.certificates[0]?.outcome;
    expect(outcome(() => ({ valid: true, notAfter: '2030-01-01T00:00:00Z', dnsNames: ['a.com'] }))).toMatchObject({
      state: 'valid',
      dnsNames: ['a.com'],
    });
    expect(outcome(() => ({ valid: false, why: 'expired key' }))).toMatchObject({
      state: 'invalid',
      reason: 'InvalidCertificateRef',
    });
    expect(
      outcome(() => {
        throw new Error('boom');
      }),
    ).toMatchObject({ state: 'invalid' });
    expect(outcome(undefined)).toMatchObject({
      state: 'invalid',
      message: expect.stringContaining('no PEM certificate'),
    });
  });
});
