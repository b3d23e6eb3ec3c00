import { failureWords, type Outcome, skipReason, type TestResult } from './results.ts';

/** Tests of a profile by level, as the suite's own inventory says. */
export type Inventory = ReadonlyMap<string, string>;

export type LevelCount = Readonly<{ level: string } & Record<Outcome, number>>;

/** What a summary is made of; `tests` in the order they ended. */
export type Summary = Readonly<{
  profile: string;
  versions: Readonly<{ suite: string; kubernetes: string }>;
  tests: readonly TestResult[];
  inventory: Inventory;
}>;

/** How many tests of each level passed, failed and were skipped. Tests outside the profile count nowhere. */
export function countByLevel(tests: readonly TestResult[], inventory: Inventory): readonly LevelCount[] {
  return ['core', 'extended'].map((level) => {
    const count = (outcome: Outcome) =>
      tests.filter((test) => test.outcome === outcome && inventory.get(test.name) === level).length;
    return { level, passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  });
}

/** A page for readers of the report: counts, then every test by name with what became of it. */
export function formatSummary({ profile, versions, tests, inventory }: Summary): string {
  const counts = countByLevel(tests, inventory).map(
    ({ level, passed, failed, skipped }) => `| ${level} | ${passed} | ${failed} | ${skipped} |`,
  );
  const rows = [...tests]
    .filter(({ name }) => inventory.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((test) => `| ${test.name} | ${inventory.get(test.name)} | ${sayOutcome(test)} |`);
  return [
    `# ${profile}`,
    '',
    `Official Gateway API suite ${versions.suite}, experimental channel, on kube-apiserver ${versions.kubernetes}. Made by`,
    '`npm run conformance -- --save`, from the output of `go test -json`.',
    '',
    '| level | passed | failed | skipped |',
    '| --- | --- | --- | --- |',
    ...counts,
    '',
    '| test | level | outcome |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Tests that passed by the page that is kept, and did not run to their end this time: a claim that fell silent. */
export function lostTests(kept: string, tests: readonly TestResult[]): readonly string[] {
  const run = new Set(tests.filter(({ outcome }) => outcome !== 'skipped').map(({ name }) => name));
  const passed = [...kept.matchAll(/^\| (\w+) \| \w+ \| passed \|$/gm)].flatMap(([, name]) => name ?? []);
  return passed.filter((name) => !run.has(name));
}

function sayOutcome(test: TestResult): string {
  if (test.outcome === 'failed') return `**failed**: ${failureWords(test).replaceAll('|', '\\|')}`;
  return test.outcome === 'skipped' ? `skipped: ${skipReason(test)}` : 'passed';
}
