import { expect, test } from './fixtures.ts';
import { labelNamespace } from './label-namespace.ts';
import { get } from './request.ts';

test.use({ scenario: 'acme' });

test('labelling the namespace with kubectl turns the edge, and /hr answers, without a reload', async ({
  page,
  gatehouse,
}) => {
  await page.goto('/');
  const route = page.getByRole('button', { name: /cross-namespace \/hr/ });
  const chip = page.getByRole('button', { name: /NotAllowedByListeners: needs shared-gateway-access=true/ });
  await expect(route).toHaveAccessibleName(/Refused/);
  await expect(chip).toBeVisible();
  const url = `${gatehouse.gatewayUrl('infra-ns/shared-gateway')}/hr`;
  expect((await get(url)).status).toBe(404);
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));

  await labelNamespace(gatehouse.kubeconfig, 'hr', 'shared-gateway-access', 'true');
  await expect(route).toHaveAccessibleName(/Accepted/);
  await expect(chip).toHaveCount(0);
  await expect.poll(async () => (await get(url)).status).toBe(200);

  await labelNamespace(gatehouse.kubeconfig, 'hr', 'shared-gateway-access', null);
  await expect(route).toHaveAccessibleName(/Refused/);
  await expect(chip).toBeVisible();
  await expect.poll(async () => (await get(url)).status).toBe(404);
  expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
});
