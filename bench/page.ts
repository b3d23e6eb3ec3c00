import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { startGatehouse } from '../e2e/start-gatehouse.ts';
import { manyRoutes } from './many-routes.ts';
import { count, ms, printSection } from './timing.ts';

const browsers = [
  process.env.GATEHOUSE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** From asking for the page to the first cards of the graph, in a fresh browser, then again with its cache. */
export async function benchPage(routes: number): Promise<void> {
  const executablePath = browsers.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    printSection(`The page at ${count(routes)} Routes`, [
      ['left out', 'no Chromium found; GATEHOUSE_CHROMIUM names one'],
    ]);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  writeFileSync(join(folder, 'all.yaml'), manyRoutes(routes));
  const gatehouse = await startGatehouse({ args: ['--manifests', folder] });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    const times: number[] = [];
    for (let visit = 0; visit < 3; visit++) {
      const started = performance.now();
      await page.goto(gatehouse.url);
      await page.locator('.react-flow__node').first().waitFor();
      times.push(performance.now() - started);
    }
    const [cold = 0, ...warm] = times;
    printSection(`The page at ${count(routes)} Routes, in Chromium`, [
      ['first cards, cold', ms(cold)],
      ['first cards, again', ms(Math.min(...warm))],
      ['cards in the document', `${count(await page.locator('.react-flow__node').count())} of ${count(routes)} Routes`],
    ]);
  } finally {
    await browser.close();
    await gatehouse.stop();
    rmSync(folder, { recursive: true });
  }
}
