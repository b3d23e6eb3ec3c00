import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { type AddressClaim, createAddressBook, createSharedAddress } from './addresses.ts';

const claim = (name: string, ...values: (string | null)[]): AddressClaim => ({
  gateway: objectKey({ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra', name }),
  requested: values.map((value) => ({ type: 'IPAddress', value })),
});
const given = (book: ReturnType<typeof createAddressBook>, ...claims: AddressClaim[]) =>
  Object.fromEntries([...book.allot(claims)].map(([key, { address }]) => [key.split('/').at(-1), address]));

test('Gateways seen together get addresses in key order, whatever order they come in', () => {
  expect(given(createAddressBook(), claim('b'), claim('a'))).toEqual({ a: '127.66.0.1', b: '127.66.0.2' });
});

test('an address stays for the lifetime of its Gateway and is not soon given to another', () => {
  const book = createAddressBook();
  given(book, claim('a'), claim('b'));
  expect(given(book, claim('b'), claim('c'))).toEqual({ b: '127.66.0.2', c: '127.66.0.3' });
  expect(given(book, claim('a'), claim('b'), claim('c'))).toEqual({
    a: '127.66.0.4',
    b: '127.66.0.2',
    c: '127.66.0.3',
  });
});

test('an address asked for is given before free ones are, an empty one is ours to choose', () => {
  expect(given(createAddressBook(), claim('a'), claim('b', '127.66.0.1'), claim('c', null))).toEqual({
    a: '127.66.0.2',
    b: '127.66.0.1',
    c: '127.66.0.3',
  });
});

test('an address that cannot be given is named with the reason', () => {
  const [foreign, second] = [
    ...createAddressBook()
      .allot([claim('a', '10.0.0.1'), claim('b', '127.66.1.1', '127.66.1.2')])
      .values(),
  ];
  expect(foreign).toEqual({
    address: null,
    unusable: [
      { value: '10.0.0.1', why: 'it is not in 127.66.0.0/16, where this machine gives Gateways their addresses' },
    ],
  });
  expect(second).toEqual({
    address: '127.66.1.1',
    unusable: [{ value: '127.66.1.2', why: 'a Gateway has one address here' }],
  });
});

test('of two Gateways that ask for one address the first has it', () => {
  const grants = [
    ...createAddressBook()
      .allot([claim('a', '127.66.9.9'), claim('b', '127.66.9.9')])
      .values(),
  ];
  expect(grants.map(({ address, unusable }) => [address, unusable.map(({ why }) => why)])).toEqual([
    ['127.66.9.9', []],
    [null, ['it belongs to Gateway infra/a']],
  ]);
});

test('network and broadcast look-alikes are skipped', () => {
  const book = createAddressBook();
  const many = Array.from({ length: 256 }, (_, i) => claim(`g${String(i).padStart(3, '0')}`));
  const addresses = Object.values(given(book, ...many));
  expect([addresses[253], addresses[254], new Set(addresses).size]).toEqual(['127.66.0.254', '127.66.1.1', 256]);
});

test('addresses start in the block given and go on in the next', () => {
  const many = Array.from({ length: 255 }, (_, i) => claim(`g${String(i).padStart(3, '0')}`));
  const addresses = Object.values(given(createAddressBook('127.66', 3), ...many));
  expect([addresses[0], addresses[254]]).toEqual(['127.66.3.1', '127.66.4.1']);
});

test('with one address for all, every Gateway has it, and no other can be had', () => {
  const grants = createSharedAddress('10.0.0.7').allot([
    claim('a'),
    claim('b', '10.0.0.7'),
    claim('c', '10.0.0.8', '10.0.0.7'),
    claim('d', '10.0.0.8'),
  ]);
  const why = 'Gateways have 10.0.0.7 here, where this process runs';
  expect([...grants.values()]).toEqual([
    { address: '10.0.0.7', unusable: [] },
    { address: '10.0.0.7', unusable: [] },
    { address: '10.0.0.7', unusable: [{ value: '10.0.0.8', why }] },
    { address: null, unusable: [{ value: '10.0.0.8', why }] },
  ]);
});
