import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createCertificateAuthority } from '../sandbox/certificates.ts';

const root = join(import.meta.dirname, '../..');
const command = join(root, 'server/cli/gatehouse.ts');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-check-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Ran = Readonly<{ code: number; out: string; err: string }>;

function run(file: string, args: readonly string[], { input = '', cwd = root } = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(file, args, { cwd }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
    child.stdin?.on('error', () => {}).end(input);
  });
}

const gatehouse = (args: readonly string[], options = {}) => run(process.execPath, [command, ...args], options);
const check = (input: string, ...flags: string[]) => gatehouse(['check', '-', ...flags], { input });

/** What a test reaches into of `-o json`. */
type Listed = {
  apiVersion: string;
  kind: string;
  items: { apiVersion: string; kind: string; metadata: { name: string; namespace?: string }; status?: Status }[];
};
type Conditions = { type: string; status: string; reason: string; lastTransitionTime: string }[];
type Status = {
  addresses?: unknown[];
  parents?: { controllerName: string; conditions: Conditions }[];
  gateways?: { gatewayRef: object; conditions: Conditions }[];
  conditions?: Conditions;
};

function statusIn(out: string, kind: string, name: string): Status | undefined {
  const list: Listed = JSON.parse(out);
  const found = list.items.find(
    (item) => item.kind === kind && `${item.metadata.namespace}/${item.metadata.name}` === name,
  );
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found.status;
}

const documents = (...parts: readonly string[]) => parts.join('\n---\n');
const gatewayClass = (controller: string) =>
  `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: some}
spec: {controllerName: ${controller}}`;
const gateway = (allowed = 'from: All') =>
  `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: infra}
spec:
  gatewayClassName: some
  listeners:
    - {name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {${allowed}}}}`;
const route = (rule = 'backendRefs: [{name: cart, port: 80}]', parent = 'gw') =>
  `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: ${parent}, namespace: infra}]
  rules: [{${rule}}]`;
const service = `apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{port: 80}]}`;
const listenerSet = `apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: own, namespace: shop}
spec:
  parentRef: {name: gw, namespace: infra}
  listeners: [{name: web, protocol: HTTP, port: 80, hostname: shop.test}]`;
const routeOfSet = route().replace('{name: gw, namespace: infra}', '{kind: ListenerSet, name: own}');
const shop = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}';

