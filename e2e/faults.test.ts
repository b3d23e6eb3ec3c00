import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { GatewayDetail, Session, TopologyMessage } from '#lib/api/messages.ts';
import { openTestSandbox } from '../server/sandbox/testing.ts';
import { openApiRelay, statusAnswer } from '../server/testing/api-relay.ts';
import { get } from './request.ts';
import { type Gatehouse, startGatehouse } from './start-gatehouse.ts';

const patience = { timeout: 20_000, interval: 50 } as const;
const sessionOf = async ({ url }: Gatehouse) => (await (await fetch(`${url}/api/session`)).json()) as Session;

test('a cluster that goes away and comes back: traffic goes on, the page says since when, nothing is lost', async () => {
  const api = await openTestSandbox();
  onTestFinished(() => api.close());
  await api.sandbox.loadManifests(['examples/acme/00-start.yaml']);
  await api.sandbox.settled();
  const relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  onTestFinished(() => relay.close());
  const gatehouse = await startGatehouse({
    args: ['--kubeconfig', relay.kubeconfigPath, '--controller', '--lease-namespace', 'default'],
  });
  onTestFinished(() => void gatehouse.stop());
  const gateway = gatehouse.gatewayUrl('infra-ns/shared-gateway');
  const status = async (path: string) => (await get(gateway + path)).status;
  expect(await status('/careers')).toBe(200);
  expect(await status('/hr')).toBe(404);

  await relay.goAway();
  const stale = async () => (await sessionOf(gatehouse)).kinds.filter(({ staleSince }) => staleSince !== undefined);
  const { kinds } = await sessionOf(gatehouse);
  await expect.poll(async () => (await stale()).length, patience).toBe(kinds.length);
  expect((await stale())[0]).toMatchObject({
    coverage: 'complete',
    message: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+: (other side closed|connect ECONNREFUSED)/),
  });
  for (let count = 0; count < 20; count++) expect(await status('/careers')).toBe(200);
  expect((await fetch(`${gatehouse.url}/readyz`)).status).toBe(200);

  await api.patch('/api/v1/namespaces/hr', { metadata: { labels: { 'shared-gateway-access': 'true' } } });
  await relay.restore();
  await expect.poll(() => status('/hr'), patience).toBe(200);
  await expect.poll(async () => (await stale()).length, patience).toBe(0);
  const route = '/apis/gateway.networking.k8s.io/v1/namespaces/hr/httproutes/cross-namespace';
  const accepted = async () => {
    const { parents } = (await api.ask('GET', route)).body.status as unknown as {
      parents: { conditions: { type: string; status: string }[] }[];
    };
    return parents[0]?.conditions.find(({ type }) => type === 'Accepted')?.status;
  };
  await expect.poll(accepted, patience).toBe('True');
});

test('a kind that fails from the start: the rest is shown, it is named, no status rests on it, and it heals', async () => {
  const api = await openTestSandbox();
  onTestFinished(() => api.close());
  await api.sandbox.loadManifests(['examples/acme/00-start.yaml']);
  await api.sandbox.settled();
  const relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  onTestFinished(() => relay.close());
  const words = 'conversion webhook for HTTPRoute failed';
  relay.intercept((_method, url) => (url.pathname.endsWith('/httproutes') ? statusAnswer(500, words) : null));
  const gatehouse = await startGatehouse({
    args: ['--kubeconfig', relay.kubeconfigPath, '--controller', '--lease-namespace', 'default'],
  });
  onTestFinished(() => void gatehouse.stop());
  const { topology } = (await (await fetch(`${gatehouse.url}/api/topology`)).json()) as TopologyMessage;
  expect(Object.keys(topology.nodes)).not.toEqual([]);
  const unread = async () => (await sessionOf(gatehouse)).kinds.filter(({ coverage }) => coverage !== 'complete');
  expect(await unread()).toMatchObject([
    { resource: 'httproutes.gateway.networking.k8s.io', coverage: 'syncing', message: words },
    { resource: 'httproutes.networking.x-k8s.io', coverage: 'syncing', message: words },
  ]);
  // the Gateway would be written with no attached Routes
  const writes = () => relay.requests().filter((line) => !/^GET |\/leases/.test(line));
  expect(writes()).toEqual([]);

  relay.intercept(null);
  await expect.poll(unread, patience).toEqual([]);
  await expect.poll(() => writes().some((line) => line.includes('/httproutes/')), patience).toBe(true);
  const gateway = '/apis/gateway.networking.k8s.io/v1/namespaces/infra-ns/gateways/shared-gateway';
  const attached = async () => {
    const status = (await api.ask('GET', gateway)).body.status as unknown as {
      listeners?: { attachedRoutes: number }[];
    };
    return status.listeners?.[0]?.attachedRoutes;
  };
  await expect.poll(attached, patience).toBe(2);
});

const certificates = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: gatehouse}
spec: {controllerName: gatehouse.dev/gateway-controller}
---
apiVersion: v1
kind: Secret
metadata: {name: not-a-certificate, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: aGVsbG8=, tls.key: aGVsbG8=}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: gatehouse
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
      tls: {certificateRefs: [{name: not-a-certificate}]}
`;

const inadmissible = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: cart
  namespace: shop
spec:
  hostnames:
    - UPPER.example
`;

test('bad manifests and a certificate that is none: each is named with its place, and the rest goes on', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-manifests-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'good.yaml'), certificates);
  writeFileSync(join(dir, 'bad-yaml.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: {name: [unclosed\n');
  writeFileSync(join(dir, 'inadmissible.yaml'), inadmissible);
  const gatehouse = await startGatehouse({ args: ['--manifests', dir] });
  onTestFinished(() => void gatehouse.stop());
  const problems = async () => (await sessionOf(gatehouse)).manifestProblems;
  expect(await problems()).toEqual([
    expect.stringMatching(/\/bad-yaml\.yaml:\d+: /),
    expect.stringMatching(/\/inadmissible\.yaml:8 HTTPRoute shop\/cart: spec\.hostnames\[0\]: /),
  ]);

  const key = encodeURIComponent('gateway.networking.k8s.io/Gateway/shop/edge');
  const { result } = (await (await fetch(`${gatehouse.url}/api/gateways?key=${key}`)).json()) as GatewayDetail;
  const resolved = result.listeners[0]?.conditions.find(({ type }) => type === 'ResolvedRefs');
  expect(resolved).toMatchObject({ status: 'False', reason: 'InvalidCertificateRef' });
  expect(resolved?.message).toContain('shop/not-a-certificate');
  expect(resolved?.message).toContain('tls.crt');

  writeFileSync(join(dir, 'inadmissible.yaml'), inadmissible.replace('UPPER', 'lower'));
  writeFileSync(join(dir, 'bad-yaml.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: {name: closed}\n');
  await expect.poll(problems, patience).toEqual([]);
  expect(gatehouse.process.exitCode).toBeNull();
});
