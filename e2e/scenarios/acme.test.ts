import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gatehouse } from '../start-gatehouse.ts';
import { gatewayTarget, hasCurl, hasKubectl, type Kube, kubes, runShell } from './kube.ts';
import { answeringAt, conditionsOf, expectConditions, listOf, patience } from './scenario.ts';
import { startScenario } from './start-scenario.ts';
import { send } from './traffic.ts';

// A Gateway shared by label; scenario c has a Gateway of the same name in another API group, so both are loaded.

const gateway = gatewayTarget('Gateway', 'infra-ns', 'shared-gateway');
const routeOf = (namespace: string) => gatewayTarget('HTTPRoute', namespace, 'cross-namespace');
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', name });
const access = 'shared-gateway-access';

const attached = ['Accepted=True Accepted', 'ResolvedRefs=True ResolvedRefs'];
const notAllowed = ['Accepted=False NotAllowedByListeners', 'ResolvedRefs=True ResolvedRefs'];

describe.each(kubes)('acme by $tool', ({ connect }) => {
  let gatehouse: Gatehouse;
  let kube: Kube;
  let base: string;
  const statusOf = async (path: string) => (await send(base, path)).status;

  beforeAll(async () => {
    gatehouse = await startScenario('acme');
    kube = connect(gatehouse.kubeconfig);
    base = await answeringAt(gatehouse, kube, gateway);
  });
  afterAll(async () => expect(await gatehouse.stop()).toBe(0));

  test.each([
    ['infra-ns', {}],
    ['careers', { [access]: 'true' }],
    ['product', { [access]: 'true' }],
    ['hr', {}],
  ])('namespace %s carries its name and %j', async (name, labels) => {
    const { metadata } = await kube.get(namespace(name));
    expect(metadata?.labels).toEqual({ 'kubernetes.io/metadata.name': name, ...labels });
  });

  test.each(['careers', 'product', 'hr'])('Service echo-%s is a ClusterIP on 9080/TCP', async (team) => {
    const { spec } = await kube.get({ apiVersion: 'v1', kind: 'Service', namespace: team, name: `echo-${team}` });
    expect(spec).toMatchObject({ type: 'ClusterIP', ports: [{ port: 9080, protocol: 'TCP' }] });
  });

  test('the GatewayClass is accepted, and the release of Gateway API is one that is supported', async () => {
    const target = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', name: 'gatehouse' };
    await expect
      .poll(async () => conditionsOf((await kube.get(target)).status), patience)
      .toEqual(['Accepted=True Accepted', 'SupportedVersion=True SupportedVersion']);
  });

  test('the Gateway is programmed and has an address', async () => {
    const { status } = await kube.get(gateway);
    expect(conditionsOf(status)).toEqual([
      'Accepted=True Accepted',
      'Programmed=True Programmed',
      'ResolvedRefs=True ResolvedRefs',
    ]);
    expect(listOf(status?.listeners).map(({ name, attachedRoutes }) => [name, attachedRoutes])).toEqual([
      ['shared-http', 2],
    ]);
  });

  test.each([
    ['product', attached, 200],
    ['careers', attached, 200],
    ['hr', notAllowed, 404],
  ])('%s: Accepted stands first, and its path answers accordingly', async (team, conditions, status) => {
    await expectConditions(kube, routeOf(team), conditions);
    const route = await kube.get(routeOf(team));
    expect(listOf(listOf(route.status?.parents)[0]?.conditions)[0]).toMatchObject({
      type: 'Accepted',
      observedGeneration: 1,
    });
    expect(await statusOf(`/${team}`)).toBe(status);
  });

  test('labelling hr admits it, and taking the label away reverses it', async () => {
    await kube.label(namespace('hr'), access, 'true');
    await expectConditions(kube, routeOf('hr'), attached);
    expect(await send(base, '/hr')).toMatchObject({ status: 200, pod: expect.stringContaining('hr/echo-hr-') });
    await kube.label(namespace('hr'), access, null);
    await expectConditions(kube, routeOf('hr'), notAllowed);
    expect(await statusOf('/hr')).toBe(404);
    expect(await statusOf('/product')).toBe(200);
  });
});