describe('the exit status', () => {
  const selector = 'from: Selector, selector: {matchLabels: {access: "true"}}';
  test.each([
    // input                                        flags           status  words
    ['all is attached', documents(gateway(), route(), service, shop), [], 0, ['attached  resolved', ' 0 problems.']],
    [
      'a Service is not in the files',
      documents(gateway(), route()),
      [],
      0,
      ['Service shop/cart is not in these files.'],
    ],
    ['the same, complete', documents(gateway(), route()), ['--complete'], 1, ['Service shop/cart does not exist.']],
    ['a parent is not in the files', route(), [], 0, ['Gateway infra/gw is not in these files.']],
    ['the same, complete', route(), ['--complete'], 1, ['No Gateway infra/gw.']],
    ['labels are not in the files', documents(gateway(selector), route()), [], 0, ['shop is not in these files']],
    ['the namespace lacks the label', documents(gateway(selector), shop, route()), [], 1, ['refused', 'access=true']],
    [
      'the Gateway is of another namespace',
      documents(gateway('from: Same'), route()),
      [],
      1,
      ['refused', 'fix (gateway'],
    ],
    [
      'a ListenerSet is taken',
      documents(`${gateway()}\n  allowedListeners: {namespaces: {from: All}}`, listenerSet, routeOfSet, service, shop),
      [],
      0,
      ['ListenerSet shop/own', 'attached'],
    ],
    [
      'a ListenerSet is not taken',
      documents(gateway(), listenerSet, routeOfSet, service, shop),
      [],
      1,
      ['Gateway infra/gw takes no ListenerSets', 'fix (gateway owner)', 'refused'],
    ],
    [
      'the namespace of a ListenerSet lacks the label',
      documents(
        `${gateway()}\n  allowedListeners: {namespaces: {from: Selector, selector: {matchLabels: {access: "true"}}}}`,
        listenerSet,
        shop,
      ),
      [],
      1,
      ['labelled access=true; namespace shop is', 'fix (listenerset owner)'],
    ],
    ['a near name', documents(gateway(), route('', 'gv')), [], 0, ['Did you mean infra/gw?']],
    [
      'a grant is missing',
      documents(gateway(), route('backendRefs: [{name: a, namespace: pay, port: 1}]')),
      ['--complete'],
      1,
      ['no ReferenceGrant'],
    ],
    [
      'the same, the Service in the files',
      documents(
        gateway(),
        route('backendRefs: [{name: cart, namespace: pay, port: 80}]'),
        service.replace('namespace: shop', 'namespace: pay'),
      ),
      [],
      1,
      ['no ReferenceGrant'],
    ],
    ['a rule without a backend', documents(gateway(), route('')), [], 0, ['Notes', 'so it answers 500']],
    [
      'a feature we do not serve',
      documents(
        gateway(),
        route('filters: [{type: CORS, cors: {allowOrigins: ["*"]}}], backendRefs: [{name: cart, port: 80}]'),
        service,
      ),
      [],
      0,
      [' 0 problems.'],
    ],
    [
      'a filter of a kind that is not known, complete',
      documents(
        gateway(),
        route('filters: [{type: ExtensionRef, extensionRef: {group: a.test, kind: Auth, name: x}}]'),
      ),
      ['--complete'],
      0,
      ['Not known from these files', 'Filter Auth of a.test is not known to Gatehouse'],
    ],
    [
      'a listener without a certificate',
      documents(gateway().replace('protocol: HTTP', 'protocol: HTTPS')),
      [],
      1,
      ['spec.listeners[0]', '    tls names no certificateRefs'],
    ],
    [
      'CA certificates of clients are not in the files',
      `${documents(gateway())}\n  tls: {frontend: {default: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]}}}}`.replace(
        'protocol: HTTP, port: 80',
        'protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: gone}]}',
      ),
      [],
      0,
      ['Secret infra/gone is not in these files', 'ConfigMap infra/ca is not in these files'],
    ],
    [
      'a label that YAML 1.1 reads as a boolean',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {shared: yes}}',
      [],
      1,
      ['<stdin>:3', 'metadata.labels.shared'],
    ],
    ['broken YAML', 'a: [', [], 1, ['<stdin>:1', 'Flow sequence']],
    [
      'an unknown field',
      documents(service, route('colour: red')),
      [],
      1,
      ['<stdin>:11', 'unknown field "spec.rules[0].colour"'],
    ],
    ['a limit is broken', route('timeouts: {request: 5d}'), [], 1, ['<stdin>:6', 'spec.rules[0].timeouts.request']],
    ['a rule of the CRD is broken', route('matches: [{path: {value: shop}}]'), [], 1, ["start with '/' when"]],
    ['a version that is not served', route().replace('io/v1', 'io/v1alpha7'), [], 1, ['not a served version']],
    [
      'a kind that is not known',
      `${shop}\n---\napiVersion: a.test/v1\nkind: Odd\nmetadata: {name: x}`,
      [],
      0,
      ['Notes', 'kind Odd'],
    ],
    ['a kind that is not judged', route().replace('HTTPRoute', 'GRPCRoute'), [], 0, ['not judged']],
  ] as const)('%s', async (_, input, flags, status, words) => {
    const { code, out, err } = await check(input, ...flags);
    expect(err).toBe('');
    for (const word of words) expect(out).toContain(word);
    expect(code).toBe(status);
  });

  test.each([
    ['no input', ['check'], 'missing required argument'],
    ['a path that is not there', ['check', 'nowhere.yaml'], 'nowhere.yaml: there is no such file or folder'],
    ['a folder without manifests', ['check', 'scripts'], 'scripts: no .yaml, .yml or .json file in this folder'],
    ['nothing on standard input', ['check', '-'], 'no objects in -'],
    ['an output that does not exist', ['check', '-o', 'xml', '-'], 'Allowed choices are table, json, yaml'],
    ['an unknown option', ['check', '--strict', '-'], "unknown option '--strict'"],
    ['an unknown command', ['chekc'], "unknown command 'chekc'. There are: check, help. See gatehouse --help."],
    ['an unknown command with arguments', ['bogus', '-x', 'y'], "unknown command 'bogus'"],
    ['no command', [], 'Usage: gatehouse'],
  ])('is 2 for a command line that cannot be followed: %s', async (_, args, words) => {
    const { code, out, err } = await gatehouse(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});

describe('what is printed of a fix', () => {
  const twoReasons = gateway('from: Same').replace('port: 80,', 'port: 80, hostname: a.test,');
  const asksForAnother = route().replace('spec:', 'spec:\n  hostnames: [b.test]');
  const noSets = documents(gateway(), listenerSet, shop);
  test.each([
    [
      'what else it does',
      documents(gateway('from: Same'), route(), service, shop),
      'every namespace: from: All instead of from: Same. Whoever may create Routes in any namespace can then use this listener.',
    ],
    [
      'that it is not enough, and why',
      documents(twoReasons, asksForAnother, service, shop),
      'This alone is not enough. Listener http serves a.test; the Route asks for b.test, which is not covered.',
    ],
    [
      'that a grant is made where the backend is',
      documents(
        gateway(),
        route('backendRefs: [{name: cart, namespace: pay, port: 80}]'),
        service.replace('namespace: shop', 'namespace: pay'),
      ),
      'fix (backend owner): Create a ReferenceGrant in namespace pay',
    ],
    [
      'what else a fix of a ListenerSet does',
      noSets,
      'Whoever may create ListenerSets in any namespace can then open ports on this Gateway.',
    ],
  ])('%s', async (_, input, words) => {
    const { out } = await check(input);
    expect(out.replace(/\s+/g, ' ')).toContain(words);
  });
});

describe('the scenarios', () => {
  const files = (scenario: string, ...steps: readonly string[]) =>
    steps.map((step) => `examples/${scenario}/${step}.yaml`);
  test.each([
    [
      'fruits',
      ['00-start'],
      1,
      [
        'apples/apples    infra/edge  proxy     refused',
        'infra/fruits     infra/edge  proxy     attached  RefNotPermitted',
      ],
    ],
    ['fruits', ['00-start', '10-grant-bananas'], 1, ['apples/apple-echo has no ReferenceGrant for infra']],
    ['fruits', ['00-start', '10-grant-bananas', '11-grant-apples', '20-allow-teams'], 0, [' 0 problems.']],
    ['fruits', ['00-start', '10-grant-bananas', '11-grant-apples', '21-allow-teams-by-label'], 0, [' 0 problems.']],
    [
      'acme',
      ['00-start'],
      1,
      ['examples/acme/00-start.yaml:172  HTTPRoute hr/cross-namespace', 'shared-gateway-access=true'],
    ],
    ['foobar', ['00-printed'], 1, ['site-ns/login (v1alpha1)', 'Did you mean infra-ns/shared-gateway?']],
    ['foobar', ['00-printed', '10-corrected'], 0, [' 0 problems.']],
    ['foobar', ['00-printed', '10-corrected', '20-https'], 0, ['https-443-foo.example.com  attached']],
  ] as const)('%s %s ends with %i', async (scenario, steps, status, words) => {
    const { code, out } = await gatehouse(['check', ...files(scenario, ...steps)]);
    for (const word of words) expect(out).toContain(word);
    expect(code).toBe(status);
    expect(out).not.toContain('\u001b[');
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('a folder is read with all its files, the later object over the earlier', async () => {
    expect(await gatehouse(['check', 'examples/fruits', 'examples/foobar'])).toMatchObject({ code: 0, err: '' });
  });

  test('the command works from any folder, on paths of that folder', async () => {
    const { code, out } = await run(join(root, 'scripts/gatehouse'), ['check', 'acme'], {
      cwd: join(root, 'examples'),
    });
    expect(out).toContain('acme/00-start.yaml:172  HTTPRoute hr/cross-namespace');
    expect(code).toBe(1);
  });
});

describe('json', () => {
  test('is a List of the objects with the status the controller would write, problems on standard error', async () => {
    const { code, out, err } = await gatehouse(['check', 'examples/acme', '-o', 'json']);
    expect(code).toBe(1);
    const list: Listed = JSON.parse(out);
    expect([list.apiVersion, list.kind, list.items.length]).toEqual(['v1', 'List', 15]);
    expect(statusIn(out, 'HTTPRoute', 'hr/cross-namespace')?.parents).toEqual([
      {
        parentRef: {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          namespace: 'infra-ns',
          name: 'shared-gateway',
        },
        controllerName: 'gatehouse.dev/gateway-controller',
        conditions: [
          expect.objectContaining({
            type: 'Accepted',
            status: 'False',
            reason: 'NotAllowedByListeners',
            observedGeneration: 1,
            lastTransitionTime: '1970-01-01T00:00:00Z',
          }),
          expect.objectContaining({ type: 'ResolvedRefs', status: 'True' }),
        ],
      },
    ]);
    const programmed = statusIn(out, 'Gateway', 'infra-ns/shared-gateway')?.conditions?.[1];
    expect(programmed).toMatchObject({ type: 'Programmed', status: 'True' });
    expect(err).toMatch(
      /^examples\/acme\/00-start.yaml:172: error: HTTPRoute hr\/cross-namespace: spec.parentRefs\[0\]: /,
    );
  });

  test('an object that an API server would refuse is left out, and that is said', async () => {
    const bad = route('timeouts: {request: 5d}').replace('name: cart, namespace', 'name: bad, namespace');
    const { out, err } = await check(documents(gateway(), bad), '-o', 'json');
    expect((JSON.parse(out) as Listed).items.map(({ kind }) => kind)).toEqual(['Gateway']);
    expect(err).toContain('left out of the output, for an API server would refuse them: HTTPRoute shop/bad\n');
  });

  test('objects keep the version they are written at', async () => {
    const { out } = await gatehouse(['check', 'examples/acme', '-o', 'json']);
    const list: Listed = JSON.parse(out);
    expect(list.items.find(({ kind }) => kind === 'Gateway')?.apiVersion).toBe('gateway.networking.k8s.io/v1beta1');
  });

  test('v1alpha1 Routes carry status.gateways with Admitted', async () => {
    const { out } = await gatehouse(['check', 'examples/foobar/00-printed.yaml', '-o', 'json']);
    expect(statusIn(out, 'HTTPRoute', 'store-ns/store')?.gateways).toEqual([
      {
        gatewayRef: { name: 'shared-gateway', namespace: 'infra-ns', controller: 'gatehouse.dev/gateway-controller' },
        conditions: [expect.objectContaining({ type: 'Admitted', status: 'False' })],
      },
    ]);
  });

  test('yaml holds the same', async () => {
    const [yaml, json] = await Promise.all(['yaml', 'json'].map((o) => gatehouse(['check', 'examples/acme', '-o', o])));
    expect(parse(yaml?.out ?? '')).toEqual(JSON.parse(json?.out ?? ''));
  });

  test.each([
    // class's controller                 --controller       who writes
    ['gatehouse.dev/gateway-controller', [], 'gatehouse.dev/gateway-controller'],
    ['other.test/controller', [], undefined],
    ['other.test/controller', ['--controller', 'other.test/controller'], 'other.test/controller'],
    [null, ['--controller', 'other.test/controller'], 'other.test/controller'],
    [null, [], 'gatehouse.dev/gateway-controller'],
  ] as const)('a class of %s with %j: the status is of %s', async (controller, flags, writer) => {
    const parts = [...(controller ? [gatewayClass(controller)] : []), gateway(), route(), service, shop];
    const { out, code } = await check(documents(...parts), '-o', 'json', ...flags);
    expect(code).toBe(0);
    expect(statusIn(out, 'HTTPRoute', 'shop/cart')?.parents?.[0]?.controllerName).toBe(writer);
  });
});

describe('certificates', () => {
  const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2051-01-01T00:00:00Z') };
  const authority = createCertificateAuthority('tests', validity);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const https = gateway().replace(
    'protocol: HTTP, port: 80',
    'protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: pair}]}',
  );
  const secret = (certificatePem: string, keyPem: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: pair, namespace: infra}\ntype: kubernetes.io/tls\ndata: {tls.crt: ${base64(certificatePem)}, tls.key: ${base64(keyPem)}}`;

  test('a pair is taken, the key of another is refused', async () => {
    const [one, two] = [authority.issue('one', ['one.test']), authority.issue('two', ['two.test'])];
    expect(await check(documents(https, secret(one.certificatePem, one.keyPem)))).toMatchObject({ code: 0 });
    const { code, out } = await check(documents(https, secret(one.certificatePem, two.keyPem)));
    expect([code, out]).toEqual([1, expect.stringContaining('tls.key is not the key of the certificate in tls.crt')]);
  });

  test('a client certificate of a Gateway is named where it stands, with what would mend it', async () => {
    const from = 'tls: {backend: {clientCertificateRef: {name: client}}}';
    const { code, out } = await check(`${gateway()}\n  ${from}`, '--complete');
    expect(code).toBe(1);
    expect(out).toMatch(/spec\.tls\.backend\.clientCertificateRef\s+Secret infra\/client does not exist\./);
    expect(out).toContain('fix (gateway owner): Create Secret infra/client');
  });

  test('a Secret that is not in the files is not known', async () => {
    const { code, out } = await check(https);
    expect([code, out]).toEqual([0, expect.stringContaining('Secret infra/pair is not in these files.')]);
    expect(await check(https, '--complete')).toMatchObject({ code: 1 });
  });
});

test('a filter and a backend of a vendor are named as not known, and hang on who serves them', async () => {
  const foreign = route()
    .replace('{name: cart, port: 80}', '{group: vendor.io, kind: Bucket, name: b, port: 80}')
    .replace(
      'backendRefs',
      'filters: [{type: ExtensionRef, extensionRef: {group: vendor.io, kind: Foo, name: a}}], backendRefs',
    );
  const { code, out } = await check(documents(gateway(), foreign, service, shop));
  expect([code, out]).toEqual([0, expect.stringContaining('Filter Foo of vendor.io is not known to Gatehouse')]);
  expect(out).toContain('Kind Bucket of vendor.io is not known to Gatehouse');
});

describe('a BackendTLSPolicy', () => {
  const policy = (name: string, validation: string, target = '') =>
    `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: ${name}, namespace: shop}
spec:
  targetRefs: [{group: "", kind: Service, name: cart${target}}]
  validation: {hostname: cart.test, ${validation}}`;
  const system = 'wellKnownCACertificates: System';
  const ca = 'caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]';

  test.each([
    // policies                                                       flags           status  words
    ['the authorities of the system', [policy('a', system)], [], 0, [' 0 problems']],
    ['a CA that is not in the files', [policy('a', ca)], [], 0, ['ConfigMap shop/ca is not in these files.']],
    [
      'the same, complete',
      [policy('a', ca)],
      ['--complete'],
      1,
      ['BackendTLSPolicy shop/a', 'ConfigMap shop/ca does not exist.', 'fix (policy owner): Create ConfigMap shop/ca'],
    ],
    [
      'two for the same Service',
      [policy('a', system), policy('b', system)],
      [],
      1,
      ['BackendTLSPolicy shop/a is for the same target', 'fix (policy owner): Delete BackendTLSPolicy shop/b'],
    ],
    [
      'a Service that is not in the files',
      [policy('a', system, 's')],
      [],
      0,
      ['Service shop/carts is not in these files.'],
    ],
    [
      'the same, complete',
      [policy('a', system, 's')],
      ['--complete'],
      1,
      [
        'Service shop/carts does not exist. Did you mean shop/cart?',
        'fix (policy owner): Write name: cart in spec.targetRefs[0]',
        'fix (backend owner): Create Service shop/carts',
      ],
    ],
    [
      'a port that the Service does not have',
      [policy('a', system, ', sectionName: https')],
      [],
      1,
      [
        'Service shop/cart has no port named https; its port 80 has no name.',
        'fix (backend owner): Give port 80 of Service shop/cart the name https.',
      ],
    ],
    [
      'a kind of a vendor',
      [policy('a', system).replace('group: "", kind: Service', 'group: vendor.io, kind: Foo')],
      [],
      0,
      ['Kind Foo of vendor.io is not known to Gatehouse.'],
    ],
  ])('%s', async (_, policies, flags, status, words) => {
    const { code, out } = await check(documents(gateway(), route(), service, shop, ...policies), ...flags);
    expect([code, out]).toEqual([status, expect.stringContaining(words[0] ?? '')]);
    for (const word of words) expect(out).toContain(word);
  });
});

test.each([
  ['127.0.0.1', 'IPv4', 'may not be in the loopback range'],
  ['::1', 'IPv6', 'may not be in the loopback range'],
  ['169.254.169.254', 'IPv4', 'may not be in the link-local range'],
  ['0.0.0.0', 'IPv4', 'may not be unspecified'],
  ['10.0.0.1', 'IPv4', null],
])('an endpoint at %s is what a cluster makes of it', async (address, family, words) => {
  const slice = `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: s}\naddressType: ${family}\nendpoints: [{addresses: ["${address}"]}]\nports: []`;
  const { code, out } = await check(slice);
  expect(code).toBe(words ? 1 : 0);
  if (words) expect(out).toContain(words);
});

test('files inside hidden folders are left out, .json and .yml are read', async () => {
  const files = {
    'a/gw.yml': gateway(),
    'a/b/route.json': JSON.stringify(parse(route())),
    '.git/x.yaml': 'a: [',
    'a/note.txt': 'a: [',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const { code, out } = await gatehouse(['check', '.'], { cwd: folder });
  expect([code, out]).toEqual([0, expect.stringContaining('2 objects, 1 Gateway, 1 Route, 0 problems')]);
});
