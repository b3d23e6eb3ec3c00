import { expect, test } from 'vitest';
import { collectResults, failureWords, skipReason } from './results.ts';
import { countByLevel, formatSummary } from './summary.ts';

/** What `go test -json` writes for these tests: two that run side by side, one skipped, one that never ends. */
const lines = [
  { Action: 'output', Output: 'starting\n' },
  { Action: 'run', Test: 'TestConformance' },
  { Action: 'output', Test: 'TestConformance/One', Output: 'one\n' },
  { Action: 'output', Test: 'TestConformance/Two/step', Output: '    Error Trace:\ta.go:1\n' },
  { Action: 'output', Test: 'TestConformance/Two/step', Output: '    Error:      \tno answer\n' },
  { Action: 'fail', Test: 'TestConformance/Two/step' },
  { Action: 'pass', Test: 'TestConformance/One' },
  { Action: 'fail', Test: 'TestConformance/Two' },
  { Action: 'output', Test: 'TestConformance/Three', Output: '    Skipping Three: suite does not support Feature\n' },
  { Action: 'skip', Test: 'TestConformance/Three' },
  { Action: 'output', Test: 'TestConformance/Four', Output: 'hangs\n' },
  { Action: 'fail', Test: 'TestConformance' },
];

function collect() {
  const results = collectResults();
  for (const line of lines) results.take(JSON.stringify(line));
  results.take('panic: not JSON at all');
  return results;
}

const inventory = new Map([
  ['One', 'core'],
  ['Two', 'extended'],
  ['Three', 'extended'],
]);

test('tests right below TestConformance count; one that began and never ended failed', () => {
  expect(
    collect()
      .all()
      .map(({ name, outcome }) => [name, outcome]),
  ).toEqual([
    ['One', 'passed'],
    ['Two', 'failed'],
    ['Three', 'skipped'],
    ['Four', 'failed'],
  ]);
});

test('what is written outside of tests belongs to the set-up', () => {
  expect(collect().setup()).toBe('starting\n');
});

test('a failure and a skip are told in the words of the suite', () => {
  const [, two, three] = collect().all();
  expect(two && failureWords(two)).toBe('Error: no answer');
  expect(three && skipReason(three)).toBe('suite does not support Feature');
});

test('levels are counted by the inventory; tests outside of it nowhere', () => {
  expect(countByLevel(collect().all(), inventory)).toEqual([
    { level: 'core', passed: 1, failed: 0, skipped: 0 },
    { level: 'extended', passed: 0, failed: 1, skipped: 1 },
  ]);
});

test('the summary names every test of the profile and what became of it', () => {
  const versions = { suite: 'v1.6.1', kubernetes: 'v1.36.3' };
  const text = formatSummary({ profile: 'GATEWAY-HTTP', versions, tests: collect().all(), inventory });
  expect(text).toContain('| extended | 0 | 1 | 1 |');
  expect(text.split('\n').filter((line) => /^\| (One|Two|Three|Four) /.test(line))).toEqual([
    '| One | core | passed |',
    '| Three | extended | skipped: suite does not support Feature |',
    '| Two | extended | **failed**: Error: no answer |',
  ]);
});
