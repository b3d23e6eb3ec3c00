import { describe, expect, test } from 'vitest';
import type { KubeObject } from '#lib/kube/object.ts';
import { keyOf } from '#lib/kube/object-key.ts';
import { applyEvents, emptySnapshot } from './apply-event.ts';
import { readManifests, snapshotFromManifests } from './from-manifests.ts';

const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const set = (object: KubeObject) => ({ type: 'set', collection: 'namespaces', object }) as const;

describe('applyEvents', () => {
  test('leaves the snapshot it was given as it was, and shares what did not change', () => {
    const before = applyEvents(emptySnapshot(), [set(namespace('a'))]);
    const after = applyEvents(before, [set(namespace('b'))]);
    expect([before.namespaces.size, after.namespaces.size]).toEqual([1, 2]);
    expect(after.services).toBe(before.services);
  });

  test('a fresh list takes the place of what was there and makes the collection complete', () => {
    const before = applyEvents(emptySnapshot(), [set(namespace('a'))]);
    const after = applyEvents(before, [{ type: 'replace', collection: 'namespaces', objects: [namespace('b')] }]);
    expect([...after.namespaces.keys()]).toEqual(['/Namespace//b']);
    expect([before.coverage.namespaces, after.coverage.namespaces]).toEqual(['syncing', 'complete']);
  });

  test('what is deleted is gone, and deleting it twice is no error', () => {
    const start = applyEvents(emptySnapshot(), [set(namespace('a'))]);
    const gone = { type: 'delete', collection: 'namespaces', key: keyOf(namespace('a')) } as const;
    expect(applyEvents(start, [gone, gone]).namespaces.size).toBe(0);
  });

  test('objects are defaulted, brought to one version, and namespaces carry their name as a label', () => {
    const route = {
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      kind: 'HTTPRoute',
      metadata: { name: 'r', namespace: 'a' },
      spec: { parentRefs: [{ name: 'gw' }] },
    };
    const snapshot = applyEvents(emptySnapshot(), [
      set(namespace('a')),
      { type: 'set', collection: 'httpRoutes', object: route },
    ]);
    const [read] = snapshot.httpRoutes.values();
    expect(read).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1',
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }],
        rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }],
      },
    });
    expect([...snapshot.namespaces.values()][0]?.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'a' });
  });

  test('an object that no API server would store is left out; an unknown enum word is not', () => {
    const gateway = (spec: unknown) =>
      ({
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'g', namespace: 'a' },
        spec,
      }) as KubeObject;
    const sized = (spec: unknown) =>
      applyEvents(emptySnapshot(), [{ type: 'set', collection: 'gateways', object: gateway(spec) }]).gateways.size;
    expect(sized(undefined)).toBe(0);
    expect(sized({ gatewayClassName: 'x', listeners: 'none' })).toBe(0);
    const odd = { name: 'a', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Elsewhere' } } };
    expect(sized({ gatewayClassName: 'x', listeners: [odd] })).toBe(1);
  });
});

describe('readManifests', () => {
  const read = (text: string) => readManifests([{ file: 'a.yaml', text }]);
  const route = (rest: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: r
spec:
${rest}`;

  test('an object without a namespace is in default, and knows where its fields stand', () => {
    const [object] = read(`# first\n${route('  rules:\n  - backendRefs:\n    - name: web\n      port: 80')}`).objects;
    expect(object?.object.metadata.namespace).toBe('default');
    expect(object?.position).toMatchObject({ file: 'a.yaml', line: 2 });
    expect(object?.positionOf('spec.rules[0].backendRefs[0].port').line).toBe(10);
    expect(object?.positionOf('spec.rules[0].backendRefs[0].weight').line).toBe(9);
  });

  test.each([
    ['broken YAML', 'a: [1', 1, /flow/i],
    ['a tab for indentation', 'kind: X\n\ta: b', 2, /tab|indent/i],
    ['no kind', 'apiVersion: v1', 1, /kind is missing/],
    ['no object', '- 1', 1, /not a Kubernetes object/],
    [
      'a version that is not served',
      'apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: HTTPRoute\nmetadata: {name: r}',
      1,
      /not a served version/,
    ],
    ['an unknown field', route('  colour: red'), 6, /unknown field "spec.colour"/],
    [
      'a name that is a number',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: 12\nspec: {ports: [{port: 80}]}',
      4,
      /metadata.name in body must be of type string: "number"/,
    ],
    [
      'a namespace that is a boolean',
      route('  rules: []').replace('  name: r', '  name: r\n  namespace: true'),
      5,
      /metadata.namespace in body must be of type string: "boolean"/,
    ],
    [
      'a namespace that is a number, of an object without one',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: 1234}',
      3,
      /metadata.namespace in body must be of type string/,
    ],
    ['a bad value', route('  rules:\n  - backendRefs:\n    - name: web\n      port: 70000'), 9, /70000|65535/],
    ['a CEL rule', route('  rules:\n  - backendRefs:\n    - name: web'), 8, /Must have port/i],
  ])('%s is refused with its line', (_, text, line, message) => {
    const { objects, problems } = read(text);
    expect(objects).toEqual(text.includes('colour') ? [expect.anything()] : []);
    expect(problems[0]).toMatchObject({ severity: 'refused', line, message: expect.stringMatching(message) });
  });

  test('a kind that is not known is left out and said so', () => {
    const { objects, problems } = read('apiVersion: example.com/v1\nkind: Bucket\nmetadata: {name: b}');
    expect(objects).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'ignored', object: { kind: 'Bucket', name: 'b' } }]);
  });

  test('Lists are read item by item, empty documents skipped, and of two writings the later counts', () => {
    const text = `---
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Namespace, metadata: {name: a}}
- {apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {x: "1"}}}
`;
    const { snapshot, problems } = snapshotFromManifests([{ file: 'a.yaml', text }], 'partial');
    expect(problems).toEqual([]);
    expect([...snapshot.namespaces.values()].map(({ metadata }) => metadata.labels?.x)).toEqual(['1']);
    expect(snapshot.coverage.namespaces).toBe('partial');
  });

  test('an alias bomb is a problem, not a hang', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`),
    ];
    expect(read(bomb.join('\n')).problems[0]?.severity).toBe('refused');
  });
});
