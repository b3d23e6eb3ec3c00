import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gatehouse, startGatehouse } from '../start-gatehouse.ts';
import { findDifferences, normalise } from './contract/compare.ts';
import { isKnown, knownDifferences } from './contract/known-differences.ts';
import { namespace } from './contract/objects.ts';
import { connectServer, type Server } from './contract/server.ts';
import type { Kept } from './contract/step.ts';
import { steps } from './contract/steps.ts';

// What the sandbox answers, held against a real API server: whatever is not named as a known difference is a fault.

let gatehouse: Gatehouse;
let servers: readonly Readonly<{ server: Server; kept: Kept }>[];

beforeAll(async () => {
  gatehouse = await startGatehouse({ args: ['--scenario', 'none', '--no-controller'] });
  const cluster = process.env.GATEHOUSE_TEST_CLUSTER ?? '';
  const [sandbox, real] = await Promise.all([
    connectServer('sandbox', gatehouse.kubeconfig),
    connectServer('cluster', cluster),
  ]);
  await real.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait']);
  servers = [sandbox, real].map((server) => ({ server, kept: {} }));
});
afterAll(async () => {
  await servers[1]?.server.kubectl(['delete', 'namespace', namespace, '--wait=false']);
  await gatehouse.stop();
});

const met = new Set<string>();

test.each(steps.map((step, index) => ({ ...step, index })))('$name', async ({ name, run }) => {
  const [sandbox, cluster] = await Promise.all(
    servers.map(async ({ server, kept }) => normalise(await run(server, kept))),
  );
  const unknown = findDifferences(sandbox, cluster).filter((found) => {
    const known = knownDifferences.find((each) => isKnown(each, name, found));
    if (known) met.add(known.why);
    return !known;
  });
  expect(unknown).toEqual([]);
});

test('every known difference is still there', () => {
  expect(knownDifferences.map(({ why }) => why).filter((why) => !met.has(why))).toEqual([]);
});
