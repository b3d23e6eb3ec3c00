import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { TestResult } from './results.ts';
import { lostTests } from './summary.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const kept = read('docs/conformance/gateway-http-summary.md');
const rows = [...kept.matchAll(/^\| (\w+) \| (core|extended) \| (.+) \|$/gm)];
const results = (outcome: TestResult['outcome']) =>
  rows.map(([, name = '']): TestResult => ({ name, outcome, output: '' }));

test('the page that is kept tells every test, all of them pass, and the README says the same', () => {
  expect(new Set(rows.map(([, , , outcome]) => outcome))).toEqual(new Set(['passed']));
  const counts = ['core', 'extended'].map((level) => rows.filter(([, , each]) => each === level).length);
  expect(counts).toEqual([37, 57]);
  expect(kept).toContain('| core | 37 | 0 | 0 |\n| extended | 57 | 0 | 0 |');
  expect(read('README.md')).toContain('37 of 37 core tests and 57 of 57 extended');
});

test('a test that is skipped, or is not there any more, is lost; one that fails is told as that', () => {
  expect(lostTests(kept, results('passed'))).toEqual([]);
  expect(lostTests(kept, results('failed'))).toEqual([]);
  expect(lostTests(kept, results('skipped'))).toHaveLength(94);
  expect(lostTests(kept, results('passed').slice(1))).toEqual([rows[0]?.[1]]);
});
