import { expect, test } from 'vitest';
import { curlFor, linkTo } from './curl.ts';

const plainGet = null;

test.each([
  [{ url: 'http://127.66.0.1/', hostname: null, plainGet }, 'curl http://127.66.0.1/'],
  [
    { url: 'http://127.0.0.1:18080/', hostname: 'foo.example.com', plainGet },
    'curl --resolve foo.example.com:18080:127.0.0.1 http://foo.example.com:18080/',
  ],
  [
    { url: 'https://127.66.0.1/', hostname: '*.example.com', plainGet },
    'curl --resolve www.example.com:443:127.66.0.1 --insecure https://www.example.com/',
  ],
  [
    { url: 'http://127.66.0.1/', hostname: null, plainGet: { host: null, path: '/cart' } },
    'curl http://127.66.0.1/cart',
  ],
  [
    { url: 'http://127.66.0.1/', hostname: null, plainGet: { host: 'shop.test', path: '/cart' } },
    'curl --resolve shop.test:80:127.66.0.1 http://shop.test/cart',
  ],
  [
    { url: 'http://127.66.0.1/', hostname: null, plainGet: { host: null, path: "/a;b'c" } },
    "curl 'http://127.66.0.1/a;b'\\''c'",
  ],
])('%j is asked by %s', (listener, command) => {
  expect(curlFor(listener)).toBe(command);
});

test.each([
  ['http://127.66.0.1/', { host: null, path: '/cart' }, 'http://127.66.0.1/cart'],
  ['http://127.66.0.1/', { host: 'shop.test', path: '/cart' }, null],
  ['http://127.66.0.1/', null, null],
  [null, { host: null, path: '/cart' }, null],
])('%s with %j links to %s', (url, asked, expected) => {
  expect(linkTo({ url, plainGet: asked })).toBe(expected);
});
