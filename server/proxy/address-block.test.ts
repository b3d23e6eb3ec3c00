import { expect, test } from 'vitest';
import { holdAddressBlock } from './address-block.ts';

test('each holder has a block of its own, the first one free', async () => {
  const first = await holdAddressBlock('127.76');
  const second = await holdAddressBlock('127.76');
  first.close();
  first.close();
  const third = await holdAddressBlock('127.76');
  expect([first.number, second.number, third.number]).toEqual([0, 1, 0]);
  second.close();
  third.close();
});

test('where the network does not exist it is block 0', async () => {
  const block = await holdAddressBlock('192.0');
  expect(block.number).toBe(0);
  block.close();
});
