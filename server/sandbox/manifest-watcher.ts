import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SandboxLog } from './log.ts';

/** Editors and checkouts touch files in bursts. */
const debounceMs = 200;
/** Where the system gives no notice of changes the files are looked at this often. */
const pollMs = 2_000;

export type FileWatcher = Readonly<{ close: () => void }>;

/** Calls `onChange` a moment after something under the paths changed; it may be called without need. */
export function watchPaths(paths: readonly string[], onChange: () => void, log: SandboxLog): FileWatcher {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, debounceMs);
  };
  const polls: NodeJS.Timeout[] = [];
  const poll = (path: string, cause: unknown): void => {
    log.warn({ path, err: cause }, 'manifests cannot be watched, looking at them every two seconds');
    polls.push(setInterval(onChange, pollMs));
  };
  const watches = paths.map((path) => watchPath(path, soon, (cause) => poll(path, cause)));
  return {
    close: () => {
      clearTimeout(timer);
      polls.forEach(clearInterval);
      for (const each of watches) each.close();
    },
  };
}

/**
 * One watch for each folder below a path. Node's own recursive watch on Linux loses a file that was replaced by another
 * of the same name; and a file is watched by its folder, since editors replace it that way.
 */
function watchPath(path: string, onChange: () => void, onFailure: (cause: unknown) => void): FileWatcher {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const refresh = (): void => {
    const folders = new Set(foldersOf(path));
    for (const folder of watchers.keys()) if (!folders.has(folder)) forget(folder);
    for (const folder of folders) if (!watchers.has(folder)) add(folder);
  };
  const changed = (): void => {
    tryRefresh();
    onChange();
  };
  const add = (folder: string): void => {
    const watcher = watch(folder, changed);
    watchers.set(folder, watcher);
    watcher.on('error', () => {
      forget(folder);
      changed();
    });
  };
  const tryRefresh = (): void => {
    try {
      refresh();
    } catch (cause) {
      for (const folder of watchers.keys()) forget(folder);
      onFailure(cause);
    }
  };
  tryRefresh();
  return {
    close: () => {
      for (const folder of watchers.keys()) forget(folder);
    },
  };
}

/** The folder itself and all below it; for a file the one it lies in. @throws what keeps them from being read */
function foldersOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [dirname(path)];
  const below = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [path, ...below.map(({ parentPath, name }) => join(parentPath, name))];
}
