import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { TestRequest } from '#lib/api/test-messages.ts';
import { gatewayKey } from '#lib/routing/testdata/entries.ts';
import { formatCurl, quote } from './curl-line.ts';

const request: TestRequest = {
  gateway: gatewayKey,
  listener: 'web',
  method: 'GET',
  host: '',
  path: '/',
  headers: [],
  body: '',
  count: 1,
};
const target = { kind: 'reached', address: '127.66.0.1', port: 80, url: '' } as const;
const usual = 'curl -i -g --path-as-is';

test('a listener that takes no client without a certificate is shown one from files', () => {
  const at = { ...target, port: 443 };
  const asked = { ...request, host: 'shop.test' };
  const source = { request: asked, protocol: 'HTTPS', host: 'shop.test', target: at };
  expect(formatCurl({ ...source, clientCertificate: 'fromFiles' })).toBe(
    `${usual} -k --cert client.crt --key client.key --resolve 'shop.test:443:127.66.0.1' 'https://shop.test/'`,
  );
});

test.each([
  ['an address', {}, {}, `${usual} 'http://127.66.0.1/'`],
  [
    'a name is pinned to the address',
    { host: 'shop.test', path: '/a?b=c' },
    {},
    `${usual} --resolve 'shop.test:80:127.66.0.1' 'http://shop.test/a?b=c'`,
  ],
  [
    'HTTPS is not verified and has the name as SNI',
    { host: 'shop.test' },
    { protocol: 'HTTPS', port: 443 },
    `${usual} -k --resolve 'shop.test:443:127.66.0.1' 'https://shop.test/'`,
  ],
  [
    'Host stays as typed where curl would add the port',
    { host: 'shop.test' },
    { port: 8080 },
    `${usual} --resolve 'shop.test:8080:127.66.0.1' -H 'Host: shop.test' 'http://shop.test:8080/'`,
  ],
  ['a Host that is no name', { host: 'a!b' }, {}, `${usual} -H 'Host: a!b' 'http://127.66.0.1/'`],
  ['an address of version 6', {}, { address: 'fd00::1' }, `${usual} 'http://[fd00::1]/'`],
  ['HEAD', { method: 'HEAD' }, {}, `${usual} --head 'http://127.66.0.1/'`],
  ['DELETE', { method: 'DELETE' }, {}, `${usual} -X DELETE 'http://127.66.0.1/'`],
  [
    'a body is not called a form',
    { method: 'POST', body: `it's` },
    {},
    `${usual} -H 'Content-Type:' --data-raw 'it'\\''s' 'http://127.66.0.1/'`,
  ],
  [
    'an empty header value',
    {
      headers: [
        ['x-empty', ''],
        ['x-a', '1'],
      ],
    },
    {},
    `${usual} -H 'x-empty;' -H 'x-a: 1' 'http://127.66.0.1/'`,
  ],
] as const)('%s', (_, fields, place, expected) => {
  const at = { ...target, ...place };
  const asked = { ...request, ...fields };
  const protocol = 'protocol' in place ? place.protocol : 'HTTP';
  const own = at.address.includes(':') ? `[${at.address}]` : at.address;
  expect(formatCurl({ request: asked, protocol, host: asked.host || own, target: at, clientCertificate: 'none' })).toBe(
    expected,
  );
});

test.each(['plain', `it's`, '$(touch x)', '`id`', 'a\nb', '"; rm -rf x; "', '\\', '!x', '*'])(
  'a shell reads %j back as one word',
  (text) => {
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${quote(text)}`], { encoding: 'utf8' })).toBe(text);
  },
);
