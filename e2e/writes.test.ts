import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Session } from '#lib/api/messages.ts';
import { openTestSandbox, type TestSandbox } from '../server/sandbox/testing.ts';
import { type ApiRelay, openApiRelay } from '../server/testing/api-relay.ts';
import { type Gatehouse, startGatehouse } from './start-gatehouse.ts';

let api: TestSandbox;
let relay: ApiRelay;
let running: Gatehouse | null = null;
beforeAll(async () => {
  api = await openTestSandbox();
  await api.sandbox.loadManifests(['examples/acme/00-start.yaml']);
  await api.sandbox.settled();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  await relay.close();
});
afterAll(() => api.close());

async function startThroughRelay(...flags: readonly string[]): Promise<Gatehouse> {
  relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  running = await startGatehouse({ args: ['--kubeconfig', relay.kubeconfigPath, ...flags] });
  return running;
}

const writes = () => relay.requests().filter((line) => !line.startsWith('GET '));

/** Something to write a status about, if anybody did: the namespace's label changes verdicts. */
async function changeSomething({ url }: Gatehouse): Promise<void> {
  const before = await (await fetch(`${url}/api/topology`)).json();
  await api.patch('/api/v1/namespaces/hr', { metadata: { labels: { 'shared-gateway-access': 'true' } } });
  await expect
    .poll(async () => (await (await fetch(`${url}/api/topology`)).json()).revision, { timeout: 10_000 })
    .not.toBe(before.revision);
  await api.patch('/api/v1/namespaces/hr', { metadata: { labels: { 'shared-gateway-access': null } } });
}

async function applyLabel({ url }: Gatehouse): Promise<Response> {
  const { csrfToken } = (await (await fetch(`${url}/api/session`)).json()) as Session;
  const target = { group: '', kind: 'Namespace', namespace: '', name: 'hr' };
  const patch = { metadata: { annotations: { note: 'written' } } };
  return fetch(`${url}/api/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken },
    body: JSON.stringify({
      dryRun: false,
      changes: [{ action: 'patch', target, apiVersion: 'v1', patchType: 'merge', patch }],
    }),
  });
}

test.each([[[]], [['--no-controller']], [['--read-only']]])(
  'on a cluster with %j not one write is sent',
  async (flags) => {
    const gatehouse = await startThroughRelay(...flags);
    await changeSomething(gatehouse);
    expect(relay.requests().length).toBeGreaterThan(30);
    expect(writes()).toEqual([]);
  },
);

test('a read-only Gatehouse refuses a change without asking the cluster', async () => {
  const gatehouse = await startThroughRelay('--read-only');
  const answer = await applyLabel(gatehouse);
  expect(answer.status).toBe(403);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ code: 'READ_ONLY' });
  expect(writes()).toEqual([]);
});

test('the controller writes statuses and their Events, the Lease that lets it, a Service for its Gateway, its class’s finalizer, and nothing else', async () => {
  const gatehouse = await startThroughRelay('--controller', '--lease-namespace', 'default');
  const isLease = (line: string) => /^(POST|PUT) \S+\/namespaces\/default\/leases/.test(line);
  const isService = (line: string) => /^PATCH \S+\/infra-ns\/services\/shared-gateway-gatehouse\?/.test(line);
  const isEvent = (line: string) => /^POST \S+\/namespaces\/[\w-]+\/events\?/.test(line);
  const isClass = (line: string) => /^PATCH \S+\/v1\/gatewayclasses\/gatehouse\?/.test(line);
  const others = () =>
    writes().filter((line) => !isLease(line) && !isService(line) && !isEvent(line) && !isClass(line));
  await expect
    .poll(() => [isLease, isService, isEvent, isClass].map((is) => writes().some(is)))
    .toEqual([true, true, true, true]);
  await expect.poll(() => others().length).toBeGreaterThan(3);
  expect(others().filter((line) => !/^PUT \S+\/status\?/.test(line))).toEqual([]);
  // once they stand they are left alone
  const before = others().length;
  await api.patch('/api/v1/namespaces/careers', { metadata: { labels: { unrelated: 'yes' } } });
  const { revision } = await (await fetch(`${gatehouse.url}/api/topology`)).json();
  await expect
    .poll(async () => (await (await fetch(`${gatehouse.url}/api/topology`)).json()).revision, { timeout: 10_000 })
    .not.toBe(revision);
  expect(others()).toHaveLength(before);
});

test('a controller on the sandbox of another Gatehouse follows and writes nothing', async () => {
  const owner = await startGatehouse({ args: ['--scenario', 'acme'] });
  onTestFinished(async () => void (await owner.stop()));
  relay = await openApiRelay({ kubeconfig: readFileSync(owner.kubeconfig, 'utf8'), dir: api.dir });
  running = await startGatehouse({ args: ['--kubeconfig', relay.kubeconfigPath, '--controller'] });
  const leadership = async ({ url }: Gatehouse) =>
    ((await (await fetch(`${url}/api/session`)).json()) as Session).leadership;
  const { holder, leading } = (await leadership(owner)) ?? {};
  expect(leading).toBe(true);
  const follower = running;
  await expect.poll(() => leadership(follower)).toEqual({ leading: false, holder, obstacle: null });
  expect(writes()).toEqual([]);
});

test('a person may still apply a change where no controller runs', async () => {
  const gatehouse = await startThroughRelay('--no-controller');
  expect((await applyLabel(gatehouse)).status).toBe(200);
  expect(writes()).toEqual([expect.stringMatching(/^PATCH \/api\/v1\/namespaces\/hr\?/)]);
});

test('without a flag neither KUBECONFIG nor ~/.kube/config is asked: it is the sandbox', async () => {
  relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-home-'));
  mkdirSync(join(home, '.kube'));
  writeFileSync(join(home, '.kube', 'config'), readFileSync(relay.kubeconfigPath));
  running = await startGatehouse({
    args: ['--scenario', 'acme'],
    env: { KUBECONFIG: relay.kubeconfigPath, HOME: home },
  });
  const session = (await (await fetch(`${running.url}/api/session`)).json()) as Session;
  expect(session.cluster.kind).toBe('sandbox');
  expect(relay.requests()).toEqual([]);
  await running.stop();
  // the same environment with a flag that asks for it
  running = await startGatehouse({
    args: ['--context', 'relayed'],
    env: { KUBECONFIG: relay.kubeconfigPath, HOME: home },
  });
  expect(relay.requests().length).toBeGreaterThan(0);
  rmSync(home, { recursive: true });
});
