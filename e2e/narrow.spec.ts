import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ scenario: 'acme', viewport: { width: 390, height: 844 } });

const sideways = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main section, main [role=group]')]
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

/** What a finger presses and is smaller than 44 × 44; links inside a text are part of it. */
const tooSmall = (page: Page) =>
  page.evaluate(() => {
    const controls = 'button, summary, select, textarea, input:not([type=hidden]), a, [role=tab], [role=menuitemradio]';
    return [...document.querySelectorAll<HTMLElement>(controls)].flatMap((element) => {
      const style = getComputedStyle(element);
      const choice = element.matches('input[type=checkbox], input[type=radio]') ? element.closest('label') : null;
      const { width, height } = (choice ?? element).getBoundingClientRect();
      const isForReaders = (at: Element | null): boolean =>
        at !== null && (at.getBoundingClientRect().width <= 1 || isForReaders(at.parentElement));
      const hidden = !element.checkVisibility({ visibilityProperty: true }) || isForReaders(element);
      const inText = element.matches('a') && style.display === 'inline';
      if (hidden || inText || (width >= 44 && height >= 44)) return [];
      const name = element.getAttribute('aria-label') ?? element.textContent;
      return [
        `${element.tagName.toLowerCase()} ${name?.trim().slice(0, 40)}: ${Math.round(width)} × ${Math.round(height)}`,
      ];
    });
  });

const HR = 'gateway.networking.k8s.io/HTTPRoute/hr/cross-namespace';

test.describe('every control takes a finger', () => {
  for (const [name, path, shown] of [
    ['outline', '/', 'shared-http'],
    ['routes', '/routes', 'NotAllowedByListeners'],
    ['gateways', '/gateways', 'shared-gateway'],
    ['grants', '/grants', 'Grants'],
    ['panel of a Route', `/?select=${HR}`, 'What fixes it'],
    ['panel of a Gateway', '/?select=gateway.networking.k8s.io/Gateway/infra-ns/shared-gateway', 'Open its page'],
    ['panel of a Service', '/?select=/Service/hr/echo-hr', '1 endpoint ready'],
    ['a Gateway', '/namespaces/infra-ns/gateways/shared-gateway', 'Listeners'],
    ['test', '/test?gateway=infra-ns/shared-gateway&listener=shared-http&path=/hr', 'Send'],
  ] as const) {
    test(name, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByText(shown).locator('visible=true').first()).toBeVisible();
      expect(await tooSmall(page)).toEqual([]);
    });
  }

  test('what is found in the palette', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    const options = page.getByRole('option');
    await expect(options.filter({ hasText: 'hr/cross-namespace' })).toBeVisible();
    for (const option of await options.all()) expect((await option.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });

  test('tabs of a panel, the dialog that applies a fix, and the answer of a test', async ({ page }) => {
    await page.goto(`/?select=${HR}`);
    const panel = page.getByRole('complementary', { name: /^Details of/ });
    for (const tab of ['Matches', 'Conditions', 'YAML', 'Why refused']) {
      await panel.getByRole('tab', { name: tab }).click();
      await expect.soft(panel.getByRole('tabpanel', { name: tab })).toBeVisible();
      expect.soft(await tooSmall(page), tab).toEqual([]);
    }
    await panel.getByRole('button', { name: 'Apply…' }).first().click();
    await expect(page.getByRole('dialog').getByText('Dry run, passed')).toBeVisible();
    expect.soft(await tooSmall(page), 'dialog').toEqual([]);
    await page.goto('/test?gateway=infra-ns/shared-gateway&listener=shared-http&path=/hr');
    await page.getByRole('button', { name: /^Send/ }).first().click();
    await expect(page.getByRole('region', { name: 'Candidates that lost' })).toBeVisible();
    expect.soft(await tooSmall(page), 'answer').toEqual([]);
  });

  test('the filters are in one line that scrolls, and each choice of a menu takes a finger', async ({ page }) => {
    await page.goto('/');
    const filters = page.getByRole('toolbar', { name: 'Filters' });
    await expect(filters).toBeVisible();
    expect((await filters.boundingBox())?.height).toBeLessThan(60);
    expect(await filters.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)).toBe(true);
    await filters.getByRole('button', { name: /^Namespace/ }).click();
    await page.getByRole('menuitemradio', { name: 'hr', exact: true }).waitFor();
    expect(await tooSmall(page)).toEqual([]);
    await page.getByRole('menuitemradio', { name: 'hr', exact: true }).click();
    await expect(page).toHaveURL(/namespace=hr/);
    await expect(page.getByText(/^1 of 9 routes shown|1 of \d+ routes/)).toBeVisible();
    await expect(filters.getByRole('button', { name: /^Namespace/ })).toContainText('hr');
  });
});
