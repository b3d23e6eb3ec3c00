import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

type Entry = Readonly<{
  resolved?: string;
  integrity?: string;
  optionalDependencies?: Record<string, string>;
  link?: boolean;
}>;
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Entry> };

test('the lock file records no download address', () => {
  expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.startsWith('http'))).toEqual([]);
});

test('the lock file holds every optional package of every platform', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => {
      const places = path
        .split('/node_modules/')
        .map((_part, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
      return !['', ...places].some((place) => lock.packages[`${place ? `${place}/` : ''}node_modules/${name}`]);
    }),
  );
  expect(missing).toEqual([]);
});

test('no package of the lock file runs an install script', () => {
  expect(Object.entries(lock.packages).filter(([, entry]) => 'hasInstallScript' in entry)).toEqual([]);
});

test('tests run on Node 24 or newer', () => {
  expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
});

test('a worker thread runs on the same Node', async () => {
  const worker = new Worker('require("node:worker_threads").parentPort.postMessage(process.version)', { eval: true });
  const version = await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
  expect(version).toBe(process.version);
});

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

test.each(['start', 'test', 'dev', 'check', 'bench'])(
  'npm run %s starts under any Node and goes on under the pinned one',
  (name) => {
    expect(scripts[name]).toMatch(/^node scripts\/setup\.mjs.* && .*exec node_modules\/\.bin\/node /);
  },
);

test('the pinned Node is the one that the scripts exec', () => {
  const node = join(root, 'node_modules/.bin/node');
  expect(existsSync(node)).toBe(true);
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  expect(Number(stdout.slice(1).split('.')[0])).toBeGreaterThanOrEqual(24);
});

test('the command line runs on the pinned Node, whatever node stands first in PATH', () => {
  const { stdout } = spawnSync(join(root, 'scripts/gatehouse'), ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
});
