import { expect, test } from 'vitest';
import { runLongRun } from './long-run.ts';

test('of 100 000 requests none fails while routes, endpoints, certificates and listeners change five times a second', async () => {
  const { sent, failed, failures, changes, seen } = await runLongRun(100_000);
  expect(failures).toEqual([]);
  expect(failed).toBe(0);
  expect(Object.values(sent).reduce((sum, each) => sum + each)).toBeGreaterThanOrEqual(100_000);
  for (const each of Object.values(sent)) expect(each).toBeGreaterThan(1000);
  for (const each of Object.values(changes)) expect(each).toBeGreaterThan(5);
  // and the traffic went through what changed
  expect(seen.rounds).toBeGreaterThan(5);
  expect(seen.pods).toBeGreaterThan(5);
  expect(seen.certificates).toBeGreaterThan(2);
}, 300_000);
