// Runs as the first process of the namespaces that run.ts makes: when it ends, all the others do.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Gatehouse, startGatehouse } from '../start-gatehouse.ts';
import type { Harness } from './build.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { readInventory } from './inventory.ts';
import { collectResults, failureWords, type Results, skipReason, type TestResult } from './results.ts';
import { countByLevel, formatSummary, lostTests } from './summary.ts';

/** What run.ts hands over, as JSON in the first argument. */
export type Run = Readonly<{
  harness: Harness;
  /** folder with the CRDs of v1alpha1 */
  legacyCrds: string;
  /** folder that goes with the run */
  state: string;
  profile: string;
  /** only this test; empty for all */
  runTest: string;
  /** `suite`, `own`, or empty for both */
  only: string;
  /** of our own tests only those whose path holds one of these; empty for all */
  files: readonly string[];
  /** folder for the report and the logs */
  results: string;
}>;

const checkout = join(import.meta.dirname, '../..');
const chart = join(checkout, 'deploy/chart');

/** Shorter than the suite's own: what takes longer on a machine without a network is a fault. */
const patience = {
  GWCMustBeAccepted: 30,
  GatewayMustHaveAddress: 30,
  GatewayMustHaveCondition: 30,
  ListenerSetMustHaveCondition: 30,
  NamespacesMustBeReady: 60,
};

