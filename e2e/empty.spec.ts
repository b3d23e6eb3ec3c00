import { expect, test } from './fixtures.ts';

test.use({ scenario: 'none' });

test('an empty sandbox offers the examples, and the graph of the one loaded appears live', async ({
  page,
  gatehouse,
}) => {
  await page.goto('/');
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: 'No Gateways in this cluster yet' })).toBeVisible();
  await expect(main).toContainText(`KUBECONFIG=${gatehouse.kubeconfig} kubectl apply -f /`);
  await expect(main).not.toContainText('routes shown');
  await expect(main.getByRole('button', { name: /^Load / })).toHaveText(['Load acme', 'Load fruits', 'Load foobar']);
  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));

  await main.getByRole('button', { name: 'Load acme' }).click();
  await expect(main.getByRole('button', { name: /cross-namespace \/hr/ })).toHaveAccessibleName(/Refused/);
  await expect(main).toContainText('routes shown');
  await expect(page.getByRole('banner')).toContainText('acme');
  expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
});
