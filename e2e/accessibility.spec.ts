import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const hr = encodeURIComponent('gateway.networking.k8s.io/HTTPRoute/hr/cross-namespace');

const send = (page: Page) => page.getByRole('button', { name: /^Send/ }).first().click();

const pages: readonly (readonly [name: string, path: string, shown: string, act?: (page: Page) => Promise<void>])[] = [
  ['graph', '/', 'shared-http'],
  ['graph with a panel', `/?select=${hr}`, 'What fixes it'],
  ['outline', '/?view=outline', 'shared-http'],
  ['routes', '/routes', 'NotAllowedByListeners'],
  ['gateways', '/gateways', 'shared-gateway'],
  ['grants', '/grants', 'Grants'],
  ['test', '/test?gateway=infra-ns/shared-gateway&listener=shared-http&path=/hr', 'Send'],
  ['an answer', '/test?gateway=infra-ns/shared-gateway&listener=shared-http&path=/careers', 'As predicted.', send],
  ['a Gateway that got a request', '/namespaces/infra-ns/gateways/shared-gateway', '/careers'],
];

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ rules: { 'landmark-unique': { enabled: true } } })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
}

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1600, 390]) {
    test(`axe finds nothing on any page, ${theme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: width === 390 ? 844 : 1000 });
      for (const [name, path, shown, act] of pages) {
        await page.goto(path);
        await act?.(page);
        await expect(page.getByText(shown).locator('visible=true').first(), name).toBeVisible();
        expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme);
        expect.soft(await faultsOf(page), `${name}, ${theme}, ${width} px`).toEqual([]);
      }
    });
  }
}
