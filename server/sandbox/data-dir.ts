import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The data directory cannot be had; `message` is what the person reads, with the fix. */
export class DataDirError extends Error {
  readonly code: 'DATA_DIR_UNUSABLE' | 'DATA_DIR_TAKEN';

  constructor(code: 'DATA_DIR_UNUSABLE' | 'DATA_DIR_TAKEN', message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DataDirError';
    this.code = code;
  }
}

/** A data directory that is ours until it is released. */
export type DataDirHold = Readonly<{ release: () => Promise<void> }>;

/**
 * Makes the directory and locks it for this process by the file `lock`, which holds the pid. Two processes in one
 * directory would overwrite each other's kubeconfig. A lock whose process is no more is taken over.
 *
 * @throws DataDirError naming the directory, or the process that holds it
 */
export async function holdDataDir(dataDir: string): Promise<DataDirHold> {
  try {
    await makeFolder(dataDir);
    const lock = join(dataDir, 'lock');
    await takeLock(lock, dataDir);
    return { release: () => rm(lock, { force: true }) };
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
}

/** What keeps a data directory from being used, in a sentence; a DataDirError passes as it is. */
export function unusable(dataDir: string, cause: unknown): DataDirError {
  if (cause instanceof DataDirError) return cause;
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const why = words[code] ?? message;
  const fix = 'Give a folder that this user may write to with --data-dir.';
  return new DataDirError('DATA_DIR_UNUSABLE', `the data directory ${dataDir} cannot be used: ${why}. ${fix}`, cause);
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'it is, or lies below, a file',
};

/** Folder by folder: Node's own recursive mkdir never returns below /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return expectFolder(path);
    if (code !== 'ENOENT' || dirname(path) === path) throw cause;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

async function expectFolder(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) return;
  throw Object.assign(new Error(`${path} is a file`), { code: 'ENOTDIR' });
}

/** A link is made whole or not at all, so nobody reads a lock that is half-written. */
async function takeLock(lock: string, dataDir: string): Promise<void> {
  const own = `${lock}.${randomUUID()}`;
  await writeFile(own, `${process.pid} ${startOf(process.pid) ?? ''}\n`, { mode: 0o600 });
  try {
    while (!(await isLinked(own, lock)) && !(await isTakenOver(own, lock, dataDir)));
  } finally {
    await rm(own, { force: true });
  }
}

async function isLinked(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

const claimPauseMs = 5;

/**
 * Puts our lock in the place of one whose process is no more. Of several that find it stale only the one that holds
 * the claim may, and only while the lock is still the one it read.
 */
async function isTakenOver(own: string, lock: string, dataDir: string): Promise<boolean> {
  const text = await readIfThere(lock);
  if (text === null) return false;
  const holder = holderOf(text);
  if (holder !== null) {
    throw new DataDirError(
      'DATA_DIR_TAKEN',
      `the data directory ${dataDir} is used by another Gatehouse, process ${holder}. ` +
        'Stop that one, or start with another folder: --data-dir FOLDER.',
    );
  }
  const claim = `${lock}.claim`;
  if (!(await isLinked(own, claim))) {
    const other = await readIfThere(claim);
    if (other !== null && holderOf(other) === null) await rm(claim, { force: true });
    await sleep(claimPauseMs);
    return false;
  }
  try {
    if ((await readIfThere(lock)) !== text) return false;
    await rename(own, lock);
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    ignoreAbsent(cause);
    return null;
  }
}

function ignoreAbsent(cause: unknown): void {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
}

/** The process that wrote the lock; null when it is no more, or its number is another process's now. */
function holderOf(text: string): number | null {
  const [number = '', start = ''] = text.trim().split(' ');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0 || !isRunning(pid)) return null;
  const now = startOf(pid);
  return start === '' || now === null || now === start ? pid : null;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // another user's process is one too
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in the kernel's clock ticks since boot; null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    // its name, in brackets, may hold spaces and brackets itself
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return fields[19] ?? null;
  } catch {
    return null;
  }
}
