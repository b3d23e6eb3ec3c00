import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { manyRoutes } from '../bench/many-routes.ts';
import { labelNamespace } from './label-namespace.ts';
import { startGatehouse } from './start-gatehouse.ts';

test('1,000 routes: few cards in the document, every refused one counted, and a change still turns its edge', async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'many-routes-'));
  writeFileSync(join(folder, 'all.yaml'), manyRoutes(1000));
  const gatehouse = await startGatehouse({ args: ['--manifests', folder] });
  try {
    await page.goto(gatehouse.url);
    await expect(page.getByText('1,000 of 1,000 routes shown.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Refused 100' })).toBeVisible();
    const cards = await page.locator('.react-flow__node').count();
    expect(cards).toBeGreaterThan(10);
    expect(cards).toBeLessThan(150);

    await page.getByRole('region', { name: 'Attachment graph' }).hover();
    const before = await page.locator('.react-flow__node').first().textContent();
    await page.mouse.wheel(0, 3000);
    await expect.poll(() => page.locator('.react-flow__node').first().textContent()).not.toBe(before);
    expect(await page.locator('.react-flow__node').count()).toBeLessThan(150);

    await labelNamespace(gatehouse.kubeconfig, 'team-3', 'access', 'true');
    await expect(page.getByRole('button', { name: 'Refused 80' })).toBeVisible();
  } finally {
    await gatehouse.stop();
    rmSync(folder, { recursive: true });
  }
});
