import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GatewayDetail } from '#lib/api/messages.ts';
import { linkOrCopy } from './link-or-copy.ts';
import { connectClient, gatewayTarget, type Kube, legacyTarget, type Target } from './scenarios/kube.ts';
import { ask, listOf } from './scenarios/scenario.ts';
import { send } from './scenarios/traffic.ts';
import { type Gatehouse, startGatehouse } from './start-gatehouse.ts';

// To this user ports below 1024 are refused; what Gatehouse prints, writes and shows must say where it answers instead.

const nobody = 65534;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Without privileges ourselves, we are that user. */
const isRoot = process.getuid?.() === 0;
/** Some containers set it to 0, and then port 80 is anybody's. */
const isRefused = firstFreePort() > 80;
const port = isRefused ? ':8080' : '';

function firstFreePort(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  } catch {
    return 1024;
  }
}

let checkout = root;
let gatehouse: Gatehouse;
let kube: Kube;

beforeAll(async () => {
  if (isRoot) checkout = copyCheckout();
  gatehouse = await startGatehouse({ checkout, ...(isRoot && { uid: nobody }) });
  kube = connectClient(gatehouse.kubeconfig);
});

afterAll(async () => {
  expect(await gatehouse.stop()).toBe(0);
  if (checkout !== root) rmSync(checkout, { recursive: true });
});

/** This working copy with its packages and pages where another user can read it; the top folder is that user's. */
function copyCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'gatehouse-nobody-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = listed.toString().split('\0').filter(Boolean);
  execFileSync('cp', ['--parents', '-t', copy, ...files], { cwd: root });
  linkOrCopy(['node_modules', '.next'], copy);
  chownSync(copy, nobody, nobody);
  return copy;
}

test('the process runs without privileges', () => {
  const status = readFileSync(`/proc/${gatehouse.process.pid}/status`, 'utf8');
  expect(status).toMatch(isRoot ? /^Uid:\t65534\t65534\t65534\t65534$/m : /^Uid:\t[1-9]/m);
});

const gateways: readonly (readonly [name: string, target: Target, listener: string, status: number])[] = [
  ['infra-ns/shared-gateway', gatewayTarget('Gateway', 'infra-ns', 'shared-gateway'), 'shared-http', 200],
  ['infra/edge', gatewayTarget('Gateway', 'infra', 'edge'), 'proxy', 404],
  [
    'infra-ns/shared-gateway (networking.x-k8s.io)',
    legacyTarget('Gateway', 'infra-ns', 'shared-gateway'),
    'http-80-foo.example.com',
    404,
  ],
];

async function addressOf(target: Target): Promise<string> {
  const { status } = await kube.get(target);
  return String(listOf(status?.addresses)[0]?.value);
}

test.each(gateways)('the URL printed for %s answers, and says that it is not the real port', async (...row) => {
  const [name, target, , status] = row;
  const line =
    gatehouse
      .output()
      .split('\n')
      .find((each) => each.includes(`Gateway ${name}  http`)) ?? '';
  const url = new URL(/http\S+/.exec(line)?.[0] ?? '');
  expect(url.origin).toBe(`http://${await addressOf(target)}${port}`);
  expect(line.includes('its real port was refused: EACCES')).toBe(isRefused);
  const [, host] = /Host: ([^)]+)/.exec(line) ?? [];
  expect(await send(url.origin, url.pathname, host)).toMatchObject({ status });
  expect(line.includes('no rule is known to answer a plain GET')).toBe(status !== 200);
});

test.each(gateways)('the conditions of %s say where it answers', async (...row) => {
  const [, target, listener] = row;
  const address = await addressOf(target);
  const { status } = await kube.get(target);
  const says = [status, ...listOf(status?.listeners)].map((part) => {
    const condition = listOf(part?.conditions).find(({ type }) => ['Programmed', 'Ready'].includes(String(type)));
    return `${condition?.status} ${condition?.message}`;
  });
  const expected = isRefused
    ? [
        `True The data plane serves it; listener ${listener} answers on ${address}:8080 instead of port 80.`,
        `True Port 80 cannot be bound (EACCES), so it answers on ${address}:8080.`,
      ]
    : ['True The data plane serves this Gateway.', 'True The data plane serves this listener.'];
  expect(says).toEqual(expected);
});

test.each(gateways)('the dashboard shows where %s answers', async (...row) => {
  const [, target] = row;
  const address = await addressOf(target);
  const key = `${target.apiVersion.split('/')[0]}/Gateway/${target.namespace}/${target.name}`;
  const { result, listeners } = await ask<GatewayDetail>(gatehouse, `/api/gateways?key=${encodeURIComponent(key)}`);
  expect(listeners.map(({ url }) => url)).toEqual([`http://${address}${port}/`]);
  expect(result.listeners.map(({ portReport }) => portReport)).toEqual([
    isRefused ? { state: 'remapped', address, port: 8080, why: 'EACCES' } : { state: 'bound' },
  ]);
});

test("the sandbox's key to the cluster is readable for its user alone", () => {
  const { mode, uid } = statSync(gatehouse.kubeconfig);
  expect([mode & 0o777, uid]).toEqual([0o600, isRoot ? nobody : process.getuid?.()]);
});

test('its pages answer', async () => {
  const response = await fetch(gatehouse.url);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
});
