import { test as base, expect } from '@playwright/test';
import { type Gatehouse, startGatehouse } from './start-gatehouse.ts';

type Fixtures = {
  /** a Gatehouse of this test's own, on a fresh sandbox */
  gatehouse: Gatehouse;
  scenario: string;
};

/** Every test has its own sandbox, so that what one applies another never sees. */
export const test = base.extend<Fixtures>({
  scenario: ['all', { option: true }],
  gatehouse: async ({ scenario }, use) => {
    const gatehouse = await startGatehouse({ args: ['--scenario', scenario] });
    await use(gatehouse);
    await gatehouse.stop();
  },
  baseURL: async ({ gatehouse }, use) => {
    await use(gatehouse.url);
  },
});

export { expect };
