import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A running Gatehouse, started as a person would, on ports of its own. */
export type Gatehouse = Readonly<{
  /** of the dashboard */
  url: string;
  /** of the sandbox; empty on a cluster */
  kubeconfig: string;
  dataDir: string;
  /** where a Gateway answers, as printed: scheme, address and port; '' when it was not printed */
  gatewayUrl: (name: string) => string;
  /** what it printed so far */
  output: () => string;
  process: ChildProcess;
  /** ends it as Ctrl-C does; resolves with the exit code */
  stop: () => Promise<number | null>;
}>;

export type StartOptions = Readonly<{
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** user and group to run as */
  uid?: number;
  /** folder of the checkout to run; this one by default */
  checkout?: string;
}>;

const patienceMs = 90_000;

/** Starts `server/main.ts` and waits until it says that it is ready. */
export async function startGatehouse({
  args = [],
  env = {},
  uid,
  checkout = root,
}: StartOptions = {}): Promise<Gatehouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const command = ['server/main.ts', '--port', '0', ...(uid === undefined ? ['--data-dir', dataDir] : []), ...args];
  const child = spawn(join(checkout, 'node_modules/.bin/node'), command, {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Gatehouse was not ready in time:\n${output}`)), patienceMs);
    const read = (text: Buffer): void => {
      output += text;
      if (!output.includes('Gatehouse is ready: ')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then((code) => reject(new Error(`Gatehouse ended with ${code}:\n${output}`)));
  });
  await ready;
  return {
    url: /Gatehouse is ready: (\S+)/.exec(output)?.[1] ?? '',
    kubeconfig: /KUBECONFIG=(\S+)/.exec(output)?.[1] ?? '',
    dataDir,
    gatewayUrl: (name) => new RegExp(`Gateway ${name}  (https?://[^/\\s]+)`).exec(output)?.[1] ?? '',
    output: () => output,
    process: child,
    stop: async () => {
      child.kill('SIGINT');
      const code = await exited;
      rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}
