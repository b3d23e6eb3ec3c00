import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**'];

export default defineConfig({
  test: {
    reporters: ['default', './scripts/vitest-line.ts'],
    // spawned servers and a busy two-core machine need room; no test asserts a time
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{lib,server,components,scripts,bench}/**/*.test.ts'], exclude },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['e2e/**/*.test.ts'], exclude, globalSetup: './e2e/build-pages.ts' },
      },
    ],
  },
});
