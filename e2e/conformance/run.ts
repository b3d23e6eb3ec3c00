// npm run conformance -- [--profile GATEWAY-HTTP] [--run-test NAME] [--only suite|own] [--save] [--if-possible] [FILE…]
// --only suite leaves out the tests of our own on the same cluster, --only own the suite, FILE all but those of our own;
// --save keeps the report in docs/conformance/; --if-possible passes, with a line that says so, where it cannot run.
// The official Gateway API suite against Gatehouse on a real kube-apiserver, in namespaces of its own.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildHarness, cacheFolder } from './build.ts';
import type { Run } from './inside.ts';
import { readInventory } from './inventory.ts';
import { downloadLegacyCrds } from './legacy-crds.ts';

const { profile, runTest, only, files, save, ifPossible } = readArguments();
const missing = sayMissing();
if (missing !== null && ifPossible) {
  console.log(`conformance: not run: ${missing}\n0 passed, 0 failed`);
  process.exit(0);
}
if (missing !== null) {
  console.error(`conformance: ${missing}`);
  process.exit(2);
}
const harness = await buildHarness();
const legacyCrds = await downloadLegacyCrds();
const inventory = readInventory(harness.suite, profile);
if (inventory.size === 0 || (runTest !== '' && !inventory.has(runTest))) {
  console.error(
    `conformance: the suite has no ${inventory.size === 0 ? `profile ${profile}` : `test ${runTest} in it`}`,
  );
  process.exit(2);
}
const state = mkdtempSync(join(tmpdir(), 'gatehouse-conformance-'));
const code = await runInside({ harness, legacyCrds, state, profile, runTest, only, files, results: cacheFolder });
rmSync(state, { recursive: true, force: true });
if (save) keepReport();
process.exit(code);

function keepReport(): void {
  const docs = join(import.meta.dirname, '../../docs/conformance');
  mkdirSync(docs, { recursive: true });
  for (const name of ['report.yaml', 'summary.md']) {
    copyFileSync(join(cacheFolder, name), join(docs, `${profile.toLowerCase()}-${name}`));
  }
}

type Arguments = Readonly<{
  profile: string;
  runTest: string;
  only: string;
  files: readonly string[];
  save: boolean;
  ifPossible: boolean;
}>;

function readArguments(): Arguments {
  try {
    const options = {
      profile: { type: 'string', default: 'GATEWAY-HTTP' },
      'run-test': { type: 'string', default: '' },
      only: { type: 'string', default: '' },
      save: { type: 'boolean', default: false },
      'if-possible': { type: 'boolean', default: false },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return {
      profile: values.profile,
      runTest: values['run-test'],
      only: positionals.length > 0 ? 'own' : values.only,
      files: positionals,
      save: values.save,
      ifPossible: values['if-possible'],
    };
  } catch (error) {
    console.error(
      `conformance: ${(error as Error).message}; there are --profile NAME, --run-test NAME, --only suite|own, --save and --if-possible`,
    );
    return process.exit(2);
  }
}

function sayMissing(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux: every Pod gets a network namespace.';
  if (process.getuid?.() !== 0)
    return 'it needs root for network namespaces: run it with sudo, or in a container as root.';
  if (spawnSync('go', ['version']).status !== 0) {
    return 'it needs Go 1.26 or newer on the PATH: https://go.dev/dl/, or GOTOOLCHAIN=auto with any Go from 1.21.';
  }
  const tools = { unshare: 'util-linux', ip: 'iproute2', openssl: 'openssl' };
  const lacking = Object.entries(tools).filter(([tool]) => spawnSync('which', [tool]).status !== 0);
  if (lacking.length === 0) return null;
  const [names, packages] = [lacking.map(([tool]) => tool), lacking.map(([, name]) => name)];
  return `it needs ${names.join(', ')}: apt-get install ${packages.join(' ')}.`;
}

/**
 * The cluster lives in its own network, mount and process namespaces: no packet leaves the machine, ports 80 and 443
 * are free, and however the run ends, the kernel ends every process of it and takes the namespaces back.
 */
function runInside(run: Run): Promise<number> {
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--mount-proc'];
  const command = [...namespaces, process.execPath, join(import.meta.dirname, 'inside.ts'), JSON.stringify(run)];
  // what the processes leave behind goes with the folder
  const child = spawn('unshare', command, { stdio: 'inherit', env: { ...process.env, TMPDIR: run.state } });
  // the process inside hears of it as well, and ends in order
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('close', (status) => resolve(status ?? 1)));
}
