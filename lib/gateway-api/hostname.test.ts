import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coversHostname, effectiveHostnames, intersectHostnames } from './hostname.ts';

test.each([
  // listener, route, effective
  ['', ['a.com', '*.b.com'], ['a.com', '*.b.com']],
  ['a.com', [], ['a.com']],
  ['', [], ['']],
  ['*.example.com', ['foo.example.com', 'example.com', 'x.org'], ['foo.example.com']],
  ['*.example.com', ['*.com'], ['*.example.com']],
  ['*.example.com', ['*.foo.example.com'], ['*.foo.example.com']],
  ['very.specific.com', ['*.specific.com'], ['very.specific.com']],
  ['*.example.com', ['example.com'], []],
  ['*.example.com', ['a.b.example.com'], ['a.b.example.com']],
  ['Example.com.', ['example.COM'], ['example.com']],
  ['*.example.com', ['*.com', '*.example.com'], ['*.example.com']],
])('%s with %j serves %j', (listener, route, effective) => {
  expect(effectiveHostnames(listener, route)).toEqual(effective);
});

test('in v1alpha1 a wildcard is one label', () => {
  expect(effectiveHostnames('*.example.com', ['a.b.example.com', 'a.example.com'], 'oneLabel')).toEqual([
    'a.example.com',
  ]);
  expect(intersectHostnames('*.com', '*.example.com', 'oneLabel')).toBeNull();
});

const hostname = fc
  .tuple(fc.boolean(), fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 }))
  .map(([wild, labels]) => (wild ? '*.' : '') + labels.join('.'));

test('an effective hostname is covered by listener and Route both', () => {
  fc.assert(
    fc.property(hostname, fc.array(hostname, { minLength: 1, maxLength: 3 }), (listener, route) => {
      for (const effective of effectiveHostnames(listener, route)) {
        expect(coversHostname(listener, effective)).toBe(true);
        expect(route.some((pattern) => coversHostname(pattern, effective))).toBe(true);
      }
    }),
  );
});

test('it does not matter which of two hostnames is asked first', () => {
  fc.assert(
    fc.property(hostname, hostname, (a, b) => {
      expect(intersectHostnames(a, b)).toBe(intersectHostnames(b, a));
    }),
  );
});
