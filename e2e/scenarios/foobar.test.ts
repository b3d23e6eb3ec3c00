import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GatewayDetail } from '#lib/api/messages.ts';
import type { Gatehouse } from '../start-gatehouse.ts';
import { type Kube, kubes, legacyTarget } from './kube.ts';
import { answeringAt, ask, conditionsOf, expectConditions, listOf, patience, routeDetail } from './scenario.ts';
import { startScenario } from './start-scenario.ts';
import { expectShares, send, sendMany } from './traffic.ts';

// The API of 2021 as its guide printed it, slip included; examples/foobar has the steps.

const gateway = legacyTarget('Gateway', 'infra-ns', 'shared-gateway');
const routes = {
  store: legacyTarget('HTTPRoute', 'store-ns', 'store'),
  home: legacyTarget('HTTPRoute', 'site-ns', 'home'),
  login: legacyTarget('HTTPRoute', 'site-ns', 'login'),
};
const all = Object.entries(routes);
const host = 'foo.example.com';

describe.each(kubes)('foobar by $tool', ({ connect }) => {
  let gatehouse: Gatehouse;
  let kube: Kube;
  let base: string;
  const apply = (step: string) => kube.apply(`examples/foobar/${step}.yaml`);
  const answer = async (path: string, name: string = host) => {
    const { status, pod } = await send(base, path, name);
    return `${status} ${pod?.replace(/(-[^-]+){2}$/, '') ?? ''}`.trim();
  };

  beforeAll(async () => {
    gatehouse = await startScenario('foobar');
    kube = connect(gatehouse.kubeconfig);
    base = await answeringAt(gatehouse, kube, gateway);
  });
  afterAll(async () => expect(await gatehouse.stop()).toBe(0));

  test('the Gateway has an address of type IPAddress and is ready', async () => {
    const { status } = await kube.get(gateway);
    expect(listOf(status?.addresses)).toEqual([{ type: 'IPAddress', value: new URL(base).hostname }]);
    expect(conditionsOf(status)).toEqual(['Scheduled=True Scheduled', 'Ready=True Ready']);
  });

  test.each(all)(
    'as printed, %s is refused in one entry that names the Gateway and asks what was meant',
    async (name, route) => {
      await expectConditions(kube, route, ['Admitted=False NotAllowedByRoute']);
      const { status } = await kube.get(route);
      expect(status?.gateways).toHaveLength(1);
      const [entry] = listOf(status?.gateways);
      expect(entry?.gatewayRef).toEqual({
        name: 'shared-gateway',
        namespace: 'infra-ns',
        controller: 'gatehouse.dev/gateway-controller',
      });
      expect(listOf(entry?.conditions)[0]?.message).toContain('Did you mean infra-ns/shared-gateway?');
      const key = { group: 'networking.x-k8s.io', kind: 'HTTPRoute', namespace: route.namespace ?? '', name };
      const { explanation } = await routeDetail(gatehouse, key);
      expect(explanation.verdict).toBe('refused');
      expect(explanation.parents.map(({ didYouMean }) => didYouMean?.object)).toContain(
        'networking.x-k8s.io/Gateway/infra-ns/shared-gateway',
      );
    },
  );

  test('as printed, nothing answers', async () => {
    expect([await answer('/store'), await answer('/login'), await answer('/')]).toEqual(['404', '404', '404']);
  });

  test('with the namespace corrected all three are admitted', async () => {
    await apply('10-corrected');
    for (const [, route] of all) {
      await expectConditions(kube, route, ['Admitted=True Admitted']);
      expect((await kube.get(route)).status?.gateways).toHaveLength(1);
    }
  });

  test('they merge into one list on the one listener', async () => {
    const key = 'networking.x-k8s.io/Gateway/infra-ns/shared-gateway';
    const { listeners } = await ask<GatewayDetail>(gatehouse, `/api/gateways?key=${encodeURIComponent(key)}`);
    const lists = listeners.map(({ entries }) => entries.map(({ entry }) => entry.route.split('/').at(-1)));
    expect(lists).toEqual([['login', 'store', 'home']].map((names) => expect.arrayContaining(names)));
    expect(lists[0]).toHaveLength(3);
  });

  test('/store goes to store, anything else to home, other hosts get 404', async () => {
    expect(await answer('/store')).toBe('200 store-ns/store');
    expect(await answer('/')).toBe('200 site-ns/home');
    expect(await answer('/elsewhere/store')).toBe('200 site-ns/home');
    expect(await answer('/store', 'bar.example.com')).toBe('404');
    expect(await answer('/', new URL(base).host)).toBe('404');
  });

  test('/login is split 90 to 10', async () => {
    const shares = { '200 site-ns/login-v1': 0.9, '200 site-ns/login-v2': 0.1 };
    expectShares(await sendMany(base, '/login', 1000, host), shares);
  });

  test('the HTTPS variant: the certificate of the Secret, the host of the listener', async () => {
    await apply('20-https');
    await expect.poll(() => answeringAt(gatehouse, kube, gateway), patience).toMatch(/^https:/);
    base = await answeringAt(gatehouse, kube, gateway);
    await expect.poll(() => answer('/store').catch(String), patience).toBe('200 store-ns/store');
    expect(await send(base, '/login', host)).toMatchObject({ status: 200, certificateNames: 'DNS:foo.example.com' });
    expect(await answer('/')).toBe('200 site-ns/home');
    for (const [, route] of all) await expectConditions(kube, route, ['Admitted=True Admitted']);
  });
});
