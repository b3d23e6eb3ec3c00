import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import type { Session } from '#lib/api/messages.ts';
import { send } from '../scenarios/traffic.ts';
import type { Gatehouse } from '../start-gatehouse.ts';

// What goes wrong around Gatehouse, and what is watched meanwhile.

type Program = Readonly<{ pid: number; command: readonly string[] }>;

/** The process of a program of the control plane, and its command line. */
function findProcess(program: string): Program {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const command = commandOf(name);
    if (command[1] === program) return { pid: Number(name), command };
  }
  throw new Error(`no process ${program}`);
}

function commandOf(pid: string): readonly string[] {
  try {
    return readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
      .split('\0')
      .slice(0, -1);
  } catch {
    return [];
  }
}

/** Ends the API server at once and waits until its port is free: the next one would end where it is not. */
export async function killApiServer(): Promise<Program> {
  const server = findProcess('kube-apiserver');
  process.kill(server.pid, 'SIGKILL');
  const port = Number(
    /^--secure-port=(\d+)$/.exec(server.command.find((word) => word.startsWith('--secure-port')) ?? '')?.[1],
  );
  await expect.poll(() => isFree(port), { timeout: 20_000, interval: 50 }).toBe(true);
  return server;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Starts a program of the control plane; it ends with the cluster. */
export function startProgram([program = '', ...args]: readonly string[]): void {
  spawn(program, args, { stdio: 'ignore', detached: true }).unref();
}

/** Asks a Gateway again and again until the test ends. @returns ends it; what was answered otherwise than 200 */
export function keepAsking(base: string, path: string): () => Promise<readonly (number | string)[]> {
  const failed: (number | string)[] = [];
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const asking = (async () => {
    for (; !isOver; ) {
      const status = await send(base, path).then(({ status: code }) => code, String);
      if (status !== 200) failed.push(status);
      // fifty a second: more would take the processors from the cluster that is to come back
      await delay(20);
    }
  })();
  return async () => {
    isOver = true;
    await asking;
    return failed;
  };
}

/** Kinds that the dashboard's event stream called stale so far, as a page that is open all the time is told. */
export async function collectStale({ url }: Pick<Gatehouse, 'url'>): Promise<ReadonlySet<string>> {
  const told = new Set<string>();
  const end = new AbortController();
  onTestFinished(() => end.abort());
  const { body } = await fetch(`${url}/api/events`, { signal: end.signal });
  void (async () => {
    let text = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = (text + chunk).split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) for (const resource of staleIn(frame)) told.add(resource);
    }
  })().catch(() => {});
  return told;
}

function staleIn(frame: string): readonly string[] {
  const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(frame) ?? [];
  if (event !== 'session') return [];
  const { kinds } = (JSON.parse(data) as { session: Session }).session;
  return kinds.flatMap(({ resource, staleSince }) => (staleSince === undefined ? [] : [resource]));
}
