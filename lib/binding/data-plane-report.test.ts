import { describe, expect, test } from 'vitest';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { bind } from './bind.ts';
import type { BindOptions, GatewayReport } from './result.ts';
import { api, group, options, ours, snapshotOf } from './testdata/clusters.ts';

describe('what the data plane reports', () => {
  const web = {
    apiVersion: api,
    kind: 'Gateway',
    metadata: { name: 'web', namespace: 'a' },
    spec: {
      gatewayClassName: 'gatehouse',
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP' },
        { name: 'alt', port: 8080, protocol: 'HTTP' },
      ],
    },
  };
  const key = `${group}/Gateway/a/web` as ObjectKey;
  const fine: GatewayReport = {
    address: '127.66.0.1',
    unusableAddresses: [],
    ports: new Map([
      [80, { state: 'bound' }],
      [8080, { state: 'bound' }],
    ]),
  };

  function programmed(report: GatewayReport | null): string[] {
    const gateways = new Map(report ? [[key, report]] : []);
    const result = bind(snapshotOf([ours, web]), {
      ...options,
      dataPlane: { kind: 'reported', gateways },
    }).gateways.get(key);
    const words = (conditions: readonly { type: string; status: string; reason: string }[] = []) =>
      conditions
        .filter(({ type }) => type !== 'ResolvedRefs')
        .map((c) => `${c.type}=${c.status}/${c.reason}`)
        .join(' ');
    return [words(result?.conditions), ...(result?.listeners ?? []).map(({ conditions }) => words(conditions))];
  }

  const accepted = 'Accepted=True/Accepted';
  test.each([
    [
      'nothing yet',
      null,
      [
        `${accepted} Programmed=Unknown/Pending`,
        `${accepted} Programmed=Unknown/Pending`,
        `${accepted} Programmed=Unknown/Pending`,
      ],
    ],
    [
      'everything',
      fine,
      [
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
    [
      'one port moved',
      {
        ...fine,
        ports: new Map(fine.ports).set(80, { state: 'remapped', address: '127.0.0.1', port: 18080, why: 'EACCES' }),
      },
      [
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
    [
      'one port refused',
      { ...fine, ports: new Map(fine.ports).set(80, { state: 'refused', why: 'EADDRINUSE' }) },
      [
        'Accepted=True/ListenersNotValid Programmed=True/Programmed',
        'Accepted=False/PortUnavailable Programmed=False/Invalid',
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
    [
      'one port not yet',
      { ...fine, ports: new Map([[80, { state: 'bound' }]]) },
      [
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=Unknown/Pending`,
      ],
    ],
    [
      'no address',
      { ...fine, address: null },
      [
        `${accepted} Programmed=False/AddressNotAssigned`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
    [
      'no address, so no port either',
      { ...fine, address: null, ports: new Map() },
      [
        `${accepted} Programmed=False/AddressNotAssigned`,
        `${accepted} Programmed=False/Invalid`,
        `${accepted} Programmed=False/Invalid`,
      ],
    ],
    [
      'only an address that cannot be used',
      { address: null, unusableAddresses: [{ value: '10.0.0.1', why: 'not local' }], ports: new Map() },
      [
        `${accepted} Programmed=False/AddressNotUsable`,
        `${accepted} Programmed=False/Invalid`,
        `${accepted} Programmed=False/Invalid`,
      ],
    ],
    [
      'an address that cannot be used',
      { ...fine, unusableAddresses: [{ value: '10.0.0.1', why: 'not local' }] },
      [
        `${accepted} Programmed=False/AddressNotUsable`,
        `${accepted} Programmed=True/Programmed`,
        `${accepted} Programmed=True/Programmed`,
      ],
    ],
  ] satisfies [string, GatewayReport | null, string[]][])('%s', (_, report, expected) => {
    expect(programmed(report)).toEqual(expected);
  });

  test('an address is published while some listener answers there', () => {
    const addressesWith = (ports: GatewayReport['ports']) => {
      const dataPlane = { kind: 'reported', gateways: new Map([[key, { ...fine, ports }]]) } as const;
      return bind(snapshotOf([ours, web]), { ...options, dataPlane }).gateways.get(key)?.addresses;
    };
    expect(addressesWith(new Map([[80, { state: 'bound' }]]))).toEqual([{ type: 'IPAddress', value: '127.66.0.1' }]);
    expect(addressesWith(new Map())).toEqual([]);
    const refused = { state: 'refused', why: 'EADDRINUSE' } as const;
    expect(addressesWith(new Map([80, 8080].map((port) => [port, refused])))).toEqual([]);
  });

  test('a moved port is said where it answers', () => {
    const ports = new Map(fine.ports).set(80, { state: 'remapped', address: '127.0.0.1', port: 18080, why: 'EACCES' });
    const dataPlane = { kind: 'reported', gateways: new Map([[key, { ...fine, ports }]]) } as const;
    const [listenerResult] =
      bind(snapshotOf([ours, web]), { ...options, dataPlane }).gateways.get(key)?.listeners ?? [];
    expect(listenerResult?.conditions.map(({ message }) => message)).toContain(
      'Port 80 cannot be bound (EACCES), so it answers on 127.0.0.1:18080.',
    );
  });

  test('certificates are judged by the reader passed in, and one that throws makes them invalid', () => {
    const tls = {
      ...web,
      spec: {
        gatewayClassName: 'gatehouse',
        listeners: [{ name: 's', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'x' }] } }],
      },
    };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'x', namespace: 'a' },
      data: { 'tls.crt': 'YQ==', 'tls.key': 'YQ==' },
    };
    const outcome = (checkCertificate: BindOptions['checkCertificate']) =>
      bind(snapshotOf([ours, tls, secret]), { ...options, checkCertificate }).gateways.get(key)?.listeners[0]
        ?.certificates[0]?.outcome;
    expect(outcome(() => ({ valid: true, notAfter: '2030-01-01T00:00:00Z', dnsNames: ['a.com'] }))).toMatchObject({
      state: 'valid',
      dnsNames: ['a.com'],
    });
    expect(outcome(() => ({ valid: false, why: 'expired key' }))).toMatchObject({
      state: 'invalid',
      reason: 'InvalidCertificateRef',
    });
    expect(
      outcome(() => {
        throw new Error('boom');
      }),
    ).toMatchObject({ state: 'invalid' });
    expect(outcome(undefined)).toMatchObject({
      state: 'invalid',
      message: expect.stringContaining('no PEM certificate'),
    });
  });
});
