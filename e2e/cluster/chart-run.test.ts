import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ChangesResponse, Session } from '#lib/api/messages.ts';
import { type Image, layOutImage, readyAt, startContainer } from '../image/image.ts';
import { connectClient, gatewayTarget, type Loose } from '../scenarios/kube.ts';
import { ask, listOf, patience } from '../scenarios/scenario.ts';
import { send } from '../scenarios/traffic.ts';
import {
  controls,
  createNamespace,
  edits,
  install,
  kubectl,
  namespace,
  readObjects,
  release,
  removeRelease,
  render,
  signIn,
  type Values,
} from './chart.ts';

// The image as the chart's Deployment runs it: its arguments, its ServiceAccount's token, a restricted container.

const root = join(import.meta.dirname, '../..');
const adminConfig = process.env.GATEHOUSE_TEST_CLUSTER ?? '';
/** Of the bridge that Pods hang on: reached from everywhere, like a Pod's own. */
const podIp = '10.244.0.1';

let image: Image;
beforeAll(() => {
  image = layOutImage();
  createNamespace();
  kubectl('apply', '-f', join(root, 'examples/acme/00-start.yaml'));
});
afterAll(() => {
  image.remove();
  removeRelease();
});

const deploymentOf = (values: Values): Loose => {
  const found = readObjects(render(values).stdout).find(({ kind }) => String(kind) === 'Deployment');
  if (!found) throw new Error('no Deployment was rendered');
  return found;
};

type Container = Readonly<{ args: readonly string[] }> &
  Readonly<Record<string, Readonly<{ exec: { command: string[] } }>>>;

/** Installs the rights and plays the kubelet for the Deployment's container. @returns the dashboard, and the container */
async function start(values: Values) {
  install({ ...values, replicas: 0 });
  const pod = deploymentOf(values).spec?.template?.spec;
  for (const { name, value } of listOf(pod?.securityContext?.sysctls)) {
    writeFileSync(join('/proc/sys', String(name).replaceAll('.', '/')), String(value));
  }
  const container = listOf(pod?.containers)[0] as unknown as Container;
  const { clusters } = JSON.parse(readFileSync(adminConfig, 'utf8'));
  const api = new URL(clusters[0].cluster.server);
  const running = startContainer(image, {
    args: container.args.map((arg) => arg.replace('$(POD_IP)', podIp)),
    env: { KUBERNETES_SERVICE_HOST: api.hostname, KUBERNETES_SERVICE_PORT: api.port },
    serviceAccount: {
      token: kubectl('create', 'token', release, '-n', namespace).trim(),
      namespace,
      'ca.crt': readFileSync(clusters[0].cluster['certificate-authority'], 'utf8'),
    },
  });
  onTestFinished(async () => {
    const ended = new Promise((resolve) => running.once('close', resolve));
    running.kill('SIGTERM');
    await ended;
  });
  return { url: await readyAt(running), container };
}

const exitOf = (command: readonly string[]) =>
  new Promise<number | null>((resolve) => startContainer(image, { args: [] }, command).once('close', resolve));
const dryRun = async (url: string) => {
  const { csrfToken } = await ask<Session>({ url }, '/api/session');
  const target = { group: '', kind: 'Namespace', namespace: '', name: 'hr' };
  const patch = { metadata: { labels: { 'shared-gateway-access': 'true' } } };
  const changes = [{ action: 'patch', target, apiVersion: 'v1', patchType: 'merge', patch }];
  const response = await fetch(`${url}/api/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken },
    body: JSON.stringify({ dryRun: true, changes }),
  });
  return { status: response.status, body: (await response.json()) as ChangesResponse };
};
const coverageOf = async (url: string, wanted: string) =>
  (await ask<Session>({ url }, '/api/session')).kinds.flatMap(({ resource, coverage }) =>
    coverage === wanted ? [resource] : [],
  );

test('as it comes it reads, says what it may not, writes nothing; its probes say that it lives', async () => {
  const { url, container } = await start({});
  expect(await ask<Session>({ url }, '/api/session')).toMatchObject({ readOnly: true, controller: false });
  expect((await coverageOf(url, 'forbidden')).toSorted()).toEqual(['configmaps', 'secrets']);
  expect((await dryRun(url)).status).toBe(403);
  for (const name of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    const command = container[name]?.exec.command ?? [];
    expect([name, await exitOf(command)]).toEqual([name, 0]);
    const elsewhere = command.map((word) => word.replace(':7080', ':7081'));
    expect([name, await exitOf(elsewhere)]).toEqual([name, 1]);
  }
  const { topology } = await ask<{ topology: { nodes: object } }>({ url }, '/api/topology');
  expect(Object.keys(topology.nodes).length).toBeGreaterThan(5);
});

test('with edits it may change what people change', async () => {
  const { url } = await start(edits);
  expect(await ask<Session>({ url }, '/api/session')).toMatchObject({ readOnly: false, controller: false });
  const { body } = await dryRun(url);
  expect(body.outcomes).toMatchObject([{ refusal: null }]);
});

test('published, it answers to the name of its HTTPRoute beside those of the loopback', async () => {
  const { url } = await start(signIn);
  const statusFor = async (host: string) => (await send(url, '/api/session', host)).status;
  expect(await statusFor('gatehouse.example.com')).toBe(200);
  expect(await statusFor('localhost:7080')).toBe(200);
  expect(await statusFor('other.example.com')).toBe(403);
});

test('as controller it leads, writes statuses with the Pod’s address and serves there; edits are refused', async () => {
  const { url } = await start(controls);
  const kube = connectClient(adminConfig);
  await expect
    .poll(async () => (await ask<Session>({ url }, '/api/session')).leadership?.leading, { timeout: 30_000 })
    .toBe(true);
  expect(await coverageOf(url, 'forbidden')).toEqual([]);
  const gateway = gatewayTarget('Gateway', 'infra-ns', 'shared-gateway');
  const addresses = async () => listOf((await kube.get(gateway)).status?.addresses).map(({ value }) => value);
  await expect.poll(addresses, patience).toEqual([podIp]);
  await expect.poll(() => send(`http://${podIp}`, '/careers').then(({ status }) => status, String), patience).toBe(200);
  const { body } = await dryRun(url);
  expect(body.outcomes[0]?.refusal?.message).toContain('cannot patch resource "namespaces"');
});
