import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { KindCoverage, Session } from '#lib/api/messages.ts';
import { connectClient, gatewayTarget, type Kube, type Loose, runShell } from '../scenarios/kube.ts';
import { answeringAt, ask, listOf, routeConditions } from '../scenarios/scenario.ts';
import { startScenario } from '../scenarios/start-scenario.ts';
import { send } from '../scenarios/traffic.ts';
import { type Gatehouse, startGatehouse } from '../start-gatehouse.ts';
import { keepAsking, killApiServer, startProgram } from './around.ts';

// What goes wrong around Gatehouse, on a real API server: statuses are right afterwards, traffic never stopped.

const route = gatewayTarget('HTTPRoute', 'hr', 'cross-namespace');
const gateway = gatewayTarget('Gateway', 'infra-ns', 'shared-gateway');
const hr = { apiVersion: 'v1', kind: 'Namespace', name: 'hr' };
const attached = ['Accepted=True Accepted', 'ResolvedRefs=True ResolvedRefs'];
const notAllowed = ['Accepted=False NotAllowedByListeners', 'ResolvedRefs=True ResolvedRefs'];
const patience = { timeout: 90_000, interval: 100 } as const;

let gatehouse: Gatehouse;
let kube: Kube;
let base: string;

const kindsOf = async (of: Gatehouse) => (await ask<Session>(of, '/api/session')).kinds;
const type = async (line: string): Promise<string> => {
  const { code, out, err } = await runShell(gatehouse.kubeconfig, line);
  expect([code, err]).toEqual([0, '']);
  return out;
};

beforeAll(async () => {
  gatehouse = await startScenario('acme');
  kube = connectClient(gatehouse.kubeconfig);
  base = await answeringAt(gatehouse, kube, gateway);
});
afterAll(() => gatehouse.stop());

test('the API server is killed and started again: traffic goes on, the page says what is stale, changes get through', async () => {
  const answers = keepAsking(base, '/product');
  const { command } = await killApiServer();
  const stale = async () => (await kindsOf(gatehouse)).filter(({ staleSince }) => staleSince !== undefined).length;
  const read = (await kindsOf(gatehouse)).filter(({ coverage }) => coverage === 'complete').length;
  await expect.poll(stale, patience).toBe(read);
  startProgram(command);
  const label = (value: string | null) =>
    kube.label(hr, 'shared-gateway-access', value).then(
      () => true,
      () => false,
    );
  await expect.poll(() => label('true'), patience).toBe(true);
  await expect.poll(() => routeConditions(kube, route), patience).toEqual(attached);
  await expect.poll(stale, patience).toBe(0);
  expect((await send(base, '/hr')).status).toBe(200);
  expect(await label(null)).toBe(true);
  await expect.poll(() => routeConditions(kube, route), patience).toEqual(notAllowed);
  expect(await answers()).toEqual([]);
}, 180_000);

test('entries of another controller in the same status stay byte for byte, and nobody fights', async () => {
  const theirs = {
    parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra-ns', name: 'shared-gateway' },
    controllerName: 'other.test/controller',
    conditions: [
      {
        type: 'Accepted',
        status: 'Unknown',
        reason: 'Odd',
        message: 'as it was',
        lastTransitionTime: '2020-01-01T00:00:00Z',
      },
    ],
  };
  const patch = JSON.stringify([{ op: 'add', path: '/status/parents/0', value: theirs }]);
  await type(`kubectl patch httproute cross-namespace -n hr --subresource=status --type json -p '${patch}'`);
  const parents = async () => listOf((await kube.get(route)).status?.parents);
  const ours = async () => {
    const entry = (await parents()).find(({ controllerName }) => String(controllerName).startsWith('gatehouse.dev/'));
    return listOf(entry?.conditions).map(({ type: name, status }) => `${name}=${status}`)[0];
  };
  await kube.label(hr, 'shared-gateway-access', 'true');
  await expect.poll(ours, patience).toBe('Accepted=True');
  await kube.label(hr, 'shared-gateway-access', null);
  await expect.poll(ours, patience).toBe('Accepted=False');
  const entry = (await parents()).find(({ controllerName }) => String(controllerName) === theirs.controllerName);
  expect(entry).toEqual(theirs);
  const version = async () => (await kube.get(route)).metadata?.resourceVersion as Loose;
  const before = await version();
  await kube.label(hr, 'unrelated', 'yes');
  await expect.poll(async () => (await kube.get(hr)).metadata?.labels?.unrelated).toBe('yes');
  expect(await version()).toBe(before);
});

