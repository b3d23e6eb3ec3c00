import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a fact, asked every few ms. @throws Error naming the fact when it does not come true in `patienceMs` */
export async function waitFor(
  fact: string,
  isTrue: () => boolean | Promise<boolean>,
  patienceMs = 10_000,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`it did not come true that ${fact}`);
    await delay(10);
  }
}
