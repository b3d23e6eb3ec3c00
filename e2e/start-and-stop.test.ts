import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { holdDataDir } from '../server/sandbox/data-dir.ts';
import { openTestSandbox } from '../server/sandbox/testing.ts';
import { openApiRelay } from '../server/testing/api-relay.ts';
import { waitFor } from '../server/testing/wait.ts';
import { startGatehouse } from './start-gatehouse.ts';

let taken: Server;
let port: number;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gatehouse-start-'));
  taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  port = (taken.address() as AddressInfo).port;
});
afterAll(() => {
  taken.close();
  rmSync(dir, { recursive: true });
});

/** What a start that cannot succeed says, and its exit code. */
async function startInVain(...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const command = ['server/main.ts', '--port', '0', '--data-dir', join(dir, 'data'), ...args];
  const child = spawn('node_modules/.bin/node', command, { timeout: 30_000, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

test('a start that cannot succeed says why in a sentence, with the fix, and no stack', async () => {
  const broken = join(dir, 'broken');
  writeFileSync(broken, 'clusters: [');
  const held = join(dir, 'held');
  const hold = await holdDataDir(held);
  const full = join(dir, 'full');
  mkdirSync(join(full, 'kubeconfig'), { recursive: true });
  const rows: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [['--port', String(port)], new RegExp(`port ${port} is in use\\. .*--port 0`)],
    [['--sandbox-port', String(port)], new RegExp(`port ${port} is in use\\. .*--sandbox-port 0`)],
    [['--kubeconfig', join(dir, 'absent')], /kubeconfig .*absent: .*no such file/],
    [['--kubeconfig', broken], /kubeconfig .*broken: /],
    [['--in-cluster'], /KUBERNETES_SERVICE_HOST is not set.*Use --kubeconfig/],
    [['--data-dir', held], new RegExp(`${held} is used by another Gatehouse, process ${process.pid}\\. .*--data-dir`)],
    [['--data-dir', '/proc/x'], /data directory \/proc\/x cannot be used: .*--data-dir/],
    [['--data-dir', broken], /broken cannot be used: it is, or lies below, a file\. .*--data-dir/],
    [['--data-dir', join(broken, 'below')], /below cannot be used: it is, or lies below, a file\. .*--data-dir/],
    [['--data-dir', full], /full cannot be used: .*--data-dir/],
    [['--manifests', '/nope'], /--manifests \/nope: there is no such file or folder\. Give one that is there/],
    [['--host', '0.0.0.0'], /without sign-in Gatehouse listens on the loopback alone/],
  ];
  for (const [args, words] of rows) {
    const { code, said } = await startInVain(...args);
    expect(said, args.join(' ')).toMatch(words);
    expect(said, args.join(' ')).toMatch(/^gatehouse: /m);
    expect(said, args.join(' ')).not.toMatch(/\n {4}at /);
    expect(code, args.join(' ')).toBeGreaterThan(0);
  }
  await hold.release();
});

test('npm start, once all is made ready, installs and builds nothing, and serves on the pinned Node', async () => {
  const command = ['start', '--silent', '--', '--port', '0', '--data-dir', join(dir, 'npm'), '--scenario', 'none'];
  const child = spawn('npm', command, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  onTestFinished(async () => {
    const exited = once(child, 'exit');
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await exited;
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await waitFor('it is ready', () => said.includes('Gatehouse is ready: '), 60_000);
  // set-up says what it does
  expect(said).not.toContain('setup:');
  const url = /Gatehouse is ready: (\S+)/.exec(said)?.[1];
  const pinned = spawnSync('node_modules/.bin/node', ['--version'], { encoding: 'utf8' }).stdout.trim();
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(`nodejs_version_info{version="${pinned}"`);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends open streams, lets a request under way complete and exits 0',
  async (signal) => {
    const gatehouse = await startGatehouse({ args: ['--scenario', 'acme'] });
    const exited = once(gatehouse.process, 'exit');
    const stream = await fetch(`${gatehouse.url}/api/events`);
    const streamed = stream.text();
    const upload = request(`${gatehouse.gatewayUrl('infra-ns/shared-gateway')}/careers`, {
      method: 'POST',
      agent: false,
    });
    upload.write('first ');
    await once(upload, 'socket');
    const answered = once(upload, 'response');
    // it is with its backend, or it would not be under way
    await waitFor('the upload is sent', () => upload.writableLength === 0);
    await fetch(`${gatehouse.url}/healthz`);
    gatehouse.process.kill(signal);
    await streamed;
    await waitFor('the dashboard takes no more', () =>
      fetch(`${gatehouse.url}/healthz`).then(
        () => false,
        () => true,
      ),
    );
    expect(gatehouse.process.exitCode).toBeNull();
    upload.end('last');
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    await response.resume().toArray();
    expect(await exited).toEqual([0, null]);
    expect(gatehouse.output()).not.toMatch(/"level":[56]0/);
    // what it prints is ours: the pages' framework has nothing to say to the person
    expect(gatehouse.output()).not.toContain('next.config');
  },
);

test('healthy at once, ready only when the cluster is read and the first table serves', async () => {
  const api = await openTestSandbox();
  await api.sandbox.loadManifests(['examples/acme/00-start.yaml']);
  const relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  relay.stall();
  const free = createServer();
  free.listen(0, '127.0.0.1');
  await once(free, 'listening');
  const url = `http://127.0.0.1:${(free.address() as AddressInfo).port}`;
  await new Promise((resolve) => free.close(resolve));
  const starting = startGatehouse({ args: ['--port', new URL(url).port, '--kubeconfig', relay.kubeconfigPath] });
  const status = (path: string) =>
    fetch(url + path).then(
      (answer) => answer.status,
      () => 0,
    );
  await waitFor('it is healthy', async () => (await status('/healthz')) === 200, 30_000);
  await waitFor('it asks the cluster', () => relay.requests().length > 0);
  expect(await status('/readyz')).toBe(503);
  const early = await fetch(`${url}/api/topology`);
  expect([early.status, (await early.json()).code]).toEqual([503, 'NOT_READY']);
  await relay.restore();
  const gatehouse = await starting;
  expect(await status('/readyz')).toBe(200);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/^gatehouse_routes\{state="refused"\} 1$/m);
  expect(metrics).toMatch(/^gatehouse_bind_seconds_count \d+$/m);
  expect(metrics).toMatch(/^gatehouse_status_writes_total 0$/m);
  await gatehouse.stop();
  await relay.close();
  await api.close();
});

test('a cluster that gives no answer at the start is told with its words, and is read once it answers', async () => {
  const api = await openTestSandbox();
  const relay = await openApiRelay({ kubeconfig: api.sandbox.kubeconfig, dir: api.dir });
  await relay.goAway();
  const command = ['server/main.ts', '--port', '0', '--kubeconfig', relay.kubeconfigPath];
  const child = spawn('node_modules/.bin/node', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await waitFor('it says what it waits for', () => said.includes('cannot be read yet'), 30_000);
  expect(said).toMatch(
    /The cluster relayed cannot be read yet, and is tried again:\n {4}https:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED/,
  );
  const url = /The dashboard is at (\S+)/.exec(said)?.[1];
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  await relay.restore();
  await waitFor('it is ready', () => said.includes(`Gatehouse is ready: ${url}`), 60_000);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  await relay.close();
  await api.close();
});
