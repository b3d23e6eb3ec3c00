import { expect, test } from 'vitest';
import { type Contender, findConflicts } from './listener-conflicts.ts';

const on443 = (protocol: string, hostname = '', tlsMode: string | null = null): Contender => {
  return { name: protocol, port: 443, protocol, hostname, tlsMode };
};

test.each([
  // a, b, with TCP served, without
  ['HTTP, other hostname', on443('HTTP', 'a.com'), on443('HTTP', 'b.com'), null, null],
  ['HTTP, same hostname', on443('HTTP', 'a.com'), on443('HTTP', 'A.com'), 'HostnameConflict', 'HostnameConflict'],
  ['HTTP, both without', on443('HTTP'), on443('HTTP'), 'HostnameConflict', 'HostnameConflict'],
  ['an overlap is no conflict', on443('HTTP', '*.a.com'), on443('HTTP', 'x.a.com'), null, null],
  [
    'HTTPS and TLS, other hostname',
    on443('HTTPS', 'a.com', 'Terminate'),
    on443('TLS', 'b.com', 'Passthrough'),
    null,
    null,
  ],
  ['HTTPS and TLS, same', on443('HTTPS', 'a.com'), on443('TLS', 'a.com'), 'ProtocolConflict', 'ProtocolConflict'],
  ['HTTP and HTTPS', on443('HTTP', 'a.com'), on443('HTTPS', 'b.com'), 'ProtocolConflict', 'ProtocolConflict'],
  ['TLS modes, other hostname', on443('TLS', 'a.com', 'Terminate'), on443('TLS', 'b.com', 'Passthrough'), null, null],
  ['TCP and HTTP', on443('TCP'), on443('HTTP'), 'ProtocolConflict', null],
  ['UDP and HTTP', on443('UDP'), on443('HTTP'), null, null],
  ['another port', on443('HTTP'), { ...on443('HTTP'), port: 80 }, null, null],
  ['an unknown protocol', on443('example.com/x'), on443('HTTP'), null, null],
])('%s', (_, a, b, served, unserved) => {
  const reasons = (servesTcp: boolean) =>
    findConflicts([a, b], { servesTcp }).map((conflict) => conflict?.reason ?? null);
  expect(reasons(true)).toEqual([served, served]);
  expect(reasons(false)).toEqual([unserved, unserved]);
});

test('everyone in a conflict loses, whoever came first', () => {
  const three = [on443('HTTP', 'a.com'), on443('HTTP', 'a.com'), on443('HTTP', 'b.com')];
  expect(findConflicts(three, { servesTcp: false }).map((conflict) => conflict?.with ?? [])).toEqual([[1], [0], []]);
});
