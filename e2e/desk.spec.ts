import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { startGatehouse } from './start-gatehouse.ts';

test.use({ scenario: 'all', viewport: { width: 1280, height: 800 } });

/** What is cut off at its right edge, or hidden behind a sideways scroll. */
const cut = (page: Page, inside: string) =>
  page.evaluate(
    (selector) =>
      [...document.querySelectorAll(selector)]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)),
    inside,
  );

test('at 1280 px tables and filters show all their columns and words', async ({ page }) => {
  await page.goto('/namespaces/infra/gateways/edge');
  await expect(page.getByRole('group', { name: /^Merged rules/ })).toContainText('RefNotPermitted');
  expect(await cut(page, 'main section, main [role=group]')).toEqual([]);

  await page.goto('/routes');
  await expect(page.getByRole('grid')).toContainText('RefNotPermitted');
  await expect(page.getByRole('columnheader', { name: 'AGE' })).toBeInViewport({ ratio: 1 });
  expect(await cut(page, 'main [role=toolbar], main :has(> [role=grid])')).toEqual([]);
});

test('a fresh page says that it is live, and of no change', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('banner')).toContainText('Live');
  await expect(page.getByRole('banner')).not.toContainText('ago');
});

test('a link to a Route that is not there offers the near one and the list', async ({ page }) => {
  await page.goto('/?select=gateway.networking.k8s.io/HTTPRoute/infra/fruit');
  await page.getByRole('button', { name: 'infra/fruits' }).click();
  await expect(page.getByText('Every request gets 500').first()).toBeVisible();
});

test('while there is no ReferenceGrant, the references that need one are named', async ({ page }) => {
  await page.goto('/grants');
  const wanted = page.getByRole('list', { name: 'References that need a grant' });
  await expect(wanted).toContainText('bananas/banana-echo');
  await wanted.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/routes\?select=/);
});

test('when the server stops, that is said over the page, and nothing on it moves', async ({ page, gatehouse }) => {
  await page.goto('/routes');
  const grid = page.getByRole('grid');
  await expect(grid).toContainText('RefNotPermitted');
  await expect(page.getByRole('banner')).toContainText('Live');
  const before = await grid.boundingBox();
  await gatehouse.stop();
  await expect(page.getByText('Live updates stopped')).toBeVisible();
  expect(await grid.boundingBox()).toEqual(before);
});

test('a parent of v1alpha1 is headed by protocol and port as well', async ({ page }) => {
  await page.goto('/?select=networking.x-k8s.io/HTTPRoute/site-ns/home');
  const panel = page.getByRole('complementary');
  await expect(panel.getByText('HTTP :80').first()).toBeVisible();
});

test('without a controller no card overflows, and the tester says beforehand that nothing can be sent', async ({
  page,
}) => {
  const idle = await startGatehouse({ args: ['--scenario', 'acme', '--no-controller'] });
  try {
    await page.goto(`${idle.url}/`);
    const listener = page.locator('[data-card*="shared-http"]');
    await expect(listener).toContainText('No status');
    // measured as drawn: what is hidden for all but screen readers has no width
    const overflow = await listener.first().evaluate((card) => {
      const { right } = card.getBoundingClientRect();
      return [...card.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > right).length;
    });
    expect(overflow).toBe(0);
    await page.goto(`${idle.url}/test`);
    await expect(page.getByText('This Gateway has no address, so nothing can be sent')).toBeVisible();
    await expect(page.getByText('Goes to this Gateway')).toHaveCount(0);
  } finally {
    await idle.stop();
  }
});

for (const path of ['/', '/?select=gateway.networking.k8s.io/HTTPRoute/infra/fruits']) {
  test(`at 1280 px on ${path} the last cards of the graph can be scrolled free of what lies over it`, async ({
    page,
  }) => {
    await page.goto(path);
    const graph = page.locator('[data-graph]');
    await expect(graph.locator('[data-card]').first()).toBeVisible();
    if (path !== '/') await expect(page.getByRole('complementary', { name: /^Details of/ })).toBeVisible();
    const overlay = page.getByRole('button', { name: 'More detail' }).locator('xpath=../..');
    const top = async () => (await overlay.boundingBox())?.y ?? Number.NaN;
    const bottom = () =>
      graph
        .locator('[data-card], .react-flow__node')
        .evaluateAll((cards) => Math.max(...cards.map((card) => card.getBoundingClientRect().bottom)));
    await graph.hover();
    await page.mouse.wheel(0, 10_000);
    await expect.poll(async () => (await bottom()) < (await top())).toBe(true);
  });
}