test('a kind that its identity may not read is named, and the rest is shown', async () => {
  await type(
    'kubectl get clusterrole gatehouse -o json | sed \'s/"referencegrants",*//; s/"name": "gatehouse"/"name": "limited"/\' | kubectl apply -f -',
  );
  await type('kubectl create serviceaccount limited -n gatehouse-system --dry-run=client -o json | kubectl apply -f -');
  await type(
    'kubectl create clusterrolebinding limited --clusterrole=limited --serviceaccount=gatehouse-system:limited --dry-run=client -o json | kubectl apply -f -',
  );
  const token = (await type('kubectl create token limited -n gatehouse-system')).trim();
  const config = JSON.parse(readFileSync(process.env.GATEHOUSE_TEST_IDENTITY ?? '', 'utf8'));
  const file = join(gatehouse.dataDir, 'limited.kubeconfig');
  const users = config.users.map((user: { name: string }) => ({ ...user, user: { token } }));
  writeFileSync(file, JSON.stringify({ ...config, users }), { mode: 0o600 });
  const limited = await startGatehouse({ args: ['--kubeconfig', file, '--no-controller'] });
  onTestFinished(() => void limited.stop());
  const incomplete = (kinds: readonly KindCoverage[]) =>
    kinds.flatMap(({ resource, coverage }) => (coverage === 'forbidden' ? [resource] : []));
  expect(incomplete(await kindsOf(limited))).toEqual(['referencegrants.gateway.networking.k8s.io']);
  const { topology } = await ask<{ topology: { nodes: Record<string, unknown> } }>(limited, '/api/topology');
  expect(Object.keys(topology.nodes).length).toBeGreaterThan(5);
}, 120_000);

test('a kind that is not installed, when it is taken away or from the start, is tolerated, and read once it is', async () => {
  const crd = 'udproutes.gateway.networking.k8s.io';
  const definition = await type(`kubectl get crd ${crd} -o json`);
  await type(`kubectl delete crd ${crd} --wait`);
  const coverageAt = async (at: Gatehouse) => (await kindsOf(at)).find(({ resource }) => resource === crd)?.coverage;
  const coverage = () => coverageAt(gatehouse);
  await expect.poll(coverage, patience).toBe('notInstalled');
  const fresh = await startGatehouse({ args: ['--kubeconfig', process.env.GATEHOUSE_TEST_IDENTITY ?? ''] });
  onTestFinished(async () => void (await fresh.stop()));
  expect(await coverageAt(fresh)).toBe('notInstalled');
  const { topology } = await ask<{ topology: { nodes: Record<string, unknown> } }>(fresh, '/api/topology');
  expect(Object.keys(topology.nodes).length).toBeGreaterThan(5);
  expect((await send(base, '/product')).status).toBe(200);
  const { metadata, status: _status, ...rest } = JSON.parse(definition);
  const { name, annotations, labels } = metadata;
  const file = join(gatehouse.dataDir, 'crd.json');
  writeFileSync(file, JSON.stringify({ ...rest, metadata: { name, annotations, labels } }));
  execFileSync('kubectl', ['create', '-f', file], { env: { ...process.env, KUBECONFIG: gatehouse.kubeconfig } });
  await expect.poll(coverage, { timeout: 90_000, interval: 200 }).toBe('complete');
  await expect.poll(() => coverageAt(fresh), { timeout: 90_000, interval: 200 }).toBe('complete');
  expect((await send(base, '/product')).status).toBe(200);
}, 180_000);
