import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderLine, RoutedRequest } from './decision.ts';
import { findRoute } from './find-route.ts';
import { indexListeners } from './route-index.ts';
import type { ListenerTable } from './route-table.ts';
import { type EntryText, entryOf, listenerOf } from './testdata/entries.ts';

type Ask = Partial<RoutedRequest>;

function ask(text: string, more: Ask = {}): RoutedRequest {
  const [, host = '', path = '/', query = ''] = /^([^/]*)([^?]*)\??(.*)$/.exec(text) ?? [];
  return { host, path, query, method: 'GET', headers: [], ...more };
}

/** The answer in a word: the Route, `listener` when it has no entry, or the kind of outcome. */
function answer(listeners: readonly ListenerTable[], request: RoutedRequest): string {
  const { outcome } = findRoute(indexListeners(listeners), request, { trace: 'off' });
  if (outcome.kind === 'matched') return outcome.entry.route.split('/').at(-1) ?? '';
  if (outcome.kind === 'noRoute') return `no route on ${outcome.listener.split('#')[1]}`;
  return outcome.kind;
}

const isolated = [
  listenerOf('any', '', [{ route: 'any' }]),
  listenerOf('example', '*.example.com', [{ hostname: '*.example.com', route: 'example' }]),
  listenerOf('foo', '*.foo.example.com', [{ hostname: '*.foo.example.com', path: '/foo', route: 'foo' }]),
  listenerOf('exact', 'abc.foo.example.com', [{ hostname: 'abc.foo.example.com', route: 'exact' }]),
];

test.each([
  ['bar.com/', 'any', 'nothing narrower covers it'],
  ['example.com/', 'any', 'a wildcard needs a label of its own'],
  ['bar.example.com/', 'example', 'one label'],
  ['x.bar.example.com/', 'example', 'two labels'],
  ['x.foo.example.com/foo', 'foo', 'the longer wildcard is narrower'],
  ['x.foo.example.com/bar', 'no route on foo', 'nothing falls back to a broader listener'],
  ['abc.foo.example.com/', 'exact', 'a name is narrower than a wildcard'],
  ['ABC.Foo.Example.com.:1234/', 'exact', 'port, case and trailing dot do not count'],
])('%s goes to %s: %s', (url, expected) => {
  expect(answer(isolated, ask(url))).toBe(expected);
});

test('a listener that does not serve takes nothing, requests go to the broader one', () => {
  const broken = isolated.map((listener) =>
    listener.name === 'exact' ? { ...listener, serving: { state: 'notServing' as const, why: 'Invalid' } } : listener,
  );
  expect(answer(broken, ask('abc.foo.example.com/foo'))).toBe('foo');
});

test('without a Host only a listener for any hostname answers', () => {
  expect(answer(isolated, ask('/', { host: null }))).toBe('any');
  expect(answer(isolated.slice(1), ask('/', { host: null }))).toBe('noListener');
});

test('when no entry of the narrowest hostname holds, broader hostnames of the same listener are tried', () => {
  const listener = listenerOf('any', '', [
    { hostname: 'a.test', path: '/only', route: 'narrow' },
    { hostname: '*.test', path: '/wild', route: 'wild' },
    { route: 'rest' },
  ]);
  expect(['a.test/only', 'a.test/wild', 'a.test/x'].map((url) => answer([listener], ask(url)))).toEqual([
    'narrow',
    'wild',
    'rest',
  ]);
});

const merged = listenerOf('any', '', [
  { path: '/', route: 'home' },
  { path: '/login', route: 'login' },
  { path: '/login/x', pathType: 'Exact', route: 'exact' },
  { path: '/v[0-9]+', pathType: 'RegularExpression', route: 'pattern' },
  { path: '/login', method: 'POST', route: 'post' },
  { path: '/login', headers: { version: 'two' }, route: 'header' },
  { path: '/login', queryParams: { animal: 'whale' }, route: 'query' },
]);

