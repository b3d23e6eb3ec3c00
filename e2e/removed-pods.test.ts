import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Loose, openTestSandbox, type TestSandbox } from '../server/sandbox/testing.ts';
import { startGatehouse } from './start-gatehouse.ts';

const patience = { timeout: 30_000, interval: 20 } as const;

type Traffic = Readonly<{ sent: () => number; failed: readonly string[]; stop: () => Promise<void> }>;

/** Sends GETs and POSTs over kept and new connections until it is told to stop. */
function startTraffic(url: string): Traffic {
  const agent = new Agent({ keepAlive: true });
  const failed: string[] = [];
  let sent = 0;
  let isOver = false;
  const one = (method: string, kept: Agent | false): Promise<void> =>
    new Promise((resolve) => {
      const outgoing = request(url, { method, agent: kept }, async (response) => {
        const text = (await response.toArray()).join('');
        if (response.statusCode !== 200) failed.push(`${method} ${response.statusCode} ${text}`);
        resolve();
      });
      outgoing.on('error', (error) => {
        failed.push(`${method} ${error.message}`);
        resolve();
      });
      outgoing.end(method === 'POST' ? 'order' : undefined);
    });
  const lane = async (method: string, kept: Agent | false): Promise<void> => {
    for (; !isOver; sent++) await one(method, kept);
  };
  const lanes = [lane('GET', agent), lane('POST', agent), lane('GET', agent), lane('POST', false)];
  return {
    sent: () => sent,
    failed,
    stop: async () => {
      isOver = true;
      await Promise.all(lanes);
      agent.destroy();
    },
  };
}

const deployment = '/apis/apps/v1/namespaces/careers/deployments/echo-careers';
const pods = '/api/v1/namespaces/careers/pods';

async function podsOf(api: TestSandbox): Promise<readonly Loose[]> {
  await api.sandbox.settled();
  return (await api.ask('GET', pods)).body.items as unknown as readonly Loose[];
}

/** Is there nobody at the Pod's address any more? */
function isGone({ status, spec }: Loose): Promise<boolean> {
  const containers = spec?.containers as unknown as readonly { ports: readonly { containerPort: number }[] }[];
  const port = containers[0]?.ports[0]?.containerPort ?? 0;
  return new Promise((resolve) => {
    const socket = connect({ host: String(status?.podIP), port });
    socket.once('connect', () => resolve(socket.destroy() && false));
    socket.once('error', () => resolve(true));
  });
}

test('Pods that come and go cost no request: scaled, restarted, deleted, under traffic of all methods', async () => {
  const api = await openTestSandbox();
  onTestFinished(() => api.close());
  await api.sandbox.loadManifests(['examples/acme/00-start.yaml']);
  await api.patch(deployment, { spec: { replicas: 2 } });
  await api.sandbox.settled();
  const gatehouse = await startGatehouse({
    args: ['--kubeconfig', api.sandbox.kubeconfigPath, '--controller', '--lease-namespace', 'default'],
  });
  onTestFinished(() => void gatehouse.stop());
  const traffic = startTraffic(`${gatehouse.gatewayUrl('infra-ns/shared-gateway')}/careers`);
  onTestFinished(() => traffic.stop());
  const seen = new Map<string, Loose>();
  const note = async () => {
    for (const pod of await podsOf(api)) seen.set(String(pod.metadata?.name), pod);
  };
  const scale = (replicas: number) => () => api.patch(deployment, { spec: { replicas } });
  const restart = (at: string) => () =>
    api.patch(deployment, { spec: { template: { metadata: { annotations: { at } } } } });
  const deleteOne = async () => api.ask('DELETE', `${pods}/${(await podsOf(api))[0]?.metadata?.name}`);
  const steps = [scale(5), scale(1), scale(4), restart('a'), deleteOne, scale(2), deleteOne, restart('b'), scale(3)];
  for (const step of steps) {
    expect((await step()).code).toBe(200);
    await note();
    const before = traffic.sent();
    await expect.poll(() => traffic.sent(), patience).toBeGreaterThan(before + 300);
  }
  const present = new Set((await podsOf(api)).map(({ metadata }) => metadata?.name as unknown as string));
  const removed = [...seen].flatMap(([name, pod]) => (present.has(name) ? [] : [pod]));
  expect(removed.length).toBeGreaterThan(8);
  // those that were removed do end, and that costs nothing either
  await expect.poll(async () => (await Promise.all(removed.map(isGone))).every(Boolean), patience).toBe(true);
  await traffic.stop();
  expect(traffic.failed).toEqual([]);
  expect(traffic.sent()).toBeGreaterThan(2700);
});
