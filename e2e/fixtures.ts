import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { type Gatehouse, startGatehouse } from './start-gatehouse.ts';

type Fixtures = {
  /** a Gatehouse of this test's own, on a fresh sandbox */
  gatehouse: Gatehouse;
  scenario: string;
  /** YAML to start with instead of a scenario; empty is none */
  manifests: string;
};

/** Every test has its own sandbox, so that what one applies another never sees. */
export const test = base.extend<Fixtures>({
  scenario: ['all', { option: true }],
  manifests: ['', { option: true }],
  gatehouse: async ({ scenario, manifests }, use) => {
    if (!manifests) {
      const gatehouse = await startGatehouse({ args: ['--scenario', scenario] });
      await use(gatehouse);
      await gatehouse.stop();
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-manifests-'));
    writeFileSync(join(folder, 'all.yaml'), manifests);
    const gatehouse = await startGatehouse({ args: ['--scenario', 'none', '--manifests', folder] });
    await use(gatehouse);
    await gatehouse.stop();
    rmSync(folder, { recursive: true });
  },
  baseURL: async ({ gatehouse }, use) => {
    await use(gatehouse.url);
  },
});

export { expect };
