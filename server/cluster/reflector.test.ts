import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findKind } from '#lib/gateway-api/kinds.ts';
import { createLog } from '../logger.ts';
import { configMap, openTestSandbox, type TestSandbox } from '../sandbox/testing.ts';
import { type ApiRelay, type Intercept, openApiRelay, statusAnswer } from '../testing/api-relay.ts';
import { waitFor } from '../testing/wait.ts';
import { type ClusterClient, connectCluster } from './client.ts';
import { type Reflector, type ReflectorState, type ReflectorTiming, startReflector } from './reflector.ts';

const path = '/api/v1/namespaces/default/secrets';
const secret = (name: string) => ({ ...configMap(name), kind: 'Secret', data: {} });
const gateways = ['gateway.networking.k8s.io', 'Gateway'] as const;
const quick: ReflectorTiming = {
  firstDelayMs: 20,
  longestDelayMs: 200,
  awayDelayMs: 200,
  slowDelayMs: 100,
  failingAfter: 5,
  silenceMs: 60_000,
};

let api: TestSandbox;
let relay: ApiRelay;
const open: (() => unknown)[] = [];

beforeAll(async () => {
  api = await openTestSandbox();
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
afterAll(() => api.close());

type Followed = Readonly<{
  names: Set<string>;
  /** `replace` with its size, or the kind of change and the name, in order */
  told: string[];
  states: ReflectorState[];
  reflector: Reflector;
  client: ClusterClient;
}>;

type Start = Readonly<{
  timing?: Partial<ReflectorTiming>;
  intercept?: Intercept;
  kind?: readonly [group: string, kind: string];
}>;

async function follow({ timing, intercept, kind = ['', 'Secret'] }: Start = {}): Promise<Followed> {
  relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  open.push(relay.close);
  relay.intercept(intercept ?? null);
  const client = connectCluster({ kind: 'file', file: relay.kubeconfigPath, context: null });
  open.push(client.close);
  const names = new Set<string>();
  const told: string[] = [];
  const states: ReflectorState[] = [];
  const reflector = startReflector({
    client,
    kind: { collection: 'secrets', declaration: findKind(...kind)! },
    log: createLog('silent'),
    timing: { ...quick, ...timing },
    onState: (state) => void states.push(state),
    onEvents: (events) => {
      for (const event of events) {
        if (event.type === 'replace') {
          names.clear();
          for (const { metadata } of event.objects) names.add(metadata.name);
          told.push(`replace ${event.objects.length}`);
          continue;
        }
        const { name } = event.object.metadata;
        if (event.type === 'set') names.add(name);
        else names.delete(name);
        told.push(`${event.type} ${name}`);
      }
    },
  });
  open.push(reflector.close);
  return { names, told, states, reflector, client };
}

const lists = () => relay.requests().filter((line) => /\/secrets\?limit=500$/.test(line)).length;
const watches = () => relay.requests().filter((line) => line.includes('watch=true')).length;
const until = (followed: Followed, phase: ReflectorState['phase']) =>
  waitFor(`the reflector is ${phase}`, () => followed.reflector.state().phase === phase);
/** after the list: the watch is open, so what comes now is told as a change */
const watching = async (followed: Followed, count = 1) => {
  await waitFor('it watches', () => watches() >= count);
  await until(followed, 'synced');
};
const sees = (followed: Followed, name: string) => waitFor(`${name} is seen`, () => followed.names.has(name));

test('more than one page is read whole, then changes come one by one', async () => {
  for (let index = 0; index < 501; index++) await api.create(path, secret(`page-${index}`));
  const followed = await follow();
  await watching(followed);
  expect(followed.names.size).toBe(501);
  expect(followed.told).toEqual(['replace 501']);
  expect(relay.requests().filter((line) => line.includes('limit=500'))).toHaveLength(2);
  await api.create(path, secret('later'));
  await api.ask('DELETE', `${path}/page-0`);
  await waitFor('both changes are told', () => followed.told.length === 3);
  expect(followed.told.slice(1)).toEqual(['set later', 'delete page-0']);
  await api.ask('DELETE', path);
});

test('a dropped connection is taken up where it broke, without a new list', async () => {
  const followed = await follow();
  await watching(followed);
  await api.create(path, secret('before'));
  await sees(followed, 'before');
  relay.drop();
  await api.create(path, secret('meanwhile'));
  await sees(followed, 'meanwhile');
  await api.create(path, secret('after'));
  await sees(followed, 'after');
  expect(lists()).toBe(1);
  expect(followed.told).toEqual(['replace 0', 'set before', 'set meanwhile', 'set after']);
  await api.ask('DELETE', path);
});

test('a resourceVersion that is forgotten leads to a new list', async () => {
  const followed = await follow();
  await watching(followed);
  let gone = 0;
  relay.intercept((_method, url) => {
    if (url.searchParams.get('watch') !== 'true' || gone++ > 0) return null;
    const { body } = statusAnswer(410, 'too old resource version: 1 (9)', 'Expired');
    return { code: 200, body: `${JSON.stringify({ type: 'ERROR', object: body })}\n` };
  });
  relay.drop();
  await api.create(path, secret('missed'));
  await sees(followed, 'missed');
  await watching(followed, 3);
  expect(lists()).toBe(2);
  expect(followed.states.map(({ lastError }) => lastError)).toContain('too old resource version: 1 (9)');
  expect(followed.reflector.state()).toMatchObject({ phase: 'synced', lastError: null });
  await api.ask('DELETE', path);
});

test('a watch refused with 410 before it begins leads to a new list as well', async () => {
  const followed = await follow();
  await watching(followed);
  let gone = 0;
  relay.intercept((_method, url) =>
    url.searchParams.get('watch') === 'true' && gone++ === 0 ? statusAnswer(410, 'gone', 'Gone') : null,
  );
  relay.drop();
  await waitFor('it lists again', () => lists() === 2);
  await watching(followed, 3);
});

test('while the server is away everything known stays, and it goes on when the server is back', async () => {
  await api.create(path, secret('kept'));
  const followed = await follow();
  await watching(followed);
  await relay.goAway();
  await until(followed, 'retrying');
  // long enough to fail several times: each attempt is refused at once
  await waitFor('it failed four times', () => followed.states.filter(({ phase }) => phase === 'retrying').length >= 4);
  expect(followed.names).toEqual(new Set(['kept']));
  expect(followed.reflector.state()).toMatchObject({ synced: true });
  expect(followed.reflector.state().lastError).toContain('ECONNREFUSED');
  await api.create(path, secret('while-away'));
  await relay.restore();
  await sees(followed, 'while-away');
  await until(followed, 'synced');
  expect(followed.reflector.state().lastError).toBeNull();
  expect(followed.told).toEqual(['replace 1', 'set while-away']);
  await api.ask('DELETE', path);
});

test('however long a server is away, it is asked often whether it is back', async () => {
  const followed = await follow({ timing: { longestDelayMs: 60_000, awayDelayMs: 30 } });
  await watching(followed);
  await relay.goAway();
  const failures = () => followed.states.filter(({ phase }) => phase === 'retrying').length;
  // with delays that double the last of them would be 40 s
  await waitFor('it failed twelve times', () => failures() >= 12);
  await relay.restore();
  await until(followed, 'synced');
});

test('a quiet cluster counts as synced again as soon as the watch stands, not at its next event', async () => {
  const followed = await follow();
  await watching(followed);
  relay.drop();
  await until(followed, 'retrying');
  await until(followed, 'synced');
  expect(followed.told).toEqual(['replace 0']);
});

test('a connection that stands and says nothing is given up', async () => {
  const followed = await follow({ timing: { silenceMs: 300 } });
  await watching(followed);
  relay.stall();
  await until(followed, 'retrying');
  await api.create(path, secret('unheard'));
  await relay.restore();
  await sees(followed, 'unheard');
  expect(lists()).toBe(1);
  await api.ask('DELETE', path);
});

test('a server that ends every watch at once counts as a fault: asked again after a pause, without a new list', async () => {
  const endAtOnce: Intercept = (_method, url) =>
    url.searchParams.get('watch') === 'true' ? { code: 200, body: '' } : null;
  const followed = await follow({ timing: { firstDelayMs: 40, longestDelayMs: 10_000 }, intercept: endAtOnce });
  await waitFor('five watches', () => watches() >= 5);
  expect(followed.reflector.state().lastError).toBe('the server ended the watch at once');
  expect(lists()).toBe(1);
});

test('a place from the future (a cluster restored from a backup) is given up for a new list', async () => {
  const followed = await follow();
  await watching(followed);
  let refused = 0;
  relay.intercept((_method, url) => {
    if (url.searchParams.get('watch') !== 'true' || refused++ > 0) return null;
    return statusAnswer(504, 'Timeout: Too large resource version: 9000, current: 12');
  });
  relay.drop();
  await waitFor('it lists again', () => lists() === 2);
});

test('an overloaded server is asked again for the same watch, not for everything', async () => {
  const followed = await follow();
  await watching(followed);
  let refused = 0;
  relay.intercept((_method, url) =>
    url.searchParams.get('watch') === 'true' && refused++ < 3 ? statusAnswer(429, 'too many requests') : null,
  );
  relay.drop();
  await waitFor('the fourth watch', () => refused > 3);
  await until(followed, 'synced');
  expect(lists()).toBe(1);
});

test("a kind this identity may not list says so in the server's words, and is read once it may", async () => {
  const words = 'secrets is forbidden: User "viewer" cannot list resource "secrets" in API group ""';
  const followed = await follow({ intercept: () => statusAnswer(403, words, 'Forbidden') });
  await until(followed, 'forbidden');
  expect(followed.reflector.state()).toMatchObject({ synced: false, lastError: words });
  relay.intercept(null);
  await until(followed, 'synced');
});

test('a refused token is forbidden, told apart from a refused kind', async () => {
  const followed = await follow();
  await watching(followed);
  relay.intercept(() => statusAnswer(401, 'Unauthorized', 'Unauthorized'));
  relay.drop();
  await until(followed, 'forbidden');
  expect(followed.reflector.state().lastError).toBe('the API server does not accept these credentials: Unauthorized');
});

test('a kind that is not served is looked for again, and read when it is installed', async () => {
  const followed = await follow({ kind: gateways, intercept: () => ({ code: 404, body: '404 page not found\n' }) });
  await until(followed, 'notInstalled');
  expect(followed.reflector.state().lastError).toBe('the server does not serve gateways.gateway.networking.k8s.io');
  relay.intercept(null);
  await until(followed, 'synced');
});

test('a collection that answers 404 while discovery still names it loses nothing', async () => {
  await api.create(path.replace('/api/v1', '/apis/gateway.networking.k8s.io/v1').replace('secrets', 'gateways'), {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'kept' },
    spec: { gatewayClassName: 'any', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  });
  const followed = await follow({ kind: gateways });
  await watching(followed);
  expect(followed.told).toEqual(['replace 1']);
  let refused = 0;
  relay.intercept((_method, url) =>
    url.pathname.endsWith('/gateways') && refused++ < 4 ? { code: 404, body: 'no such page' } : null,
  );
  relay.drop();
  await waitFor('it was answered with 404 four times', () => refused > 4);
  await until(followed, 'synced');
  expect(followed.told).toEqual(['replace 1', 'replace 1']);
});

test('a reader that throws is told on: the next event still arrives', async () => {
  const faults: object[] = [];
  relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  open.push(relay.close);
  const client = connectCluster({ kind: 'file', file: relay.kubeconfigPath, context: null });
  open.push(client.close);
  let calls = 0;
  const reflector = startReflector({
    client,
    kind: { collection: 'secrets', declaration: findKind('', 'Secret')! },
    log: { ...createLog('silent'), error: (fields) => void faults.push(fields) },
    timing: quick,
    onState: () => {},
    onEvents: () => {
      calls++;
      if (calls === 2) throw new Error('a bug of a reader');
    },
  });
  open.push(reflector.close);
  await waitFor('it watches', () => watches() > 0 && reflector.state().phase === 'synced');
  await api.create(path, secret('first'));
  await api.create(path, secret('second'));
  await waitFor('the second arrives', () => calls === 3);
  expect(faults).toHaveLength(1);
  await api.ask('DELETE', path);
});
