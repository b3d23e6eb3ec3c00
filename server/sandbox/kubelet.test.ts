import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PodNetwork } from './pod-network.ts';
import { openTestSandbox, type TestSandbox } from './testing.ts';

let api: TestSandbox;
beforeAll(async () => {
  api = await openTestSandbox();
});
afterAll(() => api.close());

const mergePatch = { 'content-type': 'application/merge-patch+json' };
const root = '/api/v1/namespaces/default';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

type Port = { name?: string; containerPort: number };
const deployment = (name: string, ports: readonly Port[], { replicas = 1, annotations = {} } = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name }, annotations },
      spec: { containers: [{ name: 'echo', image: 'any', ...(ports.length > 0 && { ports }) }] },
    },
  },
});
const service = (name: string, ports: readonly unknown[]) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports },
});

async function create(path: string, body: unknown): Promise<void> {
  const reply = await api.ask('POST', path, { body });
  expect(reply.body.message).toBeUndefined();
  await api.sandbox.settled();
}
async function patch(path: string, body: unknown): Promise<void> {
  expect((await api.ask('PATCH', path, { body, headers: mergePatch })).code).toBe(200);
  await api.sandbox.settled();
}

type Slice = {
  ports: { name: string; port: number }[];
  endpoints: { addresses: string[]; conditions: { ready: boolean }; targetRef: { name: string } }[];
};
async function slicesOf(name: string): Promise<readonly Slice[]> {
  const { body } = await api.ask('GET', `${slices}?labelSelector=kubernetes.io/service-name%3D${name}`);
  return body.items as unknown as Slice[];
}
async function urlsOf(name: string): Promise<readonly string[]> {
  const all = await slicesOf(name);
  return all.flatMap(({ endpoints, ports }) =>
    endpoints.flatMap(({ addresses }) => ports.map(({ port }) => `http://${addresses[0]}:${port}`)),
  );
}

test('a Deployment becomes Pods that answer, reached by the Service’s slices', async () => {
  await create(deployments, deployment('shop', [{ containerPort: 9080 }], { replicas: 2 }));
  await create(`${root}/services`, service('shop', [{ port: 80, targetPort: 9080 }]));
  const status = (await api.ask('GET', `${deployments}/shop`)).body.status;
  expect(status).toMatchObject({ observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 });
  expect(status?.conditions).toMatchObject([
    { type: 'Available', status: 'True' },
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
  ]);
  const urls = await urlsOf('shop');
  expect(urls).toHaveLength(2);
  const answers = await Promise.all(urls.map(async (url) => (await fetch(`${url}/a?b=c`)).json()));
  expect(answers[0]).toMatchObject({
    path: '/a?b=c',
    host: new URL(urls[0] ?? '').host,
    method: 'GET',
    proto: 'HTTP/1.1',
    namespace: 'default',
    service: 'shop',
    pod: expect.stringMatching(/^shop-[0-9a-f]{10}-[0-9a-f]{5}$/),
  });
  expect(new Set(answers.map(({ pod }) => pod)).size).toBe(2);
});

test('scaling down takes Pods out of the slices, and what was in flight is answered', async () => {
  await create(deployments, deployment('down', [{ containerPort: 9080 }], { replicas: 2 }));
  await create(`${root}/services`, service('down', [{ port: 9080 }]));
  const urls = await urlsOf('down');
  const inFlight = urls.map((url) => fetch(`${url}/?delay=200ms`));
  await patch(`${deployments}/down/scale`, { spec: { replicas: 0 } });
  expect(await urlsOf('down')).toEqual([]);
  expect(await slicesOf('down')).toMatchObject([{ endpoints: [], ports: [] }]);
  expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual([200, 200]);
});

