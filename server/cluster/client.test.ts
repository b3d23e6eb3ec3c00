import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSandbox, type TestSandbox } from '../sandbox/testing.ts';
import { type ApiRelay, openApiRelay } from '../testing/api-relay.ts';
import { type ClusterClient, connectCluster } from './client.ts';

let api: TestSandbox;
let dir: string;
beforeAll(async () => {
  api = await openTestSandbox();
  dir = mkdtempSync(join(tmpdir(), 'gatehouse-kubeconfig-'));
});
afterAll(async () => {
  await api.close();
  rmSync(dir, { recursive: true });
});

function kubeconfig(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

const contexts = (current: string): string =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: {} }],
    contexts: ['staging', 'production'].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
    'current-context': current,
  });

test.each([
  // what is wrong         text                              context     words
  [
    'a file that is not there',
    null,
    null,
    /kubeconfig .*absent: no such file\. Give the path of one with --kubeconfig/,
  ],
  ['broken YAML', 'clusters:\n- name: [unclosed\n', null, /kubeconfig .*broken: .*\(3:1\)/s],
  ['a file that is no kubeconfig', 'just words', null, /kubeconfig .*words: .*the file has no contexts/],
  [
    'no current context',
    contexts(''),
    null,
    /current-context \(none\) names no cluster.*--context with one of: staging/,
  ],
  ['a current context that is not there', contexts('prod'), null, /current-context prod names no cluster/],
  [
    'a context asked for that is not there',
    contexts('staging'),
    'prod',
    /has no context prod; it has staging, production/,
  ],
])('%s is said with the file and what to do', (_fault, text, context, words) => {
  const name = { 'a file that is not there': 'absent', 'broken YAML': 'broken' }[_fault] ?? 'words';
  const file = text === null ? join(dir, name) : kubeconfig(name, text);
  expect(() => connectCluster({ kind: 'file', file, context })).toThrow(
    expect.objectContaining({ code: 'KUBECONFIG_UNREADABLE', message: expect.stringMatching(words) }),
  );
});

type Exec = Readonly<{ command: string; args?: readonly string[]; env?: unknown }>;

async function throughPlugin<T>(
  exec: Exec,
  use: (relay: ApiRelay, ask: () => Promise<unknown>, client: ClusterClient) => Promise<T>,
) {
  const apiVersion = 'client.authentication.k8s.io/v1';
  const user = { exec: { apiVersion, interactiveMode: 'Never', ...exec } };
  const relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir, user });
  const client = connectCluster({ kind: 'file', file: relay.kubeconfigPath, context: null });
  try {
    return await use(relay, () => client.request({ method: 'GET', path: '/api/v1/namespaces/default' }), client);
  } finally {
    await client.close();
    await relay.close();
  }
}

const script = (text: string): Exec => ({ command: process.execPath, args: ['-e', text] });
const token = (): string => JSON.parse(api.sandbox.kubeconfig).users[0].user.token;

test('a credential plugin gives the token, and runs once for many requests', async () => {
  const runs = join(dir, 'runs');
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: token() },
  };
  const plugin = script(
    `require('fs').appendFileSync(${JSON.stringify(runs)}, 'x'); console.log(${JSON.stringify(JSON.stringify(credential))})`,
  );
  await throughPlugin(plugin, async (_relay, ask) => {
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers).toHaveLength(4);
    expect(answers[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'default' } });
  });
  expect(readFileSync(runs, 'utf8')).toBe('x');
});

/** A plugin that prints one token after the other, without a word on when they expire, and the last for good. */
function printing(name: string, tokens: readonly string[]): Readonly<{ exec: Exec; runs: () => number }> {
  const file = join(dir, name);
  writeFileSync(file, '');
  const text = `
    const fs = require('fs'), file = ${JSON.stringify(file)}, tokens = ${JSON.stringify(tokens)};
    fs.appendFileSync(file, 'x');
    const token = tokens[Math.min(fs.readFileSync(file, 'utf8').length, tokens.length) - 1];
    console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } }));`;
  return { exec: script(text), runs: () => readFileSync(file, 'utf8').length };
}

