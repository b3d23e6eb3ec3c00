import { expect, test } from 'vitest';
import { formatLocation } from './redirect.ts';

const source = { hostname: 'shop.test', path: '/a', query: '', matched: { type: 'PathPrefix', value: '/a' } } as const;
const keep = {
  type: 'RequestRedirect',
  scheme: null,
  hostname: null,
  path: null,
  port: null,
  statusCode: 302,
} as const;

test.each([
  ['http', 80, {}, 'http://shop.test/a'],
  ['http', 80, { port: 80 }, 'http://shop.test/a'],
  ['http', 80, { port: 8080 }, 'http://shop.test:8080/a'],
  ['http', 80, { scheme: 'https' }, 'https://shop.test/a'],
  ['http', 80, { scheme: 'https', port: 443 }, 'https://shop.test/a'],
  ['http', 80, { scheme: 'https', port: 8443 }, 'https://shop.test:8443/a'],
  ['http', 8080, {}, 'http://shop.test:8080/a'],
  ['http', 8080, { port: 80 }, 'http://shop.test/a'],
  ['http', 8080, { scheme: 'https' }, 'https://shop.test/a'],
  ['https', 443, {}, 'https://shop.test/a'],
  ['https', 443, { port: 443 }, 'https://shop.test/a'],
  ['https', 443, { port: 8443 }, 'https://shop.test:8443/a'],
  ['https', 443, { scheme: 'http' }, 'http://shop.test/a'],
  ['https', 443, { scheme: 'http', port: 80 }, 'http://shop.test/a'],
  ['https', 443, { scheme: 'http', port: 8080 }, 'http://shop.test:8080/a'],
] as const)('%s listener on %d with %o goes to %s', (scheme, listenerPort, fields, expected) => {
  expect(formatLocation({ ...keep, ...fields }, { ...source, scheme, listenerPort })).toBe(expected);
});

test('hostname and path are replaced, the query stays', () => {
  const redirect = { ...keep, hostname: 'new.test', path: { type: 'ReplacePrefixMatch', value: '/b' } } as const;
  const from = { ...source, path: '/a/x', query: 'q=1', scheme: 'http', listenerPort: 80 } as const;
  expect(formatLocation(redirect, from)).toBe('http://new.test/b/x?q=1');
});
