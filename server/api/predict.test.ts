import { expect, test } from 'vitest';
import { formatSentence } from '#lib/binding/sentence.ts';
import type { ListenerTable } from '#lib/routing/route-table.ts';
import { gatewayKey, listenerOf } from '#lib/routing/testdata/entries.ts';
import { predict } from './predict.ts';

const notServing = { state: 'notServing', why: 'no certificate' } as const;
const https = (name: string, hostname: string, more: Partial<ListenerTable> = {}) =>
  listenerOf(name, hostname, [], { protocol: 'HTTPS', port: 443, ...more });

test.each([
  [
    'another host on a good handshake',
    [https('a', 'a.test')],
    { sni: 'a.test', host: 'b.test' },
    'No listener on port 443 has the host b.test, so the answer is 404.',
  ],
  [
    'the host of a listener that is refused',
    [https('a', 'a.test'), https('b', '*.b.test', { serving: notServing })],
    { sni: 'a.test', host: 'x.b.test' },
    'Listener b is for the host x.b.test but takes no requests, so the answer is 404.',
  ],
  [
    'a handshake that no listener does',
    [https('a', 'a.test')],
    { sni: 'b.test', host: 'b.test' },
    'No listener on port 443 has the server name b.test, so the TLS handshake is refused.',
  ],
  [
    'a handshake for a listener that is refused',
    [https('a', 'a.test'), https('b', 'b.test', { serving: notServing })],
    { sni: 'b.test', host: 'b.test' },
    'Listener b is for the server name b.test but takes no requests, so the TLS handshake is refused.',
  ],
  [
    'a handshake without a name for a listener that is refused',
    [https('a', 'a.test'), https('b', '', { serving: notServing })],
    { sni: '', host: '' },
    'Listener b would take a handshake without a server name but takes no requests, so the TLS handshake is refused.',
  ],
  [
    'a handshake without a name where all listeners have one',
    [https('a', 'a.test')],
    { sni: '', host: '' },
    'No listener on port 443 takes a handshake without a server name, so the TLS handshake is refused.',
  ],
  [
    'a request without a host where all listeners have one',
    [https('a', 'a.test')],
    { sni: 'a.test', host: '' },
    'No listener on port 443 takes a request without a host, so the answer is 404.',
  ],
] as const)('%s is predicted with its cause', (_, listeners, { sni, host }, sentence) => {
  const gateway = {
    gateway: gatewayKey,
    owner: 'ours' as const,
    requestedAddresses: [],
    clientCertificate: null,
    listeners,
  };
  const request = { host, sni, method: 'GET', path: '/', query: '', headers: [] };
  const prediction = predict({ gateway, listener: listeners[0] }, request);
  expect(formatSentence(prediction.sentence)).toBe(sentence);
});

test.each([
  [null, 'done', 'No attached Route matches /, so listener a answers 404.'],
  ['AllowInsecureFallback', 'done', 'No attached Route matches /, so listener a answers 404.'],
  [
    'AllowValidOnly',
    'clientCertificate',
    'Listener a asks every client for a certificate (spec.tls.frontend of the Gateway), and a test shows none, so the TLS handshake is refused. To a client that shows one: No attached Route matches /, so listener a answers 404.',
  ],
] as const)('a listener that validates clients by %s: the handshake is %s', (mode, handshake, sentence) => {
  const clientValidation = mode && ({ mode, authorities: { from: 'pem', pem: '' } } as const);
  const listeners = [https('a', 'a.test', { clientValidation })];
  const gateway = {
    gateway: gatewayKey,
    owner: 'ours' as const,
    requestedAddresses: [],
    clientCertificate: null,
    listeners,
  };
  const request = { host: 'a.test', sni: 'a.test', method: 'GET', path: '/', query: '', headers: [] };
  const [listener] = listeners;
  if (!listener) throw new Error('no listener');
  const prediction = predict({ gateway, listener }, request);
  expect({ handshake: prediction.handshake, sentence: formatSentence(prediction.sentence) }).toEqual({
    handshake,
    sentence,
  });
});
