import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gatehouse } from '../start-gatehouse.ts';
import { gatewayTarget, type Kube, kubes } from './kube.ts';
import { answeringAt, expectConditions, patience } from './scenario.ts';
import { startScenario } from './start-scenario.ts';
import { expectShares, send, sendMany } from './traffic.ts';

// Act 1 is about backends in other namespaces, act 2 about Routes of other namespaces; examples/fruits has the steps.

const edge = gatewayTarget('Gateway', 'infra', 'edge');
const fruits = gatewayTarget('HTTPRoute', 'infra', 'fruits');
const apples = gatewayTarget('HTTPRoute', 'apples', 'apples');
const bananas = gatewayTarget('HTTPRoute', 'bananas', 'bananas');

const attached = ['Accepted=True Accepted', 'ResolvedRefs=True ResolvedRefs'];
const notPermitted = ['Accepted=True Accepted', 'ResolvedRefs=False RefNotPermitted'];
const notAllowed = ['Accepted=False NotAllowedByListeners', 'ResolvedRefs=True ResolvedRefs'];

const variants = ['20-allow-teams', '21-allow-teams-by-label'];
const ways = kubes.flatMap((kube) => variants.map((variant) => ({ ...kube, variant })));

describe.each(ways)('fruits by $tool, with $variant', ({ connect, variant }) => {
  let gatehouse: Gatehouse;
  let kube: Kube;
  let base: string;
  const statusOf = async (path: string) => (await send(base, path)).status;
  const apply = (step: string) => kube.apply(`examples/fruits/${step}.yaml`);

  beforeAll(async () => {
    gatehouse = await startScenario('fruits');
    kube = connect(gatehouse.kubeconfig);
    base = await answeringAt(gatehouse, kube, edge);
  });
  afterAll(async () => expect(await gatehouse.stop()).toBe(0));

  test('act 1, start: no grant, so every request to /fruits gets 500', async () => {
    await expectConditions(kube, fruits, notPermitted);
    expect(await sendMany(base, '/fruits', 50)).toEqual({ 500: 50 });
  });

  test('act 2, start: the listener admits its own namespace only, so /apples and /bananas get 404', async () => {
    await expectConditions(kube, apples, notAllowed);
    await expectConditions(kube, bananas, notAllowed);
    expect([await statusOf('/apples'), await statusOf('/bananas')]).toEqual([404, 404]);
  });

  test('act 1, one grant: 70 % come from bananas, the share of the other backend gets 500', async () => {
    await apply('10-grant-bananas');
    await expect
      .poll(async () => Object.keys(await sendMany(base, '/fruits', 20)), patience)
      .toContain('200 bananas/banana-echo');
    await expectConditions(kube, fruits, notPermitted);
    expectShares(await sendMany(base, '/fruits', 1000), { '200 bananas/banana-echo': 0.7, 500: 0.3 });
  });

  test('act 1, both grants: 200, 70 to 30', async () => {
    await apply('11-grant-apples');
    await expectConditions(kube, fruits, attached);
    const shares = { '200 bananas/banana-echo': 0.7, '200 apples/apple-echo': 0.3 };
    expectShares(await sendMany(base, '/fruits', 1000), shares);
  });

  test('act 2, the listener admits the teams: /apples and /bananas answer, /fruits goes on', async () => {
    await apply(variant);
    await expectConditions(kube, apples, attached);
    await expectConditions(kube, bananas, attached);
    expect(await sendMany(base, '/apples', 20)).toEqual({ '200 apples/apple-echo': 20 });
    expect(await sendMany(base, '/bananas', 20)).toEqual({ '200 bananas/banana-echo': 20 });
    expect(await statusOf('/fruits')).toBe(200);
    await expectConditions(kube, fruits, attached);
  });
});
