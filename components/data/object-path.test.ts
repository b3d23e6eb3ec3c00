import { expect, test } from 'vitest';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { keyOfPath, objectPath } from './object-path.ts';

test.each([
  ['gateway.networking.k8s.io/Gateway/infra/edge', '/namespaces/infra/gateways/edge'],
  ['networking.x-k8s.io/Gateway/infra-ns/shared', '/namespaces/infra-ns/gateways.networking.x-k8s.io/shared'],
  ['gateway.networking.k8s.io/HTTPRoute/hr/jobs', '/namespaces/hr/httproutes/jobs'],
  ['/Service/hr/echo-hr', '/namespaces/hr/services/echo-hr'],
])('%s has the address %s and is found by it', (key, path) => {
  expect(objectPath(key as ObjectKey)).toBe(path);
  const [, , namespace = '', resource = '', name = ''] = path.split('/');
  expect(keyOfPath(namespace, resource, name)).toBe(key);
});

test('an address of a resource that is not shown names nothing', () => {
  expect(keyOfPath('a', 'pods', 'b')).toBeNull();
});
