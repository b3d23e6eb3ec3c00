import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{lib,server,components,scripts,e2e,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    reporters: ['default', './scripts/vitest-line.ts'],
    // spawned servers and a busy two-core machine need room; no test asserts a time
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
