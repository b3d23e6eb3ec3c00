import type { Reporter, Suite } from '@playwright/test/reporter';

/** Closes a run with one plain line, 'N passed, N failed, N skipped'. */
export default class PlainLine implements Reporter {
  #suite: Suite | undefined;
  #errors = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onError(): void {
    this.#errors++;
  }

  onEnd(): void {
    const count = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
    for (const test of this.#suite?.allTests() ?? []) count[test.outcome()]++;
    const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
    process.stdout.write(
      `\n${count.expected + count.flaky} passed, ${count.unexpected + this.#errors} failed${skipped}\n`,
    );
  }

  printsToStdio(): boolean {
    return false;
  }
}