test('what the controllers write is on the loopback and may be labelled, not moved there by others', async () => {
  await create(deployments, deployment('own', [{ containerPort: 9080 }]));
  await create(`${root}/services`, service('own', [{ port: 9080 }]));
  const { body } = await api.ask('GET', `${slices}?labelSelector=kubernetes.io/service-name%3Down`);
  const [slice] = body.items as unknown as { metadata: { name: string } }[];
  const path = `${slices}/${slice?.metadata.name}`;
  await patch(path, { metadata: { annotations: { seen: 'yes' } } });
  const merge = { body: { endpoints: [{ addresses: ['127.0.0.9'] }] }, headers: mergePatch };
  expect((await api.ask('PATCH', path, merge)).body.message).toContain('may not be in the loopback range');
});

test('Endpoints follow the Pods, warn that they are deprecated, and go with the Service', async () => {
  const unready = { 'sandbox/ready': 'false' };
  await create(deployments, deployment('ep', [{ name: 'web', containerPort: 9080 }]));
  await create(`${root}/services`, service('ep', [{ name: 'http', port: 80, targetPort: 'web' }]));
  const path = `${root}/endpoints/ep`;
  const { body, headers } = await api.ask('GET', path);
  expect(headers.warning).toContain('v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice');
  const address = { ip: expect.stringMatching(/^127\./), targetRef: { kind: 'Pod', namespace: 'default' } };
  expect(body).toMatchObject({
    metadata: { labels: { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } },
    subsets: [{ addresses: [address], ports: [{ name: 'http', port: 9080, protocol: 'TCP' }] }],
  });
  await patch(`${deployments}/ep`, { spec: { template: { metadata: { annotations: unready } } } });
  const subset = ((await api.ask('GET', path)).body.subsets as unknown as Record<string, unknown>[])[0];
  expect(subset).toMatchObject({ addresses: [address], notReadyAddresses: [address] });
  await patch(`${root}/services/ep`, { spec: { selector: { app: 'nobody' } } });
  expect((await api.ask('GET', path)).body).not.toHaveProperty('subsets');
  await api.ask('DELETE', `${root}/services/ep`);
  await api.sandbox.settled();
  expect((await api.ask('GET', path)).code).toBe(404);
});

test('a rollout replaces the Pods', async () => {
  await create(deployments, deployment('roll', [{ containerPort: 9080 }]));
  await create(`${root}/services`, service('roll', [{ port: 9080 }]));
  const [before] = await slicesOf('roll');
  await patch(`${deployments}/roll`, { spec: { template: { metadata: { annotations: { restarted: 'now' } } } } });
  const [after] = await slicesOf('roll');
  expect(after?.endpoints).toHaveLength(1);
  expect(after?.endpoints[0]?.targetRef.name).not.toBe(before?.endpoints[0]?.targetRef.name);
  expect((await api.ask('GET', `${deployments}/roll`)).body.status).toMatchObject({
    observedGeneration: 2,
    replicas: 1,
  });
});

test('a deleted Deployment takes its Pods along, a deleted Service its slices', async () => {
  await create(deployments, deployment('gone', [{ containerPort: 9080 }]));
  await create(`${root}/services`, service('gone', [{ port: 9080 }]));
  await api.ask('DELETE', `${deployments}/gone`);
  await api.sandbox.settled();
  expect(await urlsOf('gone')).toEqual([]);
  await api.ask('DELETE', `${root}/services/gone`);
  expect(await slicesOf('gone')).toEqual([]);
  expect((await api.ask('GET', `${root}/pods?labelSelector=app%3Dgone`)).body.items).toEqual([]);
});

test.each([
  // targetPort         ports declared                                 listed
  ['a number', 9081, [{ containerPort: 9081 }], 1],
  ['a name', 'web', [{ name: 'web', containerPort: 9082 }], 1],
  ['a name the Pod lacks', 'web', [{ name: 'other', containerPort: 9083 }], 0],
  ['a number, and the Pod declares no ports', 9084, [], 1],
])('targetPort is %s', async (why, targetPort, ports, listed) => {
  const name = why.replaceAll(/[^a-z]/g, '').slice(0, 40);
  await create(deployments, deployment(name, ports));
  await create(`${root}/services`, service(name, [{ port: 80, targetPort }]));
  const urls = await urlsOf(name);
  expect(urls).toHaveLength(listed);
  for (const url of urls) expect((await fetch(url)).status).toBe(200);
});

