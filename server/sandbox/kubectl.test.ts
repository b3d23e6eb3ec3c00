import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds } from '#lib/gateway-api/kinds.ts';
import { hasKubectl, openTestSandbox, type TestSandbox } from './testing.ts';

describe.skipIf(!hasKubectl)('kubectl', () => {
  let api: TestSandbox;
  beforeAll(async () => {
    api = await openTestSandbox();
    expect(await kubectl('apply', '-f', 'examples/acme/00-start.yaml')).toContain('namespace/hr created');
  });
  afterAll(() => api?.close());

  async function kubectl(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await api.kubectl(...args);
    expect(err).toBe('');
    expect(code).toBe(0);
    return out;
  }
  async function file(name: string, text: string): Promise<string> {
    const path = join(api.dir, name);
    await writeFile(path, text);
    return path;
  }
  const route = 'httproutes.gateway.networking.k8s.io';

  test('apply again changes nothing', async () => {
    const before = await kubectl('get', route, '-A', '-o', 'jsonpath={.items[*].metadata.resourceVersion}');
    expect(await kubectl('apply', '-f', 'examples/acme/00-start.yaml')).toContain('service/echo-hr unchanged');
    expect(await kubectl('get', route, '-A', '-o', 'jsonpath={.items[*].metadata.resourceVersion}')).toBe(before);
  });

  test('get prints the columns', async () => {
    expect(await kubectl('get', 'svc', '-A')).toMatch(
      /^NAMESPACE +NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\n/,
    );
    expect(await kubectl('get', 'ns', '--show-labels')).toMatch(
      /careers .*kubernetes.io\/metadata.name=careers,shared-gateway-access=true/,
    );
    expect(await kubectl('get', 'svc', '-n', 'hr')).toMatch(
      /echo-hr +ClusterIP +10\.96\.\d+\.\d+ +<none> +9080\/TCP +\d+s/,
    );
    expect(await kubectl('get', 'gateway', '-A')).toMatch(
      /NAME +CLASS +ADDRESS +PROGRAMMED +AGE\ninfra-ns +shared-gateway +gatehouse/,
    );
    expect(await kubectl('get', 'all', '-n', 'hr')).toMatch(
      /pod\/echo-hr.*service\/echo-hr.*deployment.apps\/echo-hr/s,
    );
    expect(await kubectl('get', 'svc', '-A', '--sort-by=.metadata.name', '-o', 'name')).toContain('service/echo-hr');
    const endpoints = await api.kubectl('get', 'endpoints', '-n', 'product');
    expect(endpoints.out).toMatch(/^NAME +ENDPOINTS +AGE\necho-product +127\.64\.\d+\.\d+:9080 +\d+s\n$/);
    expect(endpoints.err).toContain('Warning: v1 Endpoints is deprecated in v1.33+');
    expect((await api.kubectl('get', 'svc', 'none')).err).toBe(
      'Error from server (NotFound): services "none" not found\n',
    );
  });

  test('one version is read at another', async () => {
    const beta = 'httproutes.v1beta1.gateway.networking.k8s.io';
    expect(await kubectl('get', beta, 'cross-namespace', '-n', 'hr', '-o', 'jsonpath={.apiVersion}')).toBe(
      'gateway.networking.k8s.io/v1beta1',
    );
    expect(await kubectl('get', 'httproute', '-n', 'hr', '-o', 'jsonpath={.items[0].apiVersion}')).toBe(
      'gateway.networking.k8s.io/v1',
    );
    expect(await kubectl('apply', '-f', 'examples/foobar/00-printed.yaml')).toContain(
      'httproute.networking.x-k8s.io/store created',
    );
    expect(await kubectl('get', 'httproutes.networking.x-k8s.io', '-A', '-o', 'name')).toContain(
      'httproute.networking.x-k8s.io/login',
    );
  });

  test('label, annotate, patch and edit', async () => {
    expect(await kubectl('label', 'ns', 'hr', 'shared-gateway-access=true')).toBe('namespace/hr labeled\n');
    expect(await kubectl('get', 'ns', '-l', 'shared-gateway-access=true', '-o', 'name')).toContain('namespace/hr');
    expect(await kubectl('label', 'ns', 'hr', 'shared-gateway-access-')).toBe('namespace/hr unlabeled\n');
    expect(await kubectl('annotate', 'svc', '-n', 'hr', 'echo-hr', 'a=b')).toBe('service/echo-hr annotated\n');
    const merge = [
      'patch',
      route,
      'cross-namespace',
      '-n',
      'hr',
      '--type=merge',
      '-p',
      '{"spec":{"hostnames":["a.test"]}}',
    ];
    expect(await kubectl(...merge)).toContain('patched');
    expect(
      await kubectl('patch', 'svc', 'echo-hr', '-n', 'hr', '-p', '{"spec":{"ports":[{"port":9080,"name":"web"}]}}'),
    ).toContain('patched');
    expect(await kubectl('get', 'svc', 'echo-hr', '-n', 'hr', '-o', 'jsonpath={.spec.ports}')).toMatch(
      /"name":"web","port":9080,"protocol":"TCP","targetPort":9080/,
    );
    const strategic = await api.kubectl('patch', route, 'cross-namespace', '-n', 'hr', '-p', '{}');
    expect(strategic.err).toContain('the body of the request was in an unknown format');
    const edited = await api.kubectl('set', 'image', '-n', 'hr', 'deploy/echo-hr', 'echo=other:1');
    expect(edited.out).toBe('deployment.apps/echo-hr image updated\n');
  });

  test('describe and explain', async () => {
    expect(await kubectl('describe', 'gateway', 'shared-gateway', '-n', 'infra-ns')).toContain(
      'Gateway Class Name:  gatehouse',
    );
    expect(await kubectl('describe', 'svc', 'echo-product', '-n', 'product')).toMatch(
      /Endpoints: +127\.64\.\d+\.\d+:9080/,
    );
    expect(await kubectl('describe', 'deploy', 'echo-product', '-n', 'product')).toContain(
      '1 desired | 1 updated | 1 total | 1 available',
    );
    expect(await kubectl('describe', 'pods', '-n', 'product')).toContain('Status:       Running');
    expect(await kubectl('describe', 'ns', 'hr')).toContain('Status:       Active');
    expect(await kubectl('explain', 'gateway.spec.listeners')).toMatch(
      /FIELD: listeners <\[\]Object>.*allowedRoutes\t<Object>/s,
    );
    expect(await kubectl('explain', 'httproute.metadata.labels')).toContain('FIELD: labels <map[string]string>');
    expect(await kubectl('explain', 'deploy.spec.replicas')).toContain('How many Pods there shall be.');
    expect(await kubectl('explain', 'gateways.spec.listeners', '--api-version=networking.x-k8s.io/v1alpha1')).toContain(
      'Port listened on.',
    );
    expect(await kubectl('explain', 'svc.spec.ports.targetPort')).toContain('targetPort <IntOrString>');
  });

  test.each(kinds)(
    'explain $kind.$group has a type and a word for every field',
    async ({ plural, group, versions }) => {
      for (const version of versions) {
        const apiVersion = group ? `${group}/${version}` : version;
        const all = await kubectl('explain', plural, `--api-version=${apiVersion}`, '--recursive');
        const [, fields = ''] = all.split('FIELDS:\n');
        const lines = fields.split('\n').filter((line) => /^ {2,}[a-z]/i.test(line) && !line.includes('enum: '));
        expect(lines.length).toBeGreaterThan(3);
        for (const line of lines)
          expect(line).toMatch(
            /^ +\S+\t<(\[\]|map\[string\])*(string|integer|boolean|Object|IntOrString|\w+)>( -required-)?$/,
          );
        const tops = lines.map((line) => /^ {2}(\w+)\t/.exec(line)?.[1]).filter((name) => name !== undefined);
        expect(tops).toContain('metadata');
        for (const top of tops) {
          const one = await kubectl('explain', `${plural}.${top}`, `--api-version=${apiVersion}`);
          expect(one).toMatch(/FIELD: .*\n(ENUM:\n( {4}.*\n)*)?\s*DESCRIPTION:\n {4}\S/);
          expect(one).not.toContain('<no description>');
        }
      }
    },
  );

  test('wait, scale, rollout', async () => {
    expect(await kubectl('wait', '-n', 'careers', 'deploy/echo-careers', '--for=condition=Available')).toContain(
      'condition met',
    );
    expect(await kubectl('scale', '-n', 'careers', 'deploy/echo-careers', '--replicas=3')).toContain('scaled');
    expect(await kubectl('rollout', 'status', '-n', 'careers', 'deploy/echo-careers')).toContain(
      'successfully rolled out',
    );
    expect(await kubectl('rollout', 'restart', '-n', 'careers', 'deploy/echo-careers')).toContain('restarted');
    expect(await kubectl('rollout', 'status', '-n', 'careers', 'deploy/echo-careers')).toContain(
      'successfully rolled out',
    );
    expect(await kubectl('get', 'deploy', '-n', 'careers')).toMatch(/echo-careers +3\/3 +3 +3/);
  });

  test('a refused apply lists the causes', async () => {
    const header = 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: bad, namespace: hr}\n';
    const bad = await file('bad.yaml', `${header}spec:\n  parentRefs: [{name: x, port: 0}]\n  hostnames: [UPPER]\n`);
    const refused = await api.kubectl('apply', '-f', bad);
    expect(refused.err).toMatch(/^The HTTPRoute "bad" is invalid: \n\* spec/);
    expect(refused.err).toContain(
      '* spec.parentRefs[0].port: Invalid value: 0: spec.parentRefs[0].port in body should be greater than or equal to 1',
    );
    const unknown = await api.kubectl('apply', '-f', await file('unknown.yaml', `${header}spec: {colour: red}\n`));
    expect(unknown.err).toContain('strict decoding error: unknown field "spec.colour"');
    const kind = await api.kubectl(
      'apply',
      '-f',
      await file('kind.yaml', 'apiVersion: a.test/v1\nkind: Odd\nmetadata: {name: x}\n'),
    );
    expect(kind.err).toContain('no matches for kind "Odd" in version "a.test/v1"');
  });

  test('apply --server-side takes over what was applied before, conflicts are listed, force wins', async () => {
    const fruits = 'examples/fruits/00-start.yaml';
    const all = await kubectl('apply', '--server-side', '-f', fruits);
    expect(all).toContain('httproute.gateway.networking.k8s.io/apples serverside-applied');
    expect(await kubectl('apply', '--server-side', '-f', fruits)).toBe(all);
    const map = (size: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned, namespace: hr}\ndata: {size: ${size}}\n`;
    const [small, large] = [await file('small.yaml', map('small')), await file('large.yaml', map('large'))];
    await kubectl('apply', '--server-side', '--field-manager=team-a', '-f', small);
    expect(await kubectl('diff', '--server-side', '--field-manager=team-a', '-f', small)).toBe('');
    const refused = await api.kubectl('apply', '--server-side', '--field-manager=team-b', '-f', large);
    expect(refused.err).toContain('Apply failed with 1 conflict: conflict with "team-a": .data.size');
    await kubectl('apply', '--server-side', '--field-manager=team-b', '--force-conflicts', '-f', large);
    const shown = await kubectl('get', 'configmap', 'owned', '-n', 'hr', '-o', 'yaml', '--show-managed-fields');
    expect(shown).toContain('manager: team-b');
    expect(shown).not.toContain('manager: team-a');
    expect(await kubectl('get', 'configmap', 'owned', '-n', 'hr', '-o', 'yaml')).not.toContain('managedFields');
  });

  test('client-side apply goes over to server-side and back', async () => {
    const map = (data: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: moved, namespace: hr}\ndata: ${data}\n`;
    const data = () => kubectl('get', 'configmap', 'moved', '-n', 'hr', '-o', 'jsonpath={.data}');
    await kubectl('apply', '-f', await file('first.yaml', map('{a: "1", b: "1"}')));
    await kubectl('apply', '--server-side', '-f', await file('second.yaml', map('{a: "2"}')));
    expect(await data()).toBe('{"a":"2"}');
    await kubectl('apply', '-f', await file('third.yaml', map('{c: "3"}')));
    expect(await data()).toBe('{"c":"3"}');
  });

  test('diff and dry run show the change and keep it out', async () => {
    const namespace =
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: product, labels: {shared-gateway-access: "no"}}\n';
    const path = await file('product.yaml', namespace);
    const { code, out } = await api.kubectl('diff', '-f', path);
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/-\s+shared-gateway-access: "true"\n\+\s+shared-gateway-access: "no"/),
    ]);
    expect(await kubectl('apply', '--dry-run=server', '-f', path)).toContain('configured (server dry run)');
    expect(await kubectl('get', 'ns', 'product', '-o', 'jsonpath={.metadata.labels.shared-gateway-access}')).toBe(
      'true',
    );
  });

  test('what it sends as protobuf is read', async () => {
    await kubectl('create', 'ns', 'made');
    await kubectl('create', 'secret', 'generic', 's', '-n', 'made', '--from-literal=a=hello');
    expect(await kubectl('get', 'secret', 's', '-n', 'made', '-o', 'jsonpath={.type} {.data.a}')).toBe(
      'Opaque aGVsbG8=',
    );
    await kubectl('create', 'configmap', 'c', '-n', 'made', '--from-literal=a=b');
    await kubectl('create', 'service', 'clusterip', 'web', '-n', 'made', '--tcp=80:http');
    expect(await kubectl('get', 'svc', 'web', '-n', 'made', '-o', 'jsonpath={.spec.ports[0]} {.spec.selector}')).toBe(
      '{"name":"80-http","port":80,"protocol":"TCP","targetPort":"http"} {"app":"web"}',
    );
    await kubectl('create', 'deployment', 'web', '-n', 'made', '--image=any', '--port=9080', '--replicas=2');
    await kubectl('wait', '-n', 'made', 'deploy/web', '--for=jsonpath={.status.readyReplicas}=2');
    await kubectl('create', 'sa', 'robot', '-n', 'made');
    expect(await kubectl('auth', 'can-i', 'create', 'gateways')).toBe('yes\n');
    expect(await kubectl('auth', 'can-i', '--list')).toContain('*.*');
    expect(await kubectl('auth', 'whoami')).toContain('sandbox-admin');
    const token = await api.kubectl('create', 'token', 'robot', '-n', 'made');
    expect(token.err).toContain('could not find the requested resource');
  });

  test('run, expose and delete', async () => {
    await kubectl('run', 'alone', '--image=any', '--port=9090');
    await kubectl('expose', 'pod', 'alone', '--port=80', '--target-port=9090');
    await kubectl('wait', 'pod/alone', '--for=condition=Ready');
    expect(await kubectl('get', 'endpointslices')).toMatch(/alone-\w+ +IPv4 +9090 +127\.64\./);
    expect(await kubectl('delete', 'svc/alone', 'pod/alone')).toContain('pod "alone" deleted');
    expect(await kubectl('create', 'ns', 'brief')).toContain('created');
    expect(await kubectl('delete', 'ns', 'brief')).toContain('namespace "brief" deleted');
    expect(await kubectl('delete', '-f', 'examples/foobar/00-printed.yaml')).toContain('deleted');
  });

  test('get -w follows', async () => {
    const child = api.startKubectl('get', 'configmap', '-w', '--watch-only', '--no-headers');
    const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
    const next = lines.next();
    // its watch is open once an object made in vain, time after time, is seen
    let seen = false;
    void next.then(() => {
      seen = true;
    });
    for (let made = 0; !seen; made++) await kubectl('create', 'configmap', `seen-${made}`);
    expect((await next).value).toMatch(/^seen-\d+ +0 +\d+s$/);
    child.kill();
    await once(child, 'exit');
  });

  test('api-resources and version', async () => {
    expect(await kubectl('api-resources', '--api-group=gateway.networking.k8s.io', '-o', 'name')).toContain(
      'httproutes.gateway.networking.k8s.io\n',
    );
    expect(await kubectl('version')).toMatch(/Server Version: v1\.32\.\d+\+sandbox/);
    expect(await kubectl('api-versions')).toContain('networking.x-k8s.io/v1alpha1');
  });
});
