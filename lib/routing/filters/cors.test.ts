import { expect, test } from 'vitest';
import type { RoutedRequest } from '../decision.ts';
import type { CorsFilter, RuleAction } from '../route-table.ts';
import { nothing } from '../testdata/entries.ts';
import { addCorsHeaders, answerPreflight, findPreflight, isAllowedOrigin } from './cors.ts';

const filter = (more: Partial<CorsFilter> = {}): CorsFilter => ({
  type: 'CORS',
  allowOrigins: ['https://shop.test'],
  allowCredentials: false,
  allowMethods: ['GET', 'OPTIONS'],
  allowHeaders: [],
  exposeHeaders: [],
  maxAgeSeconds: 5,
  ...more,
});

const request = (headers: Readonly<Record<string, string>>, method = 'OPTIONS'): RoutedRequest => ({
  host: 'api.test',
  method,
  path: '/',
  query: '',
  headers: Object.entries(headers),
});

const preflight = (more: Readonly<Record<string, string>> = {}) =>
  request({ Origin: 'https://shop.test', 'Access-Control-Request-Method': 'PUT', ...more });

test.each([
  ['https://shop.test', 'https://shop.test', true],
  ['https://shop.test', 'https://shop.test:443', true],
  ['https://shop.test:443', 'https://shop.test', true],
  ['http://shop.test', 'http://shop.test:80', true],
  ['https://shop.test', 'http://shop.test', false],
  ['https://shop.test', 'https://shop.test:8443', false],
  ['https://shop.test:8443', 'https://shop.test:8443', true],
  ['https://*.bar.com', 'https://www.bar.com', true],
  ['https://*.bar.com', 'https://xpto.www.bar.com', true],
  ['https://*.bar.com', 'https://bar.com', false],
  ['https://*.bar.com', 'https://notbar.com', false],
  ['https://*.bar.com', 'https://.bar.com', false],
  ['https://*.bar.com:8443', 'https://www.bar.com', false],
  ['https://*', 'https://any.test', true],
  ['https://*', 'https://any.test:8443', false],
  ['https://*:8443', 'https://any.test:8443', true],
  ['*', 'https://any.test:12345', true],
  ['*', 'null', true],
  ['https://*', 'null', false],
  ['null', 'null', true],
  ['https://[::1]:8443', 'https://[::1]:8443', true],
])('%s lets %s in: %s', (pattern, origin, expected) => {
  expect(isAllowedOrigin([pattern], origin)).toBe(expected);
});

test('only an OPTIONS request with an origin and the method it asks for is a preflight', () => {
  const action = { ...nothing, filters: [filter()] } as RuleAction;
  const isAnswered = (asked: RoutedRequest) => findPreflight(action, asked) !== null;
  expect(isAnswered(preflight())).toBe(true);
  expect(isAnswered(request({ Origin: 'https://shop.test' }))).toBe(false);
  expect(isAnswered(request({ 'Access-Control-Request-Method': 'PUT' }))).toBe(false);
  expect(isAnswered({ ...preflight(), method: 'GET' })).toBe(false);
  expect(findPreflight(nothing, preflight())).toBeNull();
});

const origin = ['Access-Control-Allow-Origin', 'https://shop.test'];
const age = ['Access-Control-Max-Age', '5'];
const vary = ['Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'];

test.each<[string, Partial<CorsFilter>, Readonly<Record<string, string>>, readonly (readonly string[])[]]>([
  ['lists what is configured', {}, {}, [origin, ['Access-Control-Allow-Methods', 'GET, OPTIONS'], age, vary]],
  [
    'answers * with what was asked for',
    { allowMethods: ['*'], allowHeaders: ['*'] },
    { 'Access-Control-Request-Headers': 'x-one, x-two' },
    [origin, ['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Allow-Headers', 'x-one, x-two'], age, vary],
  ],
  ['leaves out lists that are empty', { allowMethods: [], allowHeaders: ['*'] }, {}, [origin, age, vary]],
  [
    'says credentials and exposed headers too',
    { allowMethods: [], allowCredentials: true, exposeHeaders: ['x-a', '*'], maxAgeSeconds: 3600 },
    {},
    [
      origin,
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Expose-Headers', 'x-a'],
      ['Access-Control-Max-Age', '3600'],
      vary,
    ],
  ],
  ['says nothing to a stranger', {}, { Origin: 'https://evil.test' }, [vary]],
  ['lets nobody in without origins', { allowOrigins: [] }, {}, [vary]],
])('a preflight %s', (_, more, headers, expected) => {
  expect(answerPreflight(filter(more), preflight(headers))).toEqual(expected);
});

test("the filter's headers take the place of the backend's", () => {
  const lines = [
    ['Access-Control-Allow-Origin', '*'],
    ['X-A', '1'],
  ] as const;
  expect(addCorsHeaders(lines, filter(), request({ Origin: 'https://shop.test' }, 'GET'))).toEqual([
    ['X-A', '1'],
    origin,
    ['Vary', 'Origin'],
  ]);
  expect(addCorsHeaders(lines, filter(), request({}, 'GET'))).toEqual([
    ['X-A', '1'],
    ['Vary', 'Origin'],
  ]);
});