test.each<[string, string, Ask]>([
  ['/login', 'login', {}],
  ['/login/', 'login', {}],
  ['/login/y/z', 'login', {}],
  ['/loginx', 'home', {}],
  ['/login/x', 'exact', {}],
  ['/login/x', 'exact', { method: 'POST' }],
  ['/v2', 'pattern', {}],
  ['/v2x', 'home', {}],
  ['/login', 'post', { method: 'POST', headers: [['version', 'two']] }],
  ['/login', 'login', { method: 'HEAD' }],
  ['/login', 'header', { headers: [['VERSION', 'two']], query: 'animal=whale' }],
  [
    '/login',
    'login',
    {
      headers: [
        ['version', 'two'],
        ['Version', 'one'],
      ],
    },
  ],
  ['/login?animal=whale&x=1', 'query', {}],
  ['/login?animal=dolphin&animal=whale', 'login', {}],
  ['/a/../login', 'login', {}],
  ['/login/%2e%2e/x', 'home', {}],
  ['/%6cogin', 'home', {}],
])('%s is for %s with %o', (url, expected, more) => {
  expect(answer([merged], ask(url, more))).toBe(expected);
});

test.each(['*', 'http', '/%', '/a b'])('target %s is a bad request', (path) => {
  expect(answer([merged], ask('/', { path }))).toBe('badRequest');
});

const tls = [
  listenerOf('any', '', [{ hostname: 'example.org', route: 'first' }]),
  listenerOf('second', 'second-example.org', [{ hostname: 'second-example.org', route: 'second' }]),
  listenerOf('wild', '*.wildcard.org', [{ hostname: '*.wildcard.org', route: 'wild' }]),
  listenerOf('fourth', 'fourth-example.wildcard.org', [{ hostname: 'fourth-example.wildcard.org', route: 'fourth' }]),
];

test.each([
  ['example.org', 'example.org', 'first'],
  ['example.org', 'second-example.org', 'misdirected'],
  ['example.org', 'unknown-example.org', 'no route on any'],
  ['second-example.org', 'second-example.org', 'second'],
  ['second-example.org', 'example.org', 'misdirected'],
  ['second-example.org', 'unknown-example.org', 'misdirected'],
  ['third-example.wildcard.org', 'fith-example.wildcard.org', 'wild'],
  ['third-example.wildcard.org', 'fourth-example.wildcard.org', 'misdirected'],
  ['third-example.wildcard.org', 'second-example.org', 'misdirected'],
  ['fourth-example.wildcard.org', 'fourth-example.wildcard.org', 'fourth'],
  ['fourth-example.wildcard.org', 'fith-example.wildcard.org', 'misdirected'],
  ['unknown-example.org', 'example.org', 'first'],
  ['unknown-example.org', 'unknown-example.org', 'no route on any'],
  [null, 'example.org', 'first'],
  [null, 'second-example.org', 'misdirected'],
])('handshake for %s, Host %s: %s', (sni, host, expected) => {
  expect(answer(tls, ask(`${host}/`, { sni }))).toBe(expected);
});

test('a handshake for a name that no listener has finds none', () => {
  expect(answer(tls.slice(1), ask('second-example.org/', { sni: 'other.org' }))).toBe('noListener');
  expect(answer(tls.slice(1), ask('second-example.org/', { sni: null }))).toBe('noListener');
});

test('in v1alpha1 a wildcard covers one label', () => {
  const listener = listenerOf('any', '', [{ hostname: '*.test', route: 'wild' }], { dialect: 'v1alpha1' });
  expect([answer([listener], ask('a.test/')), answer([listener], ask('a.b.test/'))]).toEqual([
    'wild',
    'no route on any',
  ]);
});

