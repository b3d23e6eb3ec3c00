import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';

test('without a flag it is the sandbox, whatever the environment names as kubeconfig', () => {
  const config = parseConfig([], { KUBECONFIG: '/home/me/.kube/config', HOME: '/home/me' });
  expect(config.source).toEqual({ kind: 'sandbox', port: 0, scenarios: ['fruits', 'acme', 'foobar'], manifests: [] });
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 7080,
    dataDir: '.gatehouse',
    controller: true,
    readOnly: false,
  });
});

test.each([
  [['--scenario', 'acme'], ['acme'], []],
  [['--scenario', 'none'], [], []],
  [['--manifests', 'a', '--manifests', 'b'], [], ['a', 'b']],
  [['--manifests', 'a', '--scenario', 'fruits'], ['fruits'], ['a']],
])('%j loads scenarios %j and manifests %j', (args, scenarios, manifests) => {
  expect(parseConfig(args, {}).source).toMatchObject({ kind: 'sandbox', scenarios, manifests });
});

test.each([
  [['--kubeconfig', 'f'], { kind: 'kubeconfig', file: 'f', context: null }, false],
  [['--context', 'c'], { kind: 'kubeconfig', file: null, context: 'c' }, false],
  [['--kubeconfig', 'f', '--controller'], { kind: 'kubeconfig', file: 'f', context: null }, true],
  [['--in-cluster'], { kind: 'inCluster' }, true],
  [['--in-cluster', '--no-controller'], { kind: 'inCluster' }, false],
  [['--in-cluster', '--read-only'], { kind: 'inCluster' }, false],
])('%j works on %j, controller %s', (args, source, controller) => {
  expect(parseConfig(args, {})).toMatchObject({ source, controller });
});

test.each([
  [{ GATEHOUSE_PORT: '0' }, { port: 0 }],
  [{ GATEHOUSE_DATA_DIR: '/d' }, { dataDir: '/d' }],
  [{ GATEHOUSE_READ_ONLY: 'true' }, { readOnly: true, controller: false }],
  [{ GATEHOUSE_CONTROLLER: 'false' }, { controller: false }],
  [{ GATEHOUSE_CONTROLLER: '0' }, { controller: false }],
  [{ GATEHOUSE_CONTROLLER: '', GATEHOUSE_KUBECONFIG: 'f' }, { controller: false }],
  [{ GATEHOUSE_CONTROLLER: '0', GATEHOUSE_KUBECONFIG: 'f' }, { controller: false }],
  [{ GATEHOUSE_CONTROLLER: '1', GATEHOUSE_KUBECONFIG: 'f' }, { controller: true }],
  [{ GATEHOUSE_READ_ONLY: 'false' }, { readOnly: false, controller: true }],
  [{ GATEHOUSE_IN_CLUSTER: 'false' }, { source: { kind: 'sandbox' } }],
  [{ GATEHOUSE_KUBECONFIG: '' }, { source: { kind: 'sandbox' } }],
  [{ GATEHOUSE_SCENARIO: 'acme' }, { source: { scenarios: ['acme'] } }],
  [{ GATEHOUSE_LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
])('%j gives %j', (env, wanted) => {
  expect(parseConfig([], env)).toMatchObject(wanted);
});

test('a flag goes before its variable', () => {
  expect(parseConfig(['--controller'], { GATEHOUSE_CONTROLLER: 'false' }).controller).toBe(true);
  expect(parseConfig(['--no-controller'], { GATEHOUSE_CONTROLLER: 'true' }).controller).toBe(false);
  expect(parseConfig(['--port', '1234'], { GATEHOUSE_PORT: '0' }).port).toBe(1234);
});

test.each([
  [['--port', 'seven'], /port/i],
  [['--scenario', 'pears'], /--scenario pears: there are fruits, acme, foobar, all and none/],
  [['--kubeconfig', 'f', '--scenario', 'acme'], /--scenario fills the sandbox/],
  [['--in-cluster', '--manifests', 'd'], /--manifests fills the sandbox/],
  [['--in-cluster', '--kubeconfig', 'f'], /--in-cluster and --kubeconfig name two clusters/],
  [['--in-cluster', '--context', 'c'], /--in-cluster and --context name two clusters/],
  [['--controller', '--no-controller'], /--controller and --no-controller say the opposite: give one/],
  [['--no-controller', '--kubeconfig', 'f', '--controller'], /say the opposite/],
  [['--host', '0.0.0.0'], /kubectl port-forward/],
  [['--read-only', '--controller'], /give one of them/],
  [['--allowed-host', 'gatehouse.test:443'], /--allowed-host gatehouse\.test:443: .*without a port/],
  [['--allowed-host', '*.test'], /--allowed-host \*\.test/],
  [['--gateway-address', 'edge.test'], /--gateway-address edge\.test: give one IP address/],
  [['--gateway-address', '0.0.0.0'], /--gateway-address 0\.0\.0\.0/],
  [['--gateway-address', '::'], /--gateway-address ::/],
  [['--colour'], /unknown option '--colour'/],
])('%j is refused with a sentence', (args, words) => {
  expect(() => parseConfig(args, {})).toThrow(words);
});

test.each([
  [
    ['--allowed-host', 'Gatehouse.Example.com', '--allowed-host', 'b.test'],
    { allowedHosts: ['gatehouse.example.com', 'b.test'] },
  ],
  [[], { allowedHosts: [], gatewayAddress: null }],
  [['--gateway-address', '10.244.0.7'], { gatewayAddress: '10.244.0.7' }],
  [['--gateway-address', 'fd00::7'], { gatewayAddress: 'fd00::7' }],
])('%j gives %j', (args, wanted) => {
  expect(parseConfig(args, {})).toMatchObject(wanted);
});

test('--help is no fault', () => {
  try {
    parseConfig(['--help'], {});
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).code).toBe('HELP');
    expect((error as Error).message).toContain('--kubeconfig');
  }
});

test('a variable that is neither true nor false is refused by its name', () => {
  expect(() => parseConfig([], { GATEHOUSE_CONTROLLER: 'perhaps' })).toThrow('GATEHOUSE_CONTROLLER=perhaps');
});
