import { expect, test } from 'vitest';
import { claimBlock } from './claim-block.ts';

test('two claims never hold one block, and a released one is given again', async () => {
  const first = await claimBlock('127.91');
  const second = await claimBlock('127.91');
  expect([first.number, second.number]).toEqual([0, 1]);
  await first.release();
  const third = await claimBlock('127.91');
  expect(third.number).toBe(0);
  await Promise.all([second.release(), third.release()]);
});
