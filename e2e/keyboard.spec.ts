import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ scenario: 'acme' });

/** What has the focus, by its accessible name or its text. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    return element.getAttribute('aria-label') ?? label ?? element.textContent ?? '';
  });
}

/** Presses a key until the focus is on something that fits; fails after `most` presses. */
async function pressUntil(page: Page, key: string, fits: RegExp, most = 40): Promise<void> {
  const seen: string[] = [];
  for (let pressed = 0; pressed < most; pressed++) {
    const name = await focused(page);
    seen.push(name.slice(0, 60));
    if (fits.test(name)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never reached ${fits}; it passed ${seen.join(' → ')}`);
}

test('the keyboard alone: find the refused Route, read why, apply the fix, send the request', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: /cross-namespace \/hr/ })).toBeVisible();
  await pressUntil(page, 'Tab', /shared-gateway.*Programmed/);
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toMatch(/shared-http/);
  await page.keyboard.press('ArrowRight');
  await pressUntil(page, 'ArrowDown', /cross-namespace.*\/hr/, 6);
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: /^Details of/ });
  await expect(panel).toContainText('namespace hr is not.');

  await pressUntil(page, 'Tab', /^Apply…$/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Dry run, passed')).toBeVisible();
  await pressUntil(page, 'Tab', /^Apply$/);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(panel.getByRole('tab', { name: 'Why attached' })).toBeVisible();
  await expect(page.locator(':focus')).toBeVisible();

  await pressUntil(page, 'Tab', /^Test GET \/hr$/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/test\?/);
  await expect(page.getByRole('button', { name: /^Send/ }).first()).toBeEnabled();
  await pressUntil(page, 'Tab', /^Path$/);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('main')).toContainText('As predicted.');
});

test('search finds a Route from anywhere', async ({ page }) => {
  await page.goto('/routes');
  await expect(page.getByText('NotAllowedByListeners')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('hr');
  await expect(page.getByRole('option', { name: /hr\/cross-namespace/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: /^Details of/ })).toBeVisible();
});