test('a token that is no longer taken is asked for anew, once for all who were refused', async () => {
  const plugin = printing('renewed', ['expired', token()]);
  await throughPlugin(plugin.exec, async (_relay, ask) => {
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers).toEqual(Array(4).fill(expect.objectContaining({ kind: 'Namespace' })));
    expect(plugin.runs()).toBe(2);
    await ask();
    expect(plugin.runs()).toBe(2);
  });
});

test('a watch that is refused for its token is opened with a new one', async () => {
  const plugin = printing('watched', ['expired', token()]);
  await throughPlugin(plugin.exec, async (_relay, _ask, client) => {
    const heard = Promise.withResolvers<string>();
    const watch = client.watch(10_000).watch('/api/v1/namespaces', {}, (phase) => heard.resolve(phase), heard.reject);
    expect(await heard.promise).toBe('ADDED');
    (await watch).abort();
    expect(plugin.runs()).toBe(2);
  });
});

test('where the new token is not taken either, the refusal is told and the plugin left alone', async () => {
  const plugin = printing('refused', ['expired', 'wrong']);
  await throughPlugin(plugin.exec, async (relay, ask, client) => {
    await expect(ask()).rejects.toMatchObject({ code: 'API_REFUSED', status: { code: 401 } });
    expect([plugin.runs(), relay.requests().length]).toEqual([2, 2]);
    const ended = Promise.withResolvers<unknown>();
    await client.watch(10_000).watch('/api/v1/namespaces', {}, () => {}, ended.resolve);
    expect(await ended.promise).toMatchObject({ statusCode: 401 });
    expect(relay.requests()).toHaveLength(4);
  });
});

test.each([
  [
    'a plugin that fails',
    script("console.error('error: your session has expired, run: cloud login'); process.exit(3)"),
    /^credential plugin .*node.*: error: your session has expired, run: cloud login$/,
  ],
  ['a plugin that fails without a word', script('process.exit(3)'), /it failed and said nothing on stderr$/],
  ['a plugin that prints no credential', script("console.log('hello')"), /it printed no ExecCredential with a status$/],
  ['a plugin that is not installed', { command: 'no-such-plugin' }, /^credential plugin no-such-plugin: .*ENOENT$/],
])('%s is named with its own words, and nothing reaches the server', async (_fault, exec, words) => {
  await throughPlugin(exec, async (relay, ask) => {
    await expect(ask()).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: expect.stringMatching(words),
    });
    expect(relay.requests()).toEqual([]);
  });
});

test('a server that is not there, and one with a certificate of nobody we know, are named with the fault', async () => {
  const user = { token: 'any' };
  const relay = await openApiRelay({ kubeconfig: null, dir, user });
  const text = JSON.parse(readFileSync(relay.kubeconfigPath, 'utf8'));
  delete text.clusters[0].cluster['certificate-authority-data'];
  const file = kubeconfig('no-authority', JSON.stringify(text));
  const distrusting = connectCluster({ kind: 'file', file, context: null });
  const path = '/api/v1/namespaces';
  await expect(distrusting.request({ method: 'GET', path })).rejects.toMatchObject({
    code: 'CLUSTER_UNREACHABLE',
    message: expect.stringMatching(`^${relay.url}: .*certificate`),
  });
  await relay.close();
  await expect(distrusting.request({ method: 'GET', path })).rejects.toThrow(
    `${relay.url}: connect ECONNREFUSED ${new URL(relay.url).host}`,
  );
  await distrusting.close();
});

test('a refusal keeps the words, the reason and the causes of the API server', async () => {
  const client = connectCluster({ kind: 'file', file: api.sandbox.kubeconfigPath, context: null });
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'Not_A_Name' } };
  await expect(client.request({ method: 'POST', path: '/api/v1/namespaces', body })).rejects.toMatchObject({
    code: 'API_REFUSED',
    status: { code: 422, reason: 'Invalid', causes: [{ field: 'metadata.name' }] },
  });
  await client.close();
});
