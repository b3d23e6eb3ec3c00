import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ scenario: 'acme' });

const panelOf = (page: Page) => page.getByRole('complementary', { name: /^Details of/ });

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

test('a card keeps the focus when the panel opens beside it, wherever the canvas moves', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/');
  const service = '/Service/hr/echo-hr';
  await page.locator(`[data-card="${service}"]`).focus();
  await page.keyboard.press('Enter');
  await expect(panelOf(page).getByRole('heading', { name: 'hr/echo-hr' })).toBeVisible();
  await expect(page.locator(`[data-card="${service}"]`)).toBeFocused();
  await pressUntil(page, 'Tab', /^Copy name$/);
});

const HR = 'gateway.networking.k8s.io/HTTPRoute/hr/cross-namespace';

for (const path of ['/', '/routes', '/?view=outline']) {
  test(`on ${path} Esc closes a panel that an address or Back opened, and leaves it to a dialog above`, async ({
    page,
  }) => {
    const withSelect = (id: string) => `${path}${path.includes('?') ? '&' : '?'}select=${id}`;
    await page.goto(withSelect(HR));
    await expect(panelOf(page)).toBeVisible();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(panelOf(page)).toBeVisible();
    await page
      .locator('body')
      .evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await page.keyboard.press('Escape');
    await expect(panelOf(page)).toHaveCount(0);
    await expect(page).not.toHaveURL(/select=/);

    await page.goBack();
    await expect(panelOf(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(panelOf(page)).toHaveCount(0);
  });
}

test('Esc closes the panel that a row of the table or of the outline opened; the focus is still on the row', async ({
  page,
}) => {
  await page.goto('/routes');
  const row = page.getByRole('row', { name: /cross-namespace.*NotAllowedByListeners/ });
  await row.focus();
  await page.keyboard.press('Enter');
  await expect(panelOf(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panelOf(page)).toHaveCount(0);
  await expect(row).toBeFocused();

  await page.goto('/?view=outline');
  const entry = page.getByRole('button', { name: /cross-namespace/ }).first();
  await entry.focus();
  await page.keyboard.press('Enter');
  await expect(panelOf(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panelOf(page)).toHaveCount(0);
  await expect(entry).toBeFocused();
});

test.describe('among many objects', () => {
  test.use({ scenario: 'all' });

  for (const word of ['hr', 'h', 'fruits', 'route', 'gateways']) {
    test(`the first that has “${word}” is selected as it is typed, and Enter opens it`, async ({ page }) => {
      await page.goto('/routes');
      await expect(page.getByText('NotAllowedByListeners').first()).toBeVisible();
      await page.keyboard.press('/');
      await expect(page.getByRole('combobox')).toBeFocused();
      for (const typed of [...word]) {
        await page.keyboard.type(typed);
        await expect(page.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
      }
      await expect(page.getByRole('option', { selected: true })).toHaveCount(1);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
  }
});
