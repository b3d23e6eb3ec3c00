import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { plainGets } from './plain-get.ts';
import type { BackendState, ListenerTable, RuleAction } from './route-table.ts';
import { type EntryText, listenerOf, nothing } from './testdata/entries.ts';

const endpoints = [{ address: '127.64.0.1', port: 80, pod: null }];
const ready: BackendState = { state: 'resolved', endpoints, protocol: 'http1', tls: null };
const noGrant: BackendState = { state: 'invalid', reason: 'RefNotPermitted', message: '' };
const target = objectKey({ group: '', kind: 'Service', namespace: 'shop', name: 'cart' });

function to(...outcomes: readonly BackendState[]): RuleAction {
  const backends = outcomes.map((outcome) => ({ target, port: 80, weight: 1, filters: [], outcome }));
  return {
    ...nothing,
    kind: 'forward',
    filters: [],
    timeouts: { requestMs: null, backendRequestMs: null },
    retry: null,
    backends,
  };
}

const well = to(ready);
const redirect: RuleAction = {
  kind: 'redirect',
  filters: [],
  redirect: { type: 'RequestRedirect', scheme: 'https', hostname: null, path: null, port: null, statusCode: 301 },
};
const headers = { 'x-a': 'b' };
const https = { protocol: 'HTTPS' };
const mutual = {
  ...https,
  clientValidation: { authorities: { from: 'pem', pem: '' }, mode: 'AllowValidOnly' },
} as const;

test.each<readonly [string, string, readonly EntryText[], Partial<ListenerTable>, string | null]>([
  ['the path of a rule', '', [{ path: '/cart', action: well }], {}, 'any /cart served'],
  ['a prefix of everything is /', '', [{ action: well }], {}, 'any / served'],
  [
    'a rule that asks for a header is passed over',
    '',
    [
      { path: '/a', headers, action: well },
      { path: '/b', action: well },
    ],
    {},
    'any /b served',
  ],
  [
    'so is one for another method, and one for a query',
    '',
    [
      { path: '/a', method: 'POST', action: well },
      { path: '/b', queryParams: { q: '1' }, action: well },
    ],
    {},
    null,
  ],
  ['and a pattern', '', [{ path: '/a.*', pathType: 'RegularExpression', action: well }], {}, null],
  [
    'a Route without a grant gives way',
    '',
    [
      { path: '/a/longer', action: to(noGrant) },
      { path: '/b', action: well },
    ],
    {},
    'any /b served',
  ],
  ['nothing but 500', '', [{ path: '/a', action: to(noGrant) }], {}, null],
  ['no backend at all', '', [{ path: '/a' }], {}, null],
  ['no endpoint', '', [{ path: '/a', action: to({ ...ready, endpoints: [] }) }], {}, null],
  ['one of two backends', '', [{ path: '/a', action: to(ready, noGrant) }], {}, 'any /a partly'],
  [
    'a redirect before a half',
    '',
    [
      { path: '/a', action: to(ready, noGrant) },
      { path: '/b', action: redirect },
    ],
    {},
    'any /b redirected',
  ],
  ['the Host of the Route', '', [{ hostname: 'shop.test', path: '/a', action: well }], {}, 'shop.test /a served'],
  [
    'a name under a wildcard',
    '*.shop.test',
    [{ hostname: '*.shop.test', path: '/a', action: well }],
    {},
    'www.shop.test /a served',
  ],
  ['TLS by name', 'shop.test', [{ hostname: 'shop.test', action: well }], https, 'shop.test / served'],
  ['TLS by address', '', [{ action: well }], https, 'any / served'],
  ['not without a client certificate', '', [{ action: well }], mutual, null],
  ['not served', '', [{ action: well }], { serving: { state: 'notServing', why: 'x' } }, null],
  ['a path that has to be escaped', '', [{ path: '/a b', action: well }], {}, null],
])('%s', (_why, hostname, entries, more, expected) => {
  const listener = listenerOf('web', hostname, entries, more);
  const get = plainGets([listener]).get(listener.key);
  expect(get ? `${get.host ?? 'any'} ${get.path} ${get.answer}` : null).toBe(expected);
});

test('what another entry or another listener takes is not promised', () => {
  const broad = listenerOf('broad', '', [{ hostname: 'shop.test', path: '/a', action: well }]);
  const narrow = listenerOf('narrow', 'shop.test', [{ hostname: 'shop.test', path: '/b', action: well }]);
  const gets = plainGets([broad, narrow]);
  expect(gets.get(broad.key)).toBeUndefined();
  expect(gets.get(narrow.key)).toEqual({ host: 'shop.test', path: '/b', answer: 'served' });
});