const run = JSON.parse(process.argv[2] ?? '') as Run;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  process.exit(await main());
} catch (error) {
  console.error(`conformance: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

async function main(): Promise<number> {
  const started = performance.now();
  const cluster = await startCluster(run.harness, run.state);
  say('the API server, its controllers and a node are up', started);
  prepareCluster(cluster);
  const identity = createIdentity(cluster);
  const results = collectResults();
  let code = 0;
  if (run.only !== 'own') {
    const gatehouse = await startGatehouse({ args: ['--kubeconfig', identity, '--controller'] });
    say('Gatehouse is ready on it', started);
    code = await runSuite(cluster, results);
    keepLogs(results, gatehouse);
    await gatehouse.stop();
    say('the suite ran', started);
  }
  let own: Count = { passed: 0, failed: 0 };
  if (run.only !== 'suite' && run.runTest === '') {
    own = await runOnCluster(cluster, identity);
    say('the tests of our own ran on it', started);
  }
  const failed = summarise(results, code, own);
  for (const words of cluster.ended()) console.error(`conformance: ${words}`);
  return failed;
}

function say(what: string, started: number): void {
  console.log(`conformance: ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

function prepareCluster({ kubectl }: Cluster): void {
  // server-side: HTTPRoute's definition is too large for kubectl's annotation
  kubectl('apply', '--server-side', '-k', run.harness.crds);
  kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
  kubectl('apply', '-f', join(import.meta.dirname, 'setup.yaml'));
  const rights = join(run.state, 'rights.yaml');
  writeFileSync(rights, renderRights());
  kubectl('apply', '-f', rights);
}

/** What the chart grants a controller, without the Deployment: the process under test runs beside the cluster. */
function renderRights(): string {
  const templates = ['service-account', 'read', 'controller'].flatMap((name) => [
    '--show-only',
    `templates/${name}.yaml`,
  ]);
  const release = [
    'template',
    'gatehouse',
    chart,
    '--namespace',
    'gatehouse-system',
    '--set',
    'controller.enabled=true',
  ];
  return execFileSync(run.harness.helm, [...release, ...templates], { encoding: 'utf8' });
}

/** As in a cluster: a ServiceAccount's token with the rights that the chart grants. @returns path of its kubeconfig */
function createIdentity({ kubectl, kubeconfigFor }: Cluster): string {
  const token = kubectl('-n', 'gatehouse-system', 'create', 'token', 'gatehouse', '--duration=24h').trim();
  return kubeconfigFor('gatehouse', token);
}

type Count = Readonly<{ passed: number; failed: number }>;

/** What holds on the sandbox has to hold here: the scenarios' walkthroughs, and all of e2e/cluster. */
async function runOnCluster({ kubeconfig, kubectl }: Cluster, identity: string): Promise<Count> {
  kubectl('apply', '-f', run.legacyCrds);
  kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
  const tools = join(run.state, 'bin');
  mkdirSync(tools);
  // the tests speak to it by kubectl, as people do
  writeFileSync(join(tools, 'kubectl'), `#!/bin/sh\nexec ${run.harness.cluster} kubectl "$@"\n`, { mode: 0o755 });
  symlinkSync(run.harness.helm, join(tools, 'helm'));
  const vitest = spawn(process.execPath, [join(checkout, 'node_modules/vitest/vitest.mjs'), 'run', ...run.files], {
    cwd: checkout,
    env: {
      ...process.env,
      PATH: `${tools}:${process.env.PATH}`,
      GATEHOUSE_TEST_CLUSTER: kubeconfig,
      GATEHOUSE_TEST_IDENTITY: identity,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let count: Count = { passed: 0, failed: 1 };
  createInterface({ input: vitest.stdout }).on('line', (line) => {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed/.exec(line) ?? [];
    if (passed === undefined) console.log(line);
    else count = { passed: Number(passed), failed: Number(failed) };
  });
  const code = await new Promise<number>((resolve) => vitest.once('close', (status) => resolve(status ?? 1)));
  return { passed: count.passed, failed: Math.max(count.failed, code === 0 ? 0 : 1) };
}

/** @returns the suite's exit status */
function runSuite({ kubeconfig }: Cluster, results: Results): Promise<number> {
  const suite = spawn('go', ['tool', 'test2json', run.harness.suite, ...suiteArguments()], {
    cwd: run.state,
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: suite.stdout }).on('line', (line) => {
    const result = results.take(line);
    if (result && result.outcome !== 'skipped') console.log(`  ${result.outcome}  ${result.name}`);
  });
  return new Promise((resolve, reject) => {
    suite.once('error', reject);
    suite.once('close', (status) => resolve(status ?? 1));
  });
}

function suiteArguments(): readonly string[] {
  return [
    '-test.v=test2json',
    '-test.run=^TestConformance$',
    '-test.timeout=40m',
    `-conformance-profiles=${run.profile}`,
    ...(run.runTest === '' ? [] : [`-run-test=${run.runTest}`]),
    '-usable-address=127.66.255.1',
    '-unusable-address=192.0.2.1',
    `-timeout-config-overrides=${Object.entries(patience)
      .map(([name, seconds]) => `${name}:${seconds}`)
      .join(';')}`,
    '-organization=gatehouse',
    '-project=gatehouse',
    // the project has no public address; its README says what it is
    '-url=README.md',
    '-version=0.1.0',
    '-contact=README.md',
    `-report-output=${join(run.results, 'report.yaml')}`,
  ];
}

function keepLogs(results: Results, gatehouse: Gatehouse): void {
  const tests = results.all().filter(({ outcome }) => outcome !== 'skipped');
  writeFileSync(join(run.results, 'suite.log'), results.setup() + tests.map(({ output }) => output).join('\n'));
  writeFileSync(join(run.results, 'gatehouse.log'), gatehouse.output());
  console.log(`conformance: suite.log, gatehouse.log, report.yaml and summary.md are in ${run.results}`);
}

/** Prints what was skipped and what failed, by level, and the sum. @returns the exit status of the run */
function summarise(results: Results, suiteStatus: number, own: Count): number {
  const inventory = readInventory(run.harness.suite, run.profile);
  // tests of other profiles, and those not asked for, are not skipped: nobody claims anything of them
  const isAsked = ({ name }: TestResult) => (run.runTest === '' ? inventory.has(name) : name === run.runTest);
  const all = results.all().filter((result) => isAsked(result) || result.outcome !== 'skipped');
  const of = (outcome: TestResult['outcome']) => all.filter((result) => result.outcome === outcome);
  const failed = of('failed');
  for (const result of of('skipped')) console.log(`skipped  ${result.name}: ${skipReason(result)}`);
  for (const result of failed) console.log(`FAILED   ${result.name}: ${failureWords(result)}`);
  const counts = countByLevel(all, inventory);
  for (const { level, passed, failed: lost, skipped } of counts) {
    console.log(`${run.profile} ${level}: ${passed} passed, ${lost} failed, ${skipped} skipped`);
  }
  const { 'gateway-api': suite, kubernetes } = run.harness.versions;
  const summary = formatSummary({ profile: run.profile, versions: { suite, kubernetes }, tests: all, inventory });
  writeFileSync(join(run.results, 'summary.md'), summary);
  // a suite that stops in its set-up has no test to blame
  const broken = suiteStatus !== 0 && failed.length === 0;
  if (broken) console.log(`FAILED   TestConformance: ${results.setup().split('\n').slice(-30).join('\n')}`);
  const isWhole = run.runTest === '' && run.only !== 'own' && run.files.length === 0;
  const lost = isWhole ? lostTests(keptSummary(), all) : [];
  for (const name of lost) console.log(`FAILED   ${name}: it passes by docs/conformance and was not run to its end`);
  const sum = failed.length + lost.length + (broken ? 1 : 0) + own.failed;
  console.log(`\n${of('passed').length + own.passed} passed, ${sum} failed, ${of('skipped').length} skipped`);
  return sum === 0 ? 0 : 1;
}

/** The page of this profile in docs/conformance; empty when there is none. */
function keptSummary(): string {
  const file = join(checkout, 'docs/conformance', `${run.profile.toLowerCase()}-summary.md`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
