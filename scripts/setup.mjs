// Makes the working copy ready: packages as locked (the pinned Node among them), with --build the pages,
// with --browser a Chromium for the tests. Runs before `npm start` and `npm test`, possibly under an old
// system Node: plain JavaScript, no dependencies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = 24;
process.chdir(root);

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]))
    .sort();
}

function hash(paths) {
  const sum = createHash('sha256');
  for (const file of paths.flatMap(filesBelow)) {
    if (/\.test\.tsx?$|\/testdata\//.test(file)) continue;
    sum.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return sum.digest('hex');
}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

function run(command, args, env) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env });
  if (error) {
    console.error(`setup: ${command} could not be started: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) {
    console.error(`setup: ${command} ${args.join(' ')} failed (${status})`);
    process.exit(status ?? 1);
  }
}

function installPackages() {
  const wanted = `${hash(['package-lock.json'])} ${process.platform}-${process.arch}`;
  const stamp = 'node_modules/.setup';
  if (read(stamp) === wanted) return;
  console.log('setup: installing packages (a minute the first time)');
  // npm runs under the system's Node, never under the copy that it is about to replace
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((part) => !part.endsWith(join('node_modules', '.bin')))
    .join(delimiter);
  run('npm', ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'], { ...process.env, PATH: path });
  writeFileSync(stamp, wanted);
}

function ensureNode(node) {
  if (existsSync(node)) return;
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    console.error(
      `setup: no Node is pinned for ${process.platform}-${process.arch}; install Node ${oldestNode} or newer (this is ${process.version})`,
    );
    process.exit(1);
  }
  symlinkSync(process.execPath, node);
}

function buildPages(node) {
  const sources = ['package-lock.json', 'package.json', 'next.config.js', 'tsconfig.json', 'app', 'components', 'lib'];
  const wanted = hash(sources);
  const stamp = '.next/.setup';
  if (read(stamp) === wanted) return;
  console.log('setup: building the pages');
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  run(node, ['node_modules/next/dist/bin/next', 'build'], env);
  writeFileSync(stamp, wanted);
}

function ensureBrowser() {
  const places = [
    process.env.GATEHOUSE_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  if (places.some((path) => path && existsSync(path))) return;
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log('setup: installing Chromium for the browser tests');
    run('apt-get', ['update', '-qq'], process.env);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      ...process.env,
      DEBIAN_FRONTEND: 'noninteractive',
    });
    return;
  }
  console.error('setup: no Chromium found; install the package chromium, or set GATEHOUSE_CHROMIUM to its path');
  process.exit(1);
}

installPackages();
const node = join(root, 'node_modules/.bin/node');
ensureNode(node);
if (process.argv.includes('--build')) buildPages(node);
if (process.argv.includes('--browser')) ensureBrowser();
