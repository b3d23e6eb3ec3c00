import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
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
  const watchers = paths.flatMap((path) => watchOne(path, soon, poll));
  return {
    close: () => {
      clearTimeout(timer);
      polls.forEach(clearInterval);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function watchOne(path: string, onChange: () => void, onFailure: (path: string, cause: unknown) => void): FSWatcher[] {
  try {
    const isFolder = statSync(path).isDirectory();
    // a file is often replaced by a new one of the same name, so its folder is watched
    const watcher = isFolder ? watch(path, { recursive: true }, onChange) : watch(dirname(path), onChange);
    watcher.on('error', (cause) => {
      watcher.close();
      onFailure(path, cause);
    });
    return [watcher];
  } catch (cause) {
    onFailure(path, cause);
    return [];
  }
}
