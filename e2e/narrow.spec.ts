import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ scenario: 'acme', viewport: { width: 390, height: 844 } });

const sideways = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main section')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)),
  );

test('at 390 px the tables of a Gateway and of a test stack instead of scrolling sideways', async ({ page }) => {
  await page.goto('/test?gateway=infra-ns/shared-gateway&listener=shared-http&path=/hr');
  await page.getByRole('button', { name: /^Send/ }).first().click();
  const candidates = page.getByRole('region', { name: 'Candidates that lost' });
  await expect(candidates.getByText('Attached:').first()).toBeVisible();
  expect(await sideways(page)).toEqual([]);

  await page.goto('/namespaces/infra-ns/gateways/shared-gateway');
  await expect(page.getByRole('region', { name: 'Last requests' }).first()).toContainText('/hr');
  expect(await sideways(page)).toEqual([]);
});
