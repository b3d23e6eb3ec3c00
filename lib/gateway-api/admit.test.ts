import { expect, test } from 'vitest';
import { admit } from './admit.ts';
import type { KindDeclaration } from './declaration.ts';
import { findKind } from './kinds.ts';

const kind = (name: string): KindDeclaration => {
  const found = findKind('gateway.networking.k8s.io', name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const route = (spec: unknown) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'r', namespace: 'shop' },
  spec,
});

test('defaults are filled in, also inside defaulted objects', () => {
  const { object, causes } = admit(
    kind('HTTPRoute'),
    route({ parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] }),
  );
  expect(causes).toEqual([]);
  expect(object).toMatchObject({
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: [{ group: '', kind: 'Service', name: 'a', port: 80, weight: 1 }],
        },
      ],
    },
  });
});

test('a Gateway without allowedRoutes admits its own namespace', () => {
  const { object } = admit(kind('Gateway'), {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'g', namespace: 'infra' },
    spec: { gatewayClassName: 'c', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  });
  expect(object).toMatchObject({ spec: { listeners: [{ allowedRoutes: { namespaces: { from: 'Same' } } }] } });
});

test('unknown fields are pruned and named', () => {
  const admission = admit(
    kind('HTTPRoute'),
    route({ colour: 'red', rules: [{ matches: [{ path: { valeu: '/x' } }] }] }),
  );
  expect(admission.unknownFields).toEqual(['spec.colour', 'spec.rules[0].matches[0].path.valeu']);
  expect(admission.object).not.toHaveProperty('spec.colour');
});

test.each([
  [{ parentRefs: [{}] }, 'spec.parentRefs[0].name', 'Required value'],
  [{ hostnames: ['UPPER.com'] }, 'spec.hostnames[0]', 'in body should match'],
  [{ parentRefs: [{ name: 'g', port: 0 }] }, 'spec.parentRefs[0].port', 'should be greater than or equal to 1'],
  [
    { parentRefs: 'g' },
    'spec.parentRefs',
    'Invalid value: "string": spec.parentRefs in body must be of type array: "string"',
  ],
  [
    { rules: [{ filters: [{ type: 'Nonsense' }] }] },
    'spec.rules[0].filters[0].type',
    'Unsupported value: "Nonsense": supported values: "RequestHeaderModifier"',
  ],
  [{ hostnames: Array(17).fill('a.com') }, 'spec.hostnames', 'Too many: 17: must have at most 16 items'],
])('%j is refused at %s', (spec, field, message) => {
  const cause = admit(kind('HTTPRoute'), route(spec)).causes.find((each) => each.field === field);
  expect(cause?.message).toContain(message);
});

test('two listeners of one name are a duplicate', () => {
  const listener = { name: 'http', port: 80, protocol: 'HTTP' };
  const { causes } = admit(kind('Gateway'), {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'g', namespace: 'infra' },
    spec: { gatewayClassName: 'c', listeners: [listener, { ...listener, port: 81 }] },
  });
  expect(causes.map(({ field, message }) => [field, message])).toContainEqual([
    'spec.listeners[1]',
    'Duplicate value: {"name":"http"}',
  ]);
});

test('an item of a set that stands there twice is a duplicate', () => {
  const filter = { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x', 'y', 'x'] } };
  expect(admit(kind('HTTPRoute'), route({ rules: [{ filters: [filter] }] })).causes).toEqual([
    {
      reason: 'FieldValueDuplicate',
      field: 'spec.rules[0].filters[0].requestHeaderModifier.remove[2]',
      message: 'Duplicate value: "x"',
    },
  ]);
});

test.each([
  ['name', { name: 12 }, 'number'],
  ['namespace', { namespace: true }, 'boolean'],
  ['namespace', { namespace: 1234 }, 'number'],
  ['generateName', { generateName: ['a'] }, 'array'],
  ['labels.a', { labels: { a: 1 } }, 'number'],
  ['annotations.a', { annotations: { a: true } }, 'boolean'],
])('metadata.%s of %j is refused for its type', (field, given, type) => {
  const wrong = { ...route({ rules: [] }), metadata: { name: 'r', namespace: 'shop', ...given } };
  expect(admit(kind('HTTPRoute'), wrong).causes[0]).toEqual({
    reason: 'FieldValueTypeInvalid',
    field: `metadata.${field}`,
    message: `Invalid value: "${type}": metadata.${field} in body must be of type string: "${type}"`,
  });
});

test('a Route needs a spec', () => {
  const { causes } = admit(kind('HTTPRoute'), route(undefined));
  expect(causes.map(({ field, message }) => `${field}: ${message}`)[0]).toBe('spec: Required value');
});

test('a value that is no object is refused, not thrown at', () => {
  expect(admit(kind('HTTPRoute'), null).causes).toHaveLength(1);
  expect(admit(kind('HTTPRoute'), { metadata: 4 }).causes.length).toBeGreaterThan(0);
});
