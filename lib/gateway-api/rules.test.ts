import { describe, expect, test } from 'vitest';
import { admit } from './admit.ts';
import { findKind } from './kinds.ts';

function causesOf(kind: string, spec: unknown, oldSpec?: unknown): string[] {
  const declaration = findKind('gateway.networking.k8s.io', kind);
  if (!declaration) throw new Error(`no ${kind}`);
  const object = (given: unknown) => ({
    apiVersion: `gateway.networking.k8s.io/v1`,
    kind,
    metadata: { name: 'x', namespace: 'ns' },
    spec: given,
  });
  const old = oldSpec === undefined ? undefined : admit(declaration, object(oldSpec)).object;
  return admit(declaration, object(spec), old).causes.map(({ field, message }) => `${field}: ${message}`);
}

const rule = (part: object) => ({ rules: [part] });
const path = (type: string, value: string) => rule({ matches: [{ path: { type, value } }] });
const filters = (...list: object[]) => rule({ filters: list });
const rewrite = { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } } };
const redirect = { type: 'RequestRedirect', requestRedirect: { scheme: 'https' } };
const twoOf = (a: object, b: object) => ({
  parentRefs: [
    { name: 'g', ...a },
    { name: 'g', ...b },
  ],
});

describe('HTTPRoute', () => {
  test.each([
    [path('Exact', 'nope'), "must be an absolute path and start with '/'"],
    [path('PathPrefix', '/a//b'), "must not contain '//'"],
    [path('PathPrefix', '/a/./b'), "must not contain '/./'"],
    [path('PathPrefix', '/a/../b'), "must not contain '/../'"],
    [path('Exact', '/a%2fb'), "must not contain '%2f'"],
    [path('Exact', '/a%2Fb'), "must not contain '%2F'"],
    [path('Exact', '/a#b'), "must not contain '#'"],
    [path('Exact', '/a/..'), "must not end with '/..'"],
    [path('Exact', '/a/.'), "must not end with '/.'"],
    [path('Exact', '/a b'), 'must only contain valid characters'],
    [filters(rewrite, redirect), 'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite'],
    [filters(redirect, redirect), 'RequestRedirect filter cannot be repeated'],
    [filters({ type: 'URLRewrite' }), 'filter.urlRewrite must be specified for URLRewrite filter.type'],
    [filters({ ...redirect, urlRewrite: {} }), 'filter.urlRewrite must be nil if the filter.type is not URLRewrite'],
    [
      rule({ filters: [redirect], backendRefs: [{ name: 'a', port: 80 }] }),
      'RequestRedirect filter must not be used together with backendRefs',
    ],
    [
      rule({ matches: [{ path: { type: 'Exact', value: '/a' } }], filters: [rewrite] }),
      'When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified',
    ],
    [rule({ backendRefs: [{ name: 'a' }] }), 'Must have port for Service reference'],
    [
      rule({ timeouts: { request: '1s', backendRequest: '2s' } }),
      'backendRequest timeout cannot be longer than request timeout',
    ],
    [twoOf({}, {}), 'sectionName or port must be unique'],
    [twoOf({ sectionName: 'a' }, {}), 'sectionName or port must be specified'],
    [twoOf({ sectionName: 'a' }, { sectionName: 'a' }), 'sectionName or port must be unique'],
    [{ rules: [{ name: 'a' }, { name: 'a' }] }, 'Rule name must be unique within the route'],
    [
      filters({ type: 'CORS', cors: { allowOrigins: ['*', 'https://a.com'] } }),
      "allowOrigins cannot contain '*' alongside other origins",
    ],
    [
      filters({ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplaceFullPath' } } }),
      "replaceFullPath must be specified when type is set to 'ReplaceFullPath'",
    ],
    [
      { rules: Array.from({ length: 3 }, () => ({ matches: Array(50).fill({}) })) },
      'the total number of matches across all rules in a route must be less than 128',
    ],
  ])('%j: %s', (spec, message) => {
    expect(causesOf('HTTPRoute', spec).filter((cause) => cause.includes(message))).toHaveLength(1);
  });

  test.each([
    [{}],
    [path('RegularExpression', '.*//')],
    [filters(rewrite)],
    [filters(redirect)],
    [twoOf({ sectionName: 'a' }, { sectionName: 'b' })],
    [twoOf({ port: 80 }, { port: 81 })],
    [twoOf({}, { namespace: 'ns' })],
    [rule({ timeouts: { request: '0s', backendRequest: '2s' } })],
    [rule({ backendRefs: [{ name: 'a', kind: 'Other', group: 'x.io' }] })],
    [
      rule({
        filters: [
          { type: 'RequestMirror', requestMirror: { backendRef: { name: 'a', port: 1 } } },
          { type: 'RequestMirror', requestMirror: { backendRef: { name: 'b', port: 1 } } },
        ],
      }),
    ],
  ])('%j is admitted', (spec) => {
    expect(causesOf('HTTPRoute', spec)).toEqual([]);
  });
});

const listeners = (...list: object[]) => ({ gatewayClassName: 'c', listeners: list });
const http = { name: 'a', port: 80, protocol: 'HTTP' };
const certificate = { certificateRefs: [{ name: 'c' }] };

describe('Gateway', () => {
  test.each([
    [listeners({ ...http, tls: certificate }), "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']"],
    [
      listeners({ ...http, protocol: 'HTTPS', tls: { mode: 'Passthrough' } }),
      'tls mode must be Terminate for protocol HTTPS',
    ],
    [listeners({ ...http, protocol: 'TLS' }), 'tls mode must be set for protocol TLS'],
    [
      listeners({ ...http, protocol: 'TCP', hostname: 'a.com' }),
      "hostname must not be specified for protocols ['TCP', 'UDP']",
    ],
    [
      listeners(http, { ...http, name: 'b' }),
      'Combination of port, protocol and hostname must be unique for each listener',
    ],
    [
      listeners({ ...http, protocol: 'HTTPS', tls: {} }),
      'certificateRefs or options must be specified when mode is Terminate',
    ],
    [
      { ...listeners(http), addresses: [{ value: '1.2.3.4' }, { value: '1.2.3.4' }] },
      'IPAddress values must be unique',
    ],
    [{ ...listeners(http), addresses: [{ value: '1.2.3' }] }, 'IPAddress value must be a valid IPv4 or IPv6 address'],
  ])('%j: %s', (spec, message) => {
    expect(causesOf('Gateway', spec).filter((cause) => cause.includes(message))).toHaveLength(1);
  });

  test.each([
    [listeners(http)],
    [listeners({ ...http, protocol: 'HTTPS' })],
    [listeners({ ...http, protocol: 'TLS', tls: { mode: 'Passthrough' } })],
    [{ ...listeners(http), addresses: [{ value: '::1' }, {}, { type: 'Hostname', value: 'a.com' }] }],
  ])('%j is admitted', (spec) => {
    expect(causesOf('Gateway', spec)).toEqual([]);
  });
});

test('the controller of a GatewayClass never changes', () => {
  expect(causesOf('GatewayClass', { controllerName: 'a.io/x' }, { controllerName: 'a.io/x' })).toEqual([]);
  expect(causesOf('GatewayClass', { controllerName: 'a.io/y' }, { controllerName: 'a.io/x' })).toEqual([
    'spec.controllerName: Invalid value: Value is immutable',
  ]);
});

test('a ReferenceGrant names at least one source and one target', () => {
  expect(causesOf('ReferenceGrant', { from: [], to: [{ group: '', kind: 'Service' }] })).toEqual([
    'spec.from: Invalid value: 0: spec.from in body should have at least 1 items',
  ]);
});
