import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**'];

/** On a cluster that another program holds (`npm run conformance`) only what has to hold there is run, one by one. */
const isOnCluster = process.env.GATEHOUSE_TEST_CLUSTER !== undefined;

const cluster = {
  extends: true as const,
  test: {
    name: 'cluster',
    include: ['e2e/scenarios/{acme,foobar,fruits}.test.ts', 'e2e/cluster/**/*.test.ts'],
    exclude,
  },
};

export default defineConfig({
  test: {
    reporters: ['default', './scripts/vitest-line.ts'],
    // spawned servers and a busy two-core machine need room; no test asserts a time
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    fileParallelism: !isOnCluster,
    projects: isOnCluster
      ? [cluster]
      : [
          {
            extends: true,
            test: { name: 'unit', include: ['{lib,server,components,scripts,bench}/**/*.test.ts'], exclude },
          },
          {
            extends: true,
            test: {
              name: 'e2e',
              include: ['e2e/**/*.test.ts'],
              exclude: [...exclude, 'e2e/cluster/**'],
              globalSetup: './e2e/build-pages.ts',
            },
          },
        ],
  },
});
