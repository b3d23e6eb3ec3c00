import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The border check is only as good as its rules: small offenders are planted, and each must be caught.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

const offenders: readonly (readonly [file: string, source: string, why: string])[] = [
  ['lib/kube/planted.ts', "import { bind } from '#lib/binding/bind.ts';\nexport const x = bind;", 'a later room'],
  ['lib/kube/planted-node.ts', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;", 'Node'],
  [
    'lib/binding/planted.ts',
    "import { routeStatus } from '#lib/status/route-status.ts';\nexport const x = routeStatus;",
    'a later room',
  ],
  [
    'lib/binding/planted-type.ts',
    "import type { RouteTable } from '#lib/routing/route-table.ts';\nexport type X = RouteTable;",
    'a type of a later room',
  ],
  ['lib/routing/planted.ts', "export * from '#lib/status/drift.ts';", 'a room of its own level, by export'],
  ['lib/topology/planted.ts', "export const x = () => import('#lib/explain/explain-route.ts');", 'a dynamic import'],
  ['lib/explain/planted.ts', "import react from 'react';\nexport const x = react;", 'React in lib'],
  [
    'lib/api/planted.ts',
    "import { createLog } from '../../server/logger.ts';\nexport const x = createLog;",
    'the server, by a relative path',
  ],
  [
    'components/ui/planted.ts',
    "import { createLog } from '#server/logger.ts';\nexport const x = createLog;",
    'the server',
  ],
  ['components/ui/planted-node.ts', "import { join } from 'node:path';\nexport const x = join;", 'Node'],
  ['app/planted.ts', "import { createLog } from '#server/logger.ts';\nexport const x = createLog;", 'the server'],
  [
    'server/proxy/planted.ts',
    "import { startSandbox } from '#server/sandbox/sandbox.ts';\nexport const x = startSandbox;",
    'another room',
  ],
  [
    'server/cluster/planted.ts',
    "import { startSandbox } from '../sandbox/sandbox.ts';\nexport const x = startSandbox;",
    'another room, by a relative path',
  ],
  ['server/api/planted.ts', "import { cn } from '#components/ui/cn.ts';\nexport const x = cn;", 'components'],
];

const allowed: readonly (readonly [file: string, source: string])[] = [
  ['lib/explain/planted-fine.ts', "import { bind } from '#lib/binding/bind.ts';\nexport const x = bind;"],
  ['server/api/planted-fine.ts', "import { createLog } from '#server/logger.ts';\nexport const x = createLog;"],
  ['components/ui/planted-fine.ts', "import { keyOf } from '#lib/kube/object-key.ts';\nexport const x = keyOf;"],
];

type Diagnostic = Readonly<{ category: string; location: Readonly<{ path: string }> }>;

let work = '';
let caught: readonly string[] = [];

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'boundaries-'));
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(
    join(work, 'biome.json'),
    JSON.stringify({ ...config, $schema: undefined, vcs: undefined, files: undefined }),
  );
  for (const [file, source] of [...offenders, ...allowed]) {
    mkdirSync(dirname(join(work, file)), { recursive: true });
    writeFileSync(join(work, file), `${source}\n`);
  }
  const lint = ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=200', '--reporter=json', '.'];
  const { stdout } = spawnSync(process.execPath, [biome, ...lint], { cwd: work, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout.split('\n')[0] ?? '') as { diagnostics: readonly Diagnostic[] };
  caught = diagnostics
    .filter(({ category }) => category === 'lint/style/noRestrictedImports')
    .map(({ location }) => location.path);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

test.each(offenders)('%s is caught: %s', (file) => {
  expect(caught).toContain(file);
});

test.each(allowed)('%s passes', (file) => {
  expect(caught).not.toContain(file);
});

test.each([
  ['a clock of the platform', 'export const x = setTimeout;'],
  ['a global of Node', 'export const x = process.env;'],
  ['the DOM', 'export const x = document.title;'],
])('the types of lib do not know %s', (_name, source) => {
  const file = join(root, 'lib/kube/planted-global.ts');
  writeFileSync(file, `${source}\n`);
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '--noEmit', '-p', 'lib'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stdout).toContain('planted-global.ts');
  } finally {
    rmSync(file);
  }
});
