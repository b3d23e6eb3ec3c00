import { expect, test } from 'vitest';
import { objectKey } from '#lib/kube/object-key.ts';
import { readDraft, writeDraft } from './draft.ts';

const v1 = objectKey({ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra', name: 'edge' });
const legacy = objectKey({ group: 'networking.x-k8s.io', kind: 'Gateway', namespace: 'infra', name: 'edge' });
const empty = readDraft(new URLSearchParams());

const set = objectKey({ group: 'gateway.networking.k8s.io', kind: 'ListenerSet', namespace: 'shop', name: 'own' });

test.each([v1, legacy, set])('what is written is read back: %s', (gateway) => {
  const draft = {
    ...empty,
    gateway,
    listener: 'web',
    method: 'POST',
    host: 'a.test',
    path: '/a?b=c&d',
    headers: [{ id: 0, name: 'accept', value: 'a:b' }],
  };
  expect(readDraft(new URLSearchParams(writeDraft(draft)))).toEqual(draft);
});

test('an address of a v1 Gateway names it as people do', () => {
  expect(writeDraft({ ...empty, gateway: v1 })).toBe('?gateway=infra%2Fedge');
});

test('an empty host that was chosen is not the same as none chosen', () => {
  expect(readDraft(new URLSearchParams(writeDraft({ ...empty, host: '' }))).host).toBe('');
  expect(writeDraft(empty)).toBe('');
});

test.each(['Authorization', 'cookie', 'X-Api-Key', 'x-auth', 'X-CSRF-Token', 'X-Session-Id'])(
  'header %s stays out of the address',
  (name) => {
    expect(writeDraft({ ...empty, headers: [{ id: 0, name, value: 'x' }] })).toBe('');
  },
);

test('bodies stay out of the address', () => {
  expect(writeDraft({ ...empty, method: 'POST', body: 'x' })).toBe('?method=POST');
});

test.each(['nonsense', 'a/b/c', '/'])('gateway=%s is none', (text) => {
  expect(readDraft(new URLSearchParams({ gateway: text })).gateway).toBeNull();
});
