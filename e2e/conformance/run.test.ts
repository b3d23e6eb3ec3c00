import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Starts the suite where no Go is on the PATH. */
function runWithout(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, PATH: '/nowhere' },
  });
}

test('where it cannot run, npm test says so in one line and goes on', () => {
  const { status, stdout } = runWithout('--if-possible');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^conformance: not run: it needs [^\n]+\n0 passed, 0 failed\n$/);
});

test('asked for by name it fails there, with what is missing and how to get it', () => {
  const { status, stderr } = runWithout();
  expect(status).toBe(2);
  expect(stderr).toMatch(/^conformance: it needs (Go|root|Linux)[^\n]+\n$/);
});

test('an unknown option is answered with those there are', () => {
  const { status, stderr } = runWithout('--bogus');
  expect(status).toBe(2);
  expect(stderr).toContain('--profile NAME, --run-test NAME, --only suite|own, --save and --if-possible');
});
