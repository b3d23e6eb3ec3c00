import type { Reporter, TestModule } from 'vitest/node';

/** Closes a run with one plain line, 'N passed, N failed, N skipped'; a file that does not load, or whose set-up fails, counts as failed. */
export default class PlainLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<unknown>): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) count[test.result().state]++;
      const isToldByTests = tests.some((test) => test.result().state === 'failed');
      if (module.state() === 'failed' && !isToldByTests) count.failed++;
    }
    const skipped = count.skipped + count.pending;
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`);
  }
}
