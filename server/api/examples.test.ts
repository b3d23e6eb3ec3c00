import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LoadedExample, Session, TopologyMessage } from '#lib/api/messages.ts';
import { parseConfig } from '../config.ts';
import { createLog } from '../logger.ts';
import { startRuntime } from '../runtime.ts';
import { waitFor } from '../testing/wait.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

type Opened = Readonly<{ url: string; kubeconfig: string | null; close: () => Promise<void> }>;

let empty: Opened;
let cluster: Opened;
let readOnly: Opened;
beforeAll(async () => {
  [empty, readOnly] = await Promise.all([open(['--scenario', 'none']), open(['--scenario', 'none', '--read-only'])]);
  // a sandbox known by its kubeconfig alone is a cluster like any other
  cluster = await open(['--kubeconfig', readOnly.kubeconfig ?? '']);
});
afterAll(async () => {
  await cluster.close();
  await Promise.all([empty.close(), readOnly.close()]);
});

async function open(flags: readonly string[]): Promise<Opened> {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-examples-'));
  const runtime = await startRuntime(parseConfig(['--data-dir', dir, ...flags], {}), root, createLog('silent'));
  await runtime.settled();
  const server: Server = createServer((request, response) => void runtime.api(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kubeconfig: runtime.kubeconfigPath,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await runtime.close();
      rmSync(dir, { recursive: true });
    },
  };
}

const read = async <T>({ url }: Opened, path: string): Promise<T> => (await (await fetch(url + path)).json()) as T;
const sessionOf = (of: Opened) => read<Session>(of, '/api/session');
const gatewaysOf = async (of: Opened) => (await read<TopologyMessage>(of, '/api/topology')).topology.counts.gateways;

async function load(of: Opened, body: unknown, token?: string): Promise<Response> {
  return fetch(`${of.url}/api/examples`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-csrf-token': token ?? (await sessionOf(of)).csrfToken },
    body: JSON.stringify(body),
  });
}

test.each([['../acme'], ['acme/00-start.yaml'], ['/etc'], ['Acme'], ['toString'], [''], [7], [null]])(
  '%j names no example, and nothing is loaded',
  async (name) => {
    const answer = await load(empty, { name });
    expect(answer.status).toBe(400);
    expect((await answer.json()).detail).toBe('name must be one of acme, fruits, foobar.');
    expect(await gatewaysOf(empty)).toBe(0);
  },
);

test('without the token of the session nothing is loaded', async () => {
  const answer = await load(empty, { name: 'acme' }, 'wrong');
  expect([answer.status, (await answer.json()).code]).toEqual([403, 'CSRF_TOKEN_MISSING']);
  expect(await gatewaysOf(empty)).toBe(0);
});

test('read-only, nothing is loaded', async () => {
  const answer = await load(readOnly, { name: 'acme' });
  expect([answer.status, (await answer.json()).code]).toEqual([403, 'READ_ONLY']);
  expect(await gatewaysOf(readOnly)).toBe(0);
});

test('a cluster is given no example, and none is offered', async () => {
  expect(await sessionOf(cluster)).toMatchObject({ cluster: { kind: 'cluster' }, sandbox: null });
  const answer = await load(cluster, { name: 'acme' });
  expect([answer.status, (await answer.json()).code]).toEqual([403, 'NOT_A_SANDBOX']);
  expect(await gatewaysOf(cluster)).toBe(0);
});

test('the command names the kubeconfig and a folder that is there', async () => {
  const { sandbox } = await sessionOf(empty);
  expect(sandbox?.applyCommand).toBe(`KUBECONFIG=${empty.kubeconfig} kubectl apply -f ${join(root, 'examples/acme')}`);
});

test('an example is loaded into the sandbox, which is then named by it', async () => {
  const { cluster: before } = await sessionOf(empty);
  expect(before.name).toBe('empty');
  const answer = await load(empty, { name: 'acme' });
  expect(answer.status).toBe(200);
  const loaded = (await answer.json()) as LoadedExample;
  expect(loaded).toMatchObject({ name: 'acme', changed: 0, problems: [] });
  expect(loaded.created).toBeGreaterThan(10);
  await waitFor('its Gateway is in the topology', async () => (await gatewaysOf(empty)) === 1);
  expect((await sessionOf(empty)).cluster.name).toBe('acme');
});