test('a targetPort that nothing listens on is refused, as in a cluster', async () => {
  await create(deployments, deployment('typo', [{ containerPort: 9085 }]));
  await create(`${root}/services`, service('typo', [{ port: 80, targetPort: 9086 }]));
  const [url = ''] = await urlsOf('typo');
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('annotations of a Pod make it fail, wait or unready, from then on', async () => {
  await create(deployments, deployment('fault', [{ containerPort: 9080 }]));
  await create(`${root}/services`, service('fault', [{ port: 9080 }]));
  const [slice] = await slicesOf('fault');
  const [url = ''] = await urlsOf('fault');
  const pod = `${root}/pods/${slice?.endpoints[0]?.targetRef.name}`;
  await patch(pod, { metadata: { annotations: { 'sandbox/status': '503' } } });
  expect((await fetch(url)).status).toBe(503);
  await patch(pod, { metadata: { annotations: { 'sandbox/status': null, 'sandbox/delay': '1h' } } });
  await expect(fetch(url, { signal: AbortSignal.timeout(300) })).rejects.toThrow('timeout');
  await patch(pod, { metadata: { annotations: { 'sandbox/delay': null, 'sandbox/ready': 'false' } } });
  expect((await slicesOf('fault'))[0]?.endpoints[0]?.conditions.ready).toBe(false);
  const { body } = await api.ask('GET', `${deployments}/fault`);
  expect(body.status?.conditions).toMatchObject([{ type: 'Available', status: 'False' }, {}]);
});

test('bodies stream both ways', async () => {
  await create(deployments, deployment('large', [{ containerPort: 9080 }]));
  await create(`${root}/services`, service('large', [{ port: 9080 }]));
  const [url = ''] = await urlsOf('large');
  const size = 8 * 1024 * 1024 + 7;
  const up = await fetch(url, { method: 'POST', body: Buffer.alloc(size) });
  expect(await up.json()).toMatchObject({ method: 'POST', bodyBytes: size });
  const down = await fetch(`${url}/?bodyBytes=${size}`, { headers: { 'x-echo-set-header': 'x-a:1, x-b:2' } });
  expect((await down.arrayBuffer()).byteLength).toBe(size);
  expect([down.headers.get('x-a'), down.headers.get('x-b')]).toEqual(['1', '2']);
});

test('a Pod whose port is taken everywhere listens on a free one, and its slice says which', async () => {
  const blocker = await new Promise<Server>((resolve) => {
    const server = createServer().listen(0, '0.0.0.0', () => resolve(server));
  });
  const { port } = blocker.address() as AddressInfo;
  try {
    await create(deployments, deployment('moved', [{ containerPort: port }]));
    await create(`${root}/services`, service('moved', [{ port: 80, targetPort: port }]));
    const [url = ''] = await urlsOf('moved');
    expect(new URL(url).port).not.toBe(String(port));
    expect((await (await fetch(url)).json()).service).toBe('moved');
  } finally {
    blocker.close();
  }
});

test('two Pods share a port, each on an address of its own', async () => {
  const network = new PodNetwork({ info: () => {}, warn: () => {}, error: () => {} });
  const options = {
    identity: () => ({ namespace: '', service: '', pod: '' }),
    faults: () => ({ status: 200, delayMs: 0 }),
  };
  const ports = [await freePort(), await freePort()] as const;
  const first = await network.listen(ports, options);
  const second = await network.listen(ports.slice(0, 1), options);
  expect(first.ip).not.toBe(second.ip);
  expect([...first.ports]).toEqual(ports.map((port) => [port, port]));
  await Promise.all([first.close(0), second.close(0)]);
  await expect(fetch(`http://${first.ip}:${ports[0]}`)).rejects.toThrow('fetch failed');
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
