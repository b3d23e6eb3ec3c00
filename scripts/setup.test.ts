import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';

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

test.each(['start', 'test', 'dev', 'check', 'bench', 'conformance', 'lint'])(
  'npm run %s makes the working copy ready under any Node and goes on under the pinned one',
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

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-setup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('gatehouse check is judged by the pinned Node, whatever node stands first in PATH', () => {
  const folder = temporary();
  const said = join(folder, 'said');
  const preload = join(folder, 'preload.mjs');
  const line = "[process.argv[1], process.version, realpathSync(process.execPath)].join(' ') + '\\n'";
  writeFileSync(
    preload,
    `import { appendFileSync, realpathSync } from 'node:fs';
    appendFileSync(${JSON.stringify(said)}, ${line});`,
  );
  const { stdout } = spawnSync(
    join(root, 'scripts/gatehouse'),
    ['check', join(root, 'examples/fruits/00-start.yaml')],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: `--import ${preload}` },
    },
  );
  expect(stdout).toContain('RefNotPermitted');
  const pinned = realpathSync(join(root, 'node_modules/.bin/node'));
  const version = spawnSync(pinned, ['--version'], { encoding: 'utf8' }).stdout.trim();
  expect(readFileSync(said, 'utf8').trim().split('\n')).toContain(
    `${join(root, 'server/cli/gatehouse.ts')} ${version} ${pinned}`,
  );
});

/** A working copy whose npm and Next only note what they were asked, beside `said`. */
function openCheckout(): Readonly<{ folder: string; setUp: () => readonly string[] }> {
  const folder = temporary();
  const said = join(folder, 'said');
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode });
  };
  cpSync(join(root, 'scripts/setup.mjs'), join(folder, 'scripts/setup.mjs'));
  write('package-lock.json', '{}');
  write('package.json', '{}');
  write('app/page.tsx', 'export default () => null;');
  write('app/page.test.tsx', '');
  const next = `require('fs').mkdirSync('.next', { recursive: true });
    require('fs').appendFileSync(${JSON.stringify(said)}, 'next ' + process.argv.slice(2).join(' ') + '\\n');`;
  write('next.cjs', next);
  const npm = `#!/bin/sh
    echo "npm $1" >> ${said}
    mkdir -p node_modules/.bin node_modules/next/dist/bin
    ln -sf ${process.execPath} node_modules/.bin/node
    cp next.cjs node_modules/next/dist/bin/next`;
  write('bin/npm', npm, 0o755);
  return {
    folder,
    setUp: () => {
      writeFileSync(said, '');
      const { status, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs', '--build'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
      });
      expect([stderr, status]).toEqual(['', 0]);
      return readFileSync(said, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
    },
  };
}

test('the first start installs and builds, the next does neither, and a change asks for no more than it needs', () => {
  const { folder, setUp } = openCheckout();
  expect(setUp()).toEqual(['npm ci', 'next build']);
  expect(setUp()).toEqual([]);
  writeFileSync(join(folder, 'app/page.test.tsx'), 'changed');
  expect(setUp()).toEqual([]);
  writeFileSync(join(folder, 'app/page.tsx'), 'changed');
  expect(setUp()).toEqual(['next build']);
  writeFileSync(join(folder, 'package-lock.json'), '{ "changed": true }');
  expect(setUp()).toEqual(['npm ci', 'next build']);
  expect(setUp()).toEqual([]);
});