test('the trace names the listener, every entry with what rejected it, and the refused Route that would have come first', () => {
  const refused = {
    entry: entryOf({ path: '/login/deep', route: 'hr' }),
    attachment: 'refused' as const,
    failed: [],
  };
  const listener = { ...merged, refused: [refused, { ...refused, entry: entryOf({ path: '/other', route: 'x' }) }] };
  const { trace } = findRoute(indexListeners([listener, listenerOf('a', 'a.test', [])]), ask('/login/deep'), {
    trace: 'on',
  });
  expect(trace?.listeners.map(({ name, verdict }) => [name, verdict.kind])).toEqual([
    ['any', 'chosen'],
    ['a', 'hostnameDiffers'],
  ]);
  const verdicts = trace?.candidates.map(({ entry, verdict }) => [
    entry.route.split('/').at(-1),
    verdict.kind === 'rejected' ? verdict.rejections.map(({ predicate }) => predicate) : verdict.kind,
  ]);
  expect(verdicts).toEqual([
    ['exact', ['path']],
    ['pattern', ['path']],
    ['post', ['method']],
    ['header', ['header']],
    ['query', ['queryParam']],
    ['login', 'matched'],
    ['home', 'outranked'],
  ]);
  expect(trace?.candidates.at(-1)?.verdict).toMatchObject({ because: 'pathLength', by: { ruleIndex: 0 } });
  expect(trace?.refused.map(({ entry, standing }) => [entry.route.split('/').at(-1), standing])).toEqual([
    ['hr', 'first'],
  ]);
});

test('a request for a host that no listener has is traced too', () => {
  const { outcome, trace } = findRoute(indexListeners(isolated.slice(1)), ask('x.org/'), { trace: 'on' });
  expect(outcome).toEqual({ kind: 'noListener', because: 'host' });
  expect(trace?.listeners.map(({ verdict }) => verdict.kind)).toEqual([
    'hostnameDiffers',
    'hostnameDiffers',
    'hostnameDiffers',
  ]);
});

const hostnames = ['', 'a.test', 'b.a.test', '*.test', '*.a.test'] as const;
const anyText: fc.Arbitrary<EntryText> = fc.record(
  {
    hostname: fc.constantFrom(...hostnames),
    path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/ab', '/a/b/c', '/a//b'),
    pathType: fc.constantFrom('Exact' as const, 'PathPrefix' as const, 'RegularExpression' as const),
    method: fc.constantFrom('GET', 'POST'),
    headers: fc.constantFrom({ x: '1' }, { x: '2' }, { x: '1', y: '1' }),
    queryParams: fc.constantFrom({ q: '1' }, { q: '2', r: '1' }),
    route: fc.constantFrom('r1', 'r2', 'r3'),
    createdAtMs: fc.integer({ min: 0, max: 2 }),
    ruleIndex: fc.integer({ min: 0, max: 3 }),
    matchIndex: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: ['path', 'pathType', 'route'] },
);
const anyRequest = fc.record({
  host: fc.constantFrom('a.test', 'b.a.test', 'c.b.a.test', 'x.test', 'other', ''),
  path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/a/b/c/d', '/ab', '/a//b/', '/x'),
  query: fc.constantFrom('', 'q=1', 'q=2&r=1'),
  method: fc.constantFrom('GET', 'POST'),
  headers: fc.constantFrom<readonly HeaderLine[]>(
    [],
    [['x', '1']],
    [
      ['X', '1'],
      ['y', '1'],
    ],
  ),
});

test('with and without the trace the outcome is the same: the first entry of the whole list that holds', () => {
  const property = fc.property(fc.array(anyText, { maxLength: 12 }), anyRequest, (texts, request) => {
    const index = indexListeners([listenerOf('any', '', texts)]);
    const fast = findRoute(index, request, { trace: 'off' });
    const traced = findRoute(index, request, { trace: 'on' });
    expect(fast.outcome).toEqual(traced.outcome);
    const matched = traced.trace?.candidates.filter(({ verdict }) => verdict.kind === 'matched') ?? [];
    const found = fast.outcome.kind === 'matched' ? [fast.outcome.entry] : [];
    expect(matched.map(({ entry }) => entry)).toEqual(found);
  });
  fc.assert(property, { numRuns: 2000 });
});

test('the order in which entries come in never changes the list', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (texts, keys) => {
      const shuffled = texts
        .map((text) => ({ text, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ text }) => text);
      const ranked = (list: readonly EntryText[]) =>
        listenerOf('any', '', list).entries.map(({ hostname, match, route, ruleIndex, matchIndex }) => ({
          hostname,
          path: match.path,
          route,
          ruleIndex,
          matchIndex,
        }));
      expect(ranked(shuffled)).toEqual(ranked(texts));
    }),
  );
});
