import { expect, test } from 'vitest';
import type { TestRequest } from '#lib/api/test-messages.ts';
import { canSend, checkDraft, isSameRequest } from './check-draft.ts';
import { readDraft } from './draft.ts';

const draft = readDraft(new URLSearchParams());
const faultsOf = (change: Partial<typeof draft>, host = '', count = '10') =>
  checkDraft({ ...draft, ...change }, { host, count });
const header = (name: string, value: string) => faultsOf({ headers: [{ id: 3, name, value }] }).headers.get(3);

test('a draft as it opens can be sent', () => {
  expect(canSend(faultsOf({}), { many: true })).toBe(true);
});

test.each([
  ['', 'Path must start with /.'],
  ['cart', 'Path must start with /.'],
  ['/a b', 'Path has characters that must be percent-encoded.'],
  [`/${'a'.repeat(8192)}`, 'Path is over 8192 characters.'],
  ['/a%20b?c=d', null],
])('path %s: %s', (path, fault) => {
  expect(faultsOf({ path }).path).toBe(fault);
  expect(canSend(faultsOf({ path }), { many: false })).toBe(fault === null);
});

test.each([
  ['shop test', 'Host has characters that a Host header cannot carry.'],
  ['a'.repeat(254), 'Host is over 253 characters.'],
  ['shop.test:8080', null],
])('host %s: %s', (host, fault) => {
  expect(faultsOf({}, host).host).toBe(fault);
});

test.each([
  ['', 'x', { name: 'The name is missing.', value: null }],
  ['x a', '', { name: 'The name is no header name.', value: null }],
  ['Host', 'x', { name: 'The name is set by the field host.', value: null }],
  ['x-a', 'ü\n', { name: null, value: 'The value has characters that a header cannot carry.' }],
  ['x-a', '', undefined],
  ['', '', undefined],
])('header %j: %j gives %j', (name, value, faults) => {
  expect(header(name, value)).toEqual(faults);
});

test.each([
  ['0', 'The number must be 1 or more.'],
  ['1001', 'The number must be 1000 or less.'],
  ['1.5', 'The number must be a whole number.'],
  ['', 'The number must be a whole number.'],
  ['1e2', 'The number must be a whole number.'],
  ['1', null],
  [' 1000 ', null],
])('count %j: %s; one request is sent all the same', (count, fault) => {
  const faults = faultsOf({}, '', count);
  expect(faults.count).toBe(fault);
  expect(canSend(faults, { many: true })).toBe(fault === null);
  expect(canSend(faults, { many: false })).toBe(true);
});

test('a body counts in bytes, and only where the method carries one', () => {
  const body = 'é'.repeat(32 * 1024 + 1);
  expect(faultsOf({ method: 'POST', body }).body).toBe('Body is over 64 KiB.');
  expect(faultsOf({ method: 'GET', body }).body).toBeNull();
});

test('an answer is of the request that was sent, however often, and of no other', () => {
  const sent: TestRequest = {
    gateway: 'g/Gateway/a/b' as TestRequest['gateway'],
    listener: 'web',
    method: 'GET',
    host: '',
    path: '/',
    headers: [['a', 'b']],
    body: '',
    count: 1,
  };
  expect(isSameRequest(sent, { ...sent, count: 100 })).toBe(true);
  expect(isSameRequest(sent, { ...sent, headers: [['a', 'c']] })).toBe(false);
  expect(isSameRequest(sent, { ...sent, listener: 'tls' })).toBe(false);
});
