import { expect, test } from 'vitest';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { testHref } from './test-request.ts';

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
