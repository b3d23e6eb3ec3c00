import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service as serviceKind } from '#lib/gateway-api/core/kinds.ts';
import { ServiceAddresses } from './built-ins.ts';
import { configMap, namespace, openTestSandbox, type TestSandbox } from './testing.ts';
import { completeWrite } from './write-input.ts';
import { ownWrite } from './write-options.ts';

let api: TestSandbox;
beforeAll(async () => {
  api = await openTestSandbox();
  await api.create('/api/v1/namespaces', namespace('shop'));
});
afterAll(() => api.close());

describe('built-in kinds', () => {
  const core = '/api/v1/namespaces/shop';

  test('Pods and their templates get the defaults of an API server', async () => {
    const containers = [
      { name: 'a', image: 'registry.test:5000/a', env: [{ name: 'N', valueFrom: { fieldRef: { fieldPath: 'x' } } }] },
      { name: 'b', image: 'b:1' },
    ];
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers, dnsPolicy: 'Default' } };
    const { spec } = await api.create(`${core}/pods?dryRun=All`, pod);
    expect(spec).toMatchObject({
      dnsPolicy: 'Default',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      containers: [
        { imagePullPolicy: 'Always', env: [{ valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'x' } } }] },
        { imagePullPolicy: 'IfNotPresent', terminationMessagePolicy: 'File', resources: {} },
      ],
    });
  });

  test.each([
    // path          body                                                                          words
    [
      'configmaps',
      configMap('x', { a: 1 }),
      'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    ],
    [
      'services',
      { spec: { ports: [{ port: 'x' }] } },
      'json: cannot unmarshal string into Go struct field Service.spec.ports.port of type int32',
    ],
    [
      'configmaps',
      { apiVersion: 'v1', kind: 'Secret' },
      'converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    ['configmaps', undefined, 'json parse error: unexpected end of JSON input (<empty>)'],
  ])('what does not decode as %s is a bad request: %j', async (plural, body, words) => {
    const { code, body: refused } = await api.ask('POST', `${core}/${plural}`, { body });
    expect([code, refused.message]).toEqual([400, expect.stringContaining(words)]);
  });

  test('a headless Service whose endpoints others keep is of both families', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'both' },
      spec: { clusterIP: 'None', ports: [{ port: 1 }] },
    };
    expect((await api.create(`${core}/services?dryRun=All`, service)).spec).toMatchObject({
      ipFamilies: ['IPv4', 'IPv6'],
      ipFamilyPolicy: 'RequireDualStack',
    });
  });

  test('a dry run takes no address', () => {
    const addresses = new ServiceAddresses();
    const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { type: 'ClusterIP' } };
    // more often than there are addresses
    for (let tried = 0; tried < 70_000; tried++) {
      completeWrite(addresses, serviceKind, object, undefined, { ...ownWrite, dryRun: true });
    }
    expect(addresses.allocate()).toMatch(/^10\.96\./);
  });

  test('a version that is not served is no page', async () => {
    const { code, body } = await api.ask('GET', '/apis/gateway.networking.k8s.io/v9/gateways');
    expect([code, body]).toEqual([404, { text: '404 page not found\n' }]);
  });
});

describe('addresses of endpoints', () => {
  const path = '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices';
  const slice = (name: string, addressType: string, ...addresses: readonly string[]) => {
    const endpoints = addresses.map((address) => ({ addresses: [address] }));
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name },
      addressType,
      endpoints,
      ports: [],
    };
  };

  test.each([
    ['IPv4', '127.0.0.1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['IPv6', '::1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['IPv4', '0.0.0.0', 'may not be unspecified (0.0.0.0)'],
    ['IPv4', '169.254.169.254', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
    ['IPv4', '224.0.0.1', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
    ['IPv4', 'shop', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ])('a slice of %s with %s is refused in the API server’s words', async (family, address, words) => {
    const field = 'endpoints[1].addresses[0]';
    const fine = family === 'IPv4' ? '10.0.0.1' : '2001:db8::1';
    const { code, body } = await api.ask('POST', path, { body: slice('refused', family, fine, address) });
    const message = `Invalid value: "${address}": ${words}`;
    expect([code, body.message]).toEqual([
      422,
      `EndpointSlice.discovery.k8s.io "refused" is invalid: ${field}: ${message}`,
    ]);
    expect(body.details?.causes).toEqual([{ reason: 'FieldValueInvalid', field, message }]);
  });

  test('an update and Endpoints are judged alike; host names may be any', async () => {
    await api.create(path, slice('moving', 'IPv4', '10.0.0.1'));
    const moved = await api.patch(`${path}/moving`, { endpoints: [{ addresses: ['127.0.0.1'] }] });
    expect(moved.code).toBe(422);
    await api.create(path, slice('named', 'FQDN', '127.0.0.1'));
    const body = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'e' },
      subsets: [{ addresses: [{ ip: '::1' }] }],
    };
    const refused = await api.ask('POST', '/api/v1/namespaces/shop/endpoints', { body });
    expect(refused.body.message).toContain(
      'subsets[0].addresses[0].ip: Invalid value: "::1": may not be in the loopback',
    );
  });
});
