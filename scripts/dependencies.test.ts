import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

type Manifest = Readonly<Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>>;
const manifest = JSON.parse(read('package.json')) as Manifest;
const { dependencies, devDependencies, optionalDependencies } = manifest;
const explained = read('docs/dependencies.md');

/** Packages that a line of the document stands for as a family. */
const family = (name: string): string =>
  name.replace(/^@codemirror\/.*/, '@codemirror/*').replace(/^@types\/.*/, '@types/*');

test.each(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }))('%s is explained', (name) => {
  expect(explained).toContain(`\`${family(name)}\``);
});

test.each(Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }))(
  '%s is pinned',
  (_name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  },
);

// Next needs it beside React, nobody imports it by name
const peers = new Set(['react-dom']);
const sources = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.css'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '')
  .map(read)
  .join('\n');

test.each(Object.keys(dependencies).filter((name) => !peers.has(name)))('%s is used', (name) => {
  expect(sources).toMatch(new RegExp(`['"]${name.replace(/[/.]/g, '\\$&')}(/[^'"]*)?['"]`));
});
