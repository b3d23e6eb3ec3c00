import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { get } from './request.ts';

const panelOf = (page: Page) => page.getByRole('complementary', { name: /^Details of/ });

async function applyFix(page: Page, change: RegExp): Promise<void> {
  await panelOf(page).getByRole('button', { name: 'Apply…' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Dry run, passed')).toBeVisible();
  await expect(dialog.getByRole('figure')).toContainText(change);
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

test.describe('acme', () => {
  test.use({ scenario: 'acme', permissions: ['clipboard-read', 'clipboard-write'] });

  test('read the reason, copy the fix, apply it from the page, send the request, see the trace', async ({
    page,
    gatehouse,
  }) => {
    await page.goto('/');
    await page.getByRole('button', { name: /cross-namespace \/hr/ }).click();
    const panel = panelOf(page);
    await expect(panel).toContainText(
      'Listener shared-http admits only namespaces labelled shared-gateway-access=true; namespace hr is not.',
    );
    await expect(panel.getByRole('row', { name: /shared-gateway-access true missing/ })).toBeVisible();
    await expect(panel.getByRole('region', { name: 'What will not help' })).toContainText('A ReferenceGrant.');
    await panel.getByRole('button', { name: 'Copy command' }).first().click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      'kubectl label namespace hr shared-gateway-access=true',
    );

    await applyFix(page, /\+\s*shared-gateway-access: "true"/);
    await expect(panel.getByText('Accepted').first()).toBeVisible();
    await expect(panel.getByRole('tab', { name: 'Why attached' })).toBeVisible();
    await expect
      .poll(async () => (await get(`${gatehouse.gatewayUrl('infra-ns/shared-gateway')}/hr`)).status)
      .toBe(200);

    await panel.getByRole('link', { name: 'Test GET /hr' }).click();
    await page.getByRole('button', { name: /^Send/ }).first().click();
    const main = page.getByRole('main');
    await expect(main).toContainText(/200\s*OK/);
    await expect(main).toContainText('hr/cross-namespace');
    await expect(main).toContainText('hr/echo-hr');
    await expect(main).toContainText('As predicted.');
  });

  test('a 404 explains itself: the refused Route that would have matched stands first', async ({ page }) => {
    await page.goto('/test?gateway=infra-ns/shared-gateway&listener=shared-http&method=GET&path=/hr');
    await page.getByRole('button', { name: /^Send/ }).first().click();
    const main = page.getByRole('main');
    await expect(main).toContainText('404');
    await expect(main).toContainText(/would have (won|matched), but is not attached/i);
    await main.getByRole('link', { name: 'Why refused' }).first().click();
    await expect(panelOf(page)).toContainText('namespace hr is not');
  });

  test('closing the panel gives focus back to the card', async ({ page }) => {
    await page.goto('/');
    const card = page.getByRole('button', { name: /cross-namespace \/hr/ });
    await card.click();
    await expect(panelOf(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(panelOf(page)).toHaveCount(0);
    await expect(card).toBeFocused();
  });
});

test.describe('foobar', () => {
  test.use({ scenario: 'foobar' });

  test('the slip is named with the right suggestion and fixed from the dialog', async ({ page, gatehouse }) => {
    await page.goto('/');
    await expect(
      page
        .getByText(/Did you mean/)
        .locator('visible=true')
        .first(),
    ).toBeVisible();
    for (const route of [/home \//, /login \/login/, /store \/store/]) {
      await page.getByRole('button', { name: route }).click();
      const panel = panelOf(page);
      await expect(panel).toContainText('Did you mean namespace infra-ns?');
      await applyFix(page, /\+\s*namespace: infra-ns/);
      await expect(panel.getByRole('tab', { name: 'Why attached' })).toBeVisible();
      await page.keyboard.press('Escape');
    }
    const url = gatehouse.gatewayUrl('infra-ns/shared-gateway \\(networking.x-k8s.io\\)');
    await expect.poll(async () => (await get(`${url}/store`, 'foo.example.com')).body).toContain('"service": "store"');
    expect((await get(`${url}/anything`, 'foo.example.com')).body).toContain('"service": "home"');
    expect((await get(`${url}/store`, 'other.example.com')).status).toBe(404);
  });
});

test.describe('fruits', () => {
  test.use({ scenario: 'fruits' });

  test('1,000 requests show the weights: both grants applied from the page, 700 ± 73 go to bananas', async ({
    page,
  }) => {
    await page.goto('/');
    for (let grant = 0; grant < 2; grant++) {
      await page.getByRole('button', { name: /fruits \/fruits/ }).click();
      await applyFix(page, /ReferenceGrant/);
      await page.keyboard.press('Escape');
    }
    await expect(page.getByRole('button', { name: /fruits \/fruits/ })).toHaveAccessibleName(/Accepted/);
    await page.goto('/test?gateway=infra/edge&listener=proxy&method=GET&path=/fruits');
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/test-requests'));
    await page.getByRole('button', { name: /Send 1,000/ }).click();
    const { many } = await (await answered).json();
    const bananas = many.shares.find(({ backend }: { backend: string }) => backend.endsWith('banana-echo'));
    expect(many.sent).toBe(1000);
    expect(bananas.observed * 1000).toBeGreaterThanOrEqual(627);
    expect(bananas.observed * 1000).toBeLessThanOrEqual(773);
    expect(many.agreement).toBe('agree');
    await expect(page.getByRole('main')).toContainText('Shares agree with the weights.');
  });
});
