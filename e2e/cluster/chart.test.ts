import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Loose } from '../scenarios/kube.ts';
import { patience } from '../scenarios/scenario.ts';
import {
  apply,
  attempt,
  chart,
  controls,
  createNamespace,
  edits,
  install,
  kubectl,
  namespace,
  readObjects,
  release,
  removeRelease,
  render,
  run,
  signIn,
  type Values,
} from './chart.ts';

// The chart of deploy/ by Helm itself on a real API server: what is rendered, granted, admitted.

const account = `system:serviceaccount:${namespace}:${release}`;

beforeAll(createNamespace);
afterAll(removeRelease);

test('helm lint finds nothing, warnings neither', () => {
  expect(run('helm', ['lint', '--strict', chart])).toContain('1 chart(s) linted, 0 chart(s) failed');
});

const combinations: readonly (readonly [what: string, values: Values, kinds: readonly string[]])[] = [
  ['as it comes', {}, []],
  ['with certificates', { 'certificates.enabled': true }, []],
  ['with edits', edits, []],
  ['as controller', controls, ['GatewayClass', 'Role', 'RoleBinding']],
  [
    'with everything',
    { ...edits, ...controls, ...signIn, replicas: 2 },
    ['GatewayClass', 'HTTPRoute', 'Role', 'RoleBinding', 'Service'],
  ],
];
const always = ['ClusterRole', 'ClusterRoleBinding', 'Deployment', 'ServiceAccount'];

test.each(combinations)('%s: what is rendered is taken by the API server, field by field', (_what, values, kinds) => {
  const { stdout, stderr } = render(values);
  expect(stderr).toBe('');
  const objects = readObjects(stdout);
  expect([...new Set(objects.map(({ kind }) => String(kind)))].toSorted()).toEqual([...always, ...kinds].toSorted());
  const answer = apply(stdout, '--dry-run=server', '--validate=strict');
  expect(answer.trim().split('\n')).toHaveLength(objects.length);
});

test.each([
  [{ ...signIn, 'signIn.container': {} }, 'no sign-in and listens on the loopback'],
  [{ ...signIn, 'httpRoute.hostnames': [] }, 'httpRoute.hostnames is empty'],
  [{ ...signIn, 'httpRoute.parentRefs': [] }, 'httpRoute.parentRefs is empty'],
  [{ ...signIn, 'httpRoute.hostnames': ['*.example.com'] }, 'httpRoute'],
  [{ 'signIn.port': 7080 }, 'port'],
  [{ 'controler.enabled': true }, "'controler' not allowed"],
  [{ 'edits.enabled': 'yes' }, 'got string, want boolean'],
])('%j is refused with words', (values, words) => {
  const { status, stderr } = render(values);
  expect(status).not.toBe(0);
  expect(stderr).toContain(words);
});

/** What the ServiceAccount may do of all that could be meant, e.g. `patch namespaces`. */
const mayDo = (): readonly string[] => asked.filter(may).map((words) => words.join(' '));

function may([verb, resource, ...flags]: (typeof asked)[number]): boolean {
  const where = flags.includes('-n') ? [] : ['-A'];
  const answer = attempt('kubectl', 'auth', 'can-i', verb, resource, `--as=${account}`, ...flags, ...where);
  return answer.stdout.trim() === 'yes';
}

const routes = 'httproutes.gateway.networking.k8s.io';
const gateways = 'gateways.gateway.networking.k8s.io';
const classes = 'gatewayclasses.gateway.networking.k8s.io';
const asked: readonly (readonly [verb: string, resource: string, ...flags: string[]])[] = [
  ['list', gateways],
  ['watch', routes],
  ['list', 'namespaces'],
  ['list', 'endpointslices.discovery.k8s.io'],
  ['get', 'customresourcedefinitions/gatewayclasses.gateway.networking.k8s.io'],
  ['list', 'customresourcedefinitions'],
  ['list', 'secrets'],
  ['list', 'configmaps'],
  ['list', 'pods'],
  ['patch', 'namespaces'],
  ['update', 'namespaces'],
  ['create', routes],
  ['patch', gateways],
  ['create', 'referencegrants.gateway.networking.k8s.io'],
  ['delete', routes],
  ['update', routes, '--subresource=status'],
  ['update', gateways, '--subresource=status'],
  ['create', 'services'],
  ['patch', 'services'],
  ['patch', classes],
  ['delete', classes],
  ['update', classes, '--subresource=status'],
  ['delete', 'services'],
  ['create', 'events'],
  ['list', 'events'],
  ['create', 'secrets'],
  ['create', 'leases.coordination.k8s.io', '-n', namespace],
  ['update', 'leases.coordination.k8s.io/gatehouse', '-n', namespace],
  ['update', 'leases.coordination.k8s.io/other', '-n', namespace],
  ['update', 'leases.coordination.k8s.io/gatehouse', '-n', 'default'],
  ['escalate', 'clusterroles.rbac.authorization.k8s.io'],
  ['create', 'pods'],
];
const mayRead = [
  `list ${gateways}`,
  `watch ${routes}`,
  'list namespaces',
  'list endpointslices.discovery.k8s.io',
  'get customresourcedefinitions/gatewayclasses.gateway.networking.k8s.io',
];
const certificates = ['list secrets', 'list configmaps'];
const mayEdit = [
  'patch namespaces',
  `create ${routes}`,
  `patch ${gateways}`,
  'create referencegrants.gateway.networking.k8s.io',
];
const mayControl = [
  `update ${routes} --subresource=status`,
  `update ${gateways} --subresource=status`,
  `update ${classes} --subresource=status`,
  `patch ${classes}`,
  'create services',
  'patch services',
  'create events',
  `create leases.coordination.k8s.io -n ${namespace}`,
  `update leases.coordination.k8s.io/gatehouse -n ${namespace}`,
];

const rights: readonly (readonly [what: string, values: Values, allowed: readonly string[]])[] = [
  ['as it comes', {}, mayRead],
  ['with certificates', { 'certificates.enabled': true }, [...mayRead, ...certificates]],
  ['with edits', edits, [...mayRead, ...mayEdit]],
  ['as controller', controls, [...mayRead, ...certificates, ...mayControl]],
];

test.each(rights)(
  '%s: its ServiceAccount may do this and nothing else',
  (_what, values, allowed) => {
    install({ ...values, replicas: 0 });
    expect(mayDo().toSorted()).toEqual(allowed.toSorted());
  },
  120_000,
);

test('a namespace that enforces the restricted standard admits its Pods, and none that is careless', async () => {
  install({ ...edits, ...controls, ...signIn });
  const pods = () =>
    JSON.parse(kubectl('get', 'pods', '-n', namespace, '-l', `app.kubernetes.io/instance=${release}`, '-o', 'json'))
      .items;
  await expect.poll(() => pods().length, patience).toBe(1);
  const [{ spec }] = pods();
  expect(spec.containers.map(({ name }: Loose) => name)).toEqual(['gatehouse', 'sign-in']);
  for (const { securityContext } of spec.containers) {
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  }
  // of a Service called gatehouse they would hold GATEHOUSE_PORT
  expect(spec.enableServiceLinks).toBe(false);
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  // what the standard refuses, and the API server would take elsewhere
  const careless = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'careless', namespace },
    spec: { containers: [{ name: 'c', image: 'c' }] },
  };
  expect(() => apply(JSON.stringify(careless))).toThrow(/violates PodSecurity "restricted/);
});