describe.runIf(hasKubectl && hasCurl)('acme as people type it', () => {
  let gatehouse: Gatehouse;
  let port = '';
  const type = async (commandLine: string): Promise<string> => {
    const { code, out, err } = await runShell(gatehouse.kubeconfig, commandLine);
    expect([code, err]).toEqual([0, '']);
    return out;
  };
  const asked = `GATEWAY=$(kubectl get gateway shared-gateway -n infra-ns -o jsonpath='{.status.addresses[0].value}')`;
  const curl = (path: string) => type(`${asked}; curl -s -o /dev/null -w "%{http_code}" http://$GATEWAY${port}${path}`);
  const firstCondition = async (team: string) =>
    JSON.parse(
      await type(
        `kubectl get httproutes.gateway.networking.k8s.io -n ${team} -o jsonpath='{.items[0].status.parents[0].conditions[0]}'`,
      ),
    );

  beforeAll(async () => {
    gatehouse = await startScenario('acme');
    const [{ connect }] = kubes as [(typeof kubes)[number]];
    const { port: other } = new URL(await answeringAt(gatehouse, connect(gatehouse.kubeconfig), gateway));
    // empty unless port 80 was refused
    port = other && `:${other}`;
  });
  afterAll(async () => expect(await gatehouse.stop()).toBe(0));

  test('get ns --show-labels', async () => {
    const out = await type('kubectl get ns --show-labels');
    for (const team of ['careers', 'product']) {
      const labels = `kubernetes.io/metadata.name=${team},shared-gateway-access=true`;
      expect(out).toMatch(new RegExp(`^${team} +Active +\\d+s +${labels}$`, 'm'));
    }
    expect(out).toMatch(/^hr +Active +\d+s +kubernetes.io\/metadata.name=hr$/m);
    expect(out).toMatch(/^infra-ns +Active +\d+s +kubernetes.io\/metadata.name=infra-ns$/m);
  });

  test('get svc -A', async () => {
    const out = await type('kubectl get svc -A');
    for (const team of ['careers', 'product', 'hr']) {
      expect(out).toMatch(
        new RegExp(`^${team} +echo-${team} +ClusterIP +\\d+\\.\\d+\\.\\d+\\.\\d+ +<none> +9080/TCP +\\d+s$`, 'm'),
      );
    }
  });

  test('the address, then curl', async () => {
    expect(await type(`${asked}; echo $GATEWAY`)).toMatch(/^127\.\d+\.\d+\.\d+\n$/);
    expect([await curl('/product'), await curl('/careers'), await curl('/hr')]).toEqual(['200', '200', '404']);
  });

  test.each([
    ['product', 'True', 'Accepted'],
    ['careers', 'True', 'Accepted'],
    ['hr', 'False', 'NotAllowedByListeners'],
  ])('the first condition in %s', async (team, status, reason) => {
    expect(await firstCondition(team)).toMatchObject({ type: 'Accepted', status, reason, observedGeneration: 1 });
  });

  test('label ns hr, and back', async () => {
    expect(await type('kubectl label ns hr shared-gateway-access=true')).toBe('namespace/hr labeled\n');
    await expect.poll(() => firstCondition('hr'), patience).toMatchObject({ status: 'True', reason: 'Accepted' });
    expect(await curl('/hr')).toBe('200');
    expect(await type('kubectl label ns hr shared-gateway-access-')).toBe('namespace/hr unlabeled\n');
    await expect
      .poll(() => firstCondition('hr'), patience)
      .toMatchObject({ status: 'False', reason: 'NotAllowedByListeners' });
    expect(await curl('/hr')).toBe('404');
  });

  test('describe tells what happened', async () => {
    const describe = () => type('kubectl describe httproutes.gateway.networking.k8s.io -n hr');
    const parent = 'Parent infra-ns/shared-gateway:';
    const accepted = new RegExp(`Normal +Accepted .*gatehouse +${parent} Attached to listener shared-http`);
    const refused = new RegExp(
      `Warning +NotAllowedByListeners .*gatehouse +${parent} Listener shared-http admits only`,
    );
    await expect.poll(describe, patience).toMatch(accepted);
    await expect.poll(describe, patience).toMatch(refused);
  });
});
