import { expect, test } from 'vitest';
import { isInSubnet, parseIpAddress } from './ip-address.ts';

const hex = (text: string): string | null =>
  parseIpAddress(text)
    ?.map((byte) => byte.toString(16).padStart(2, '0'))
    .join('') ?? null;

test.each([
  ['10.0.0.255', '0a0000ff'],
  ['10.0.0.256', null],
  ['010.0.0.1', null],
  ['10.0.1', null],
  ['', null],
  ['shop', null],
  ['::', '00000000000000000000000000000000'],
  ['::1', '00000000000000000000000000000001'],
  ['2001:DB8::8:0', '20010db8000000000000000000080000'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['::ffff:127.0.0.1', '00000000000000000000ffff7f000001'],
  ['1:2:3:4:5:6:7', null],
  ['1:2:3:4:5:6:7:8:9', null],
  ['1::2::3', null],
  ['1:2:3:4:5:6:7::8', null],
  ['fe80::1%eth0', null],
  ['12345::', null],
  ['::1.2.3.4:5', null],
])('the address %j is %s', (text, bytes) => {
  expect(hex(text)).toBe(bytes);
});

test.each([
  ['127.4.3.2', '127.0.0.0', 8, true],
  ['128.0.0.1', '127.0.0.0', 8, false],
  ['172.31.0.1', '172.16.0.0', 12, true],
  ['172.32.0.1', '172.16.0.0', 12, false],
  ['fe80::1', 'fe80::', 10, true],
  ['::1', '127.0.0.0', 8, false],
])('%s in %s/%d: %s', (address, network, bits, expected) => {
  expect(isInSubnet(parseIpAddress(address) ?? [], parseIpAddress(network) ?? [], bits)).toBe(expected);
});
